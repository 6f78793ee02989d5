package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Font is one of the two that are embedded in every document.
type Font int

// The fonts: the Go fonts, made to be read small, free to embed.
const (
	Regular Font = iota
	Bold
	fontCount
)

// face is a font of one document, with the glyphs that the document uses.
type face struct {
	name   string
	data   []byte
	parsed *sfnt.Font
	units  fixed.Int26_6
	buffer sfnt.Buffer
	latin  [latinEnd]glyph // of the letters that nearly every text is made of
	glyphs map[rune]glyph  // of the others
	used   map[sfnt.GlyphIndex]rune
}

// glyph is how a letter is drawn: its shape, and how far it moves the pen, in
// thousandths of the size. pull is what its own width is too wide by.
type glyph struct {
	index   sfnt.GlyphIndex
	advance int
	pull    int
}

func newFace(f Font) (*face, error) {
	sources := [fontCount]struct {
		name string
		data []byte
	}{{"GoRegular", goregular.TTF}, {"GoBold", gobold.TTF}}
	parsed, err := sfnt.Parse(sources[f].data)
	if err != nil {
		return nil, fmt.Errorf("paper: font: %w", err)
	}
	return &face{
		name: sources[f].name, data: sources[f].data, parsed: parsed, units: fixed.Int26_6(parsed.UnitsPerEm()),
		glyphs: map[rune]glyph{}, used: map[sfnt.GlyphIndex]rune{},
	}, nil
}

// standIns are drawn in the place of what the fonts lack: the spaces of
// French typography, and hyphens that do not break.
var standIns = map[rune]struct {
	as     rune
	thirds int // of its width
}{'\u202f': {' ', 2}, '\u2009': {' ', 2}, '\u00a0': {' ', 3}, '\u2011': {'-', 3}, '\u2212': {'-', 3}}

const latinEnd = 0x180

// glyph finds how a letter is drawn; one that the font lacks is a visible box.
func (f *face) glyph(r rune) glyph {
	if r >= 0 && r < latinEnd {
		if f.latin[r].advance == 0 {
			f.latin[r] = f.find(r)
		}
		return f.latin[r]
	}
	g, known := f.glyphs[r]
	if !known {
		g = f.find(r)
		f.glyphs[r] = g
	}
	return g
}

// find looks a letter up in the font.
func (f *face) find(r rune) glyph {
	drawn, thirds := r, 3
	if s, ok := standIns[r]; ok {
		drawn, thirds = s.as, s.thirds
	}
	index, err := f.parsed.GlyphIndex(&f.buffer, drawn)
	if err != nil {
		index = 0
	}
	width := f.width(index)
	g := glyph{index: index, advance: width * thirds / 3}
	g.pull = width - g.advance
	if _, other := f.used[index]; !other {
		f.used[index] = drawn
	}
	return g
}

// width is a glyph's, in thousandths.
func (f *face) width(index sfnt.GlyphIndex) int {
	advance, err := f.parsed.GlyphAdvance(&f.buffer, index, f.units, font.HintingNone)
	if err != nil {
		return 0
	}
	return int(advance) * 1000 / int(f.units)
}

// measure is the width of s at a size, in millimetres.
func (f *face) measure(size float64, s string) float64 {
	thousandths := 0
	for _, r := range s {
		thousandths += f.glyph(r).advance
	}
	return float64(thousandths) / 1000 * size / point
}

// write puts the font behind its number, with the letters that were used:
// whole, so that any reader and any print shop draws them.
func (f *face) write(d *Document, zip *zlib.Writer, number int) {
	descendant, descriptor, file, unicode := number+1, number+2, number+3, number+4
	indexes := make([]sfnt.GlyphIndex, 0, len(f.used))
	for index := range f.used {
		indexes = append(indexes, index)
	}
	slices.Sort(indexes)
	d.object(number, func() {
		d.write("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", f.name, descendant, unicode)
	})
	d.object(descendant, func() {
		d.write("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>", f.name)
		d.write(" /FontDescriptor %d 0 R /CIDToGIDMap /Identity /W [", descriptor)
		for _, index := range indexes {
			d.write("%d [%d]\n", index, f.width(index))
		}
		d.write("] >>")
	})
	d.object(descriptor, func() { d.write("%s /FontFile2 %d 0 R >>", f.describe(), file) })
	d.stream(file, zip, f.data, fmt.Sprintf(" /Length1 %d", len(f.data)))
	d.stream(unicode, zip, f.toUnicode(indexes), "")
}

// describe begins the font's descriptor: how big its letters are.
func (f *face) describe() string {
	thousandths := func(v fixed.Int26_6) int { return int(v) * 1000 / int(f.units) }
	metrics, err := f.parsed.Metrics(&f.buffer, f.units, font.HintingNone)
	box, boxErr := f.parsed.Bounds(&f.buffer, f.units, font.HintingNone)
	if err != nil || boxErr != nil {
		metrics, box = font.Metrics{}, fixed.Rectangle26_6{}
	}
	return fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 32 /ItalicAngle 0 /StemV 80 /FontBBox [%d %d %d %d] /Ascent %d /Descent %d /CapHeight %d",
		f.name, thousandths(box.Min.X), thousandths(-box.Max.Y), thousandths(box.Max.X), thousandths(-box.Min.Y),
		thousandths(metrics.Ascent), thousandths(-metrics.Descent), thousandths(metrics.CapHeight))
}

// toUnicode is by which a reader copies text out of the page.
func (f *face) toUnicode(indexes []sfnt.GlyphIndex) []byte {
	var cmap bytes.Buffer
	cmap.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for part := range slices.Chunk(indexes, 100) { // ISO 32000-1 §9.10.3: a hundred at most
		fmt.Fprintf(&cmap, "%d beginbfchar\n", len(part))
		for _, index := range part {
			fmt.Fprintf(&cmap, "<%04X> <%04X>\n", uint16(index), f.used[index])
		}
		cmap.WriteString("endbfchar\n")
	}
	cmap.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return cmap.Bytes()
}
