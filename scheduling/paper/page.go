package paper

import (
	"bytes"
	"fmt"
	"strings"
)

// point is how many points a millimetre has.
const point = 72 / 25.4

// Page is one side of a sheet. Everything on it is black, but for shades of
// grey that no meaning hangs on.
type Page struct {
	size    Size
	content bytes.Buffer
	faces   *[fontCount]*face
}

// Text writes s on one line, its base at y.
func (p *Page) Text(x, y float64, f Font, size float64, s string) {
	fmt.Fprintf(&p.content, "BT /F%d %.2f Tf %.3f %.3f Td [<", f, size, x*point, p.up(y))
	for _, r := range s {
		g := p.faces[f].glyph(r)
		p.content.Write([]byte{hex[g.index>>12&15], hex[g.index>>8&15], hex[g.index>>4&15], hex[g.index&15]})
		if g.pull != 0 {
			fmt.Fprintf(&p.content, "> %d <", g.pull)
		}
	}
	p.content.WriteString(">] TJ ET\n")
}

const hex = "0123456789ABCDEF"

// TextRight writes s so that it ends at x.
func (p *Page) TextRight(x, y float64, f Font, size float64, s string) {
	p.Text(x-p.Width(f, size, s), y, f, size, s)
}

// Width is how wide s is, in millimetres.
func (p *Page) Width(f Font, size float64, s string) float64 { return p.faces[f].measure(size, s) }

// Paragraph writes s within a width, the base of its first line at y, and
// returns where the next line would stand. A word wider than the width is cut.
func (p *Page) Paragraph(x, y, width float64, f Font, size, leading float64, s string) float64 {
	for line := range strings.SplitSeq(s, "\n") {
		for _, l := range p.Wrap(width, f, size, line) {
			p.Text(x, y, f, size, l)
			y += leading
		}
	}
	return y
}

// Wrap cuts a line where it may be broken: at plain spaces alone, so that
// « 14 h » and a phone number stay whole.
func (p *Page) Wrap(width float64, f Font, size float64, s string) (lines []string) {
	line := ""
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }) {
		for p.Width(f, size, word) > width { // an address of the web
			head := p.fitting(width, f, size, word)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, head), word[len(head):]
		}
		switch longer := line + " " + word; {
		case line == "":
			line = word
		case p.Width(f, size, longer) <= width:
			line = longer
		default:
			lines, line = append(lines, line), word
		}
	}
	return append(lines, line)
}

// fitting is the longest beginning of s that fits, one letter at least.
func (p *Page) fitting(width float64, f Font, size float64, s string) string {
	cut := 0
	for at, r := range s {
		end := at + len(string(r))
		if cut > 0 && p.Width(f, size, s[:end]) > width {
			break
		}
		cut = end
	}
	return s[:cut]
}

// Clip is s, shortened with an ellipsis when it is wider than a width.
func (p *Page) Clip(width float64, f Font, size float64, s string) string {
	if p.Width(f, size, s) <= width {
		return s
	}
	return strings.TrimRight(p.fitting(width-p.Width(f, size, "…"), f, size, s), " ") + "…"
}

// Line draws from one place to another; thickness in millimetres.
func (p *Page) Line(x1, y1, x2, y2, thickness float64) {
	fmt.Fprintf(&p.content, "%.3f w %.3f %.3f m %.3f %.3f l S\n", thickness*point, x1*point, p.up(y1), x2*point, p.up(y2))
}

// Box draws the outline of a rectangle.
func (p *Page) Box(x, y, width, height, thickness float64) {
	fmt.Fprintf(&p.content, "%.3f w %.3f %.3f %.3f %.3f re S\n", thickness*point, x*point, p.up(y+height), width*point, height*point)
}

// Shade fills a rectangle with a grey: 0 is black, 1 white.
func (p *Page) Shade(x, y, width, height, grey float64) {
	fmt.Fprintf(&p.content, "%.2f g %.3f %.3f %.3f %.3f re f 0 g\n", grey, x*point, p.up(y+height), width*point, height*point)
}

// up turns a distance from the top into one from the bottom, in points.
func (p *Page) up(y float64) float64 { return (p.size.Height - y) * point }
