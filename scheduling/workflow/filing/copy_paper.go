package filing

import (
	"io"
	"strconv"
	"strings"

	"trame/scheduling/paper"
	"trame/templates"
)

// The sheet, in millimetres and points: 12 points, for tired eyes.
const (
	sideMargin, topMargin, endOfPage = 22.0, 24.0, 272.0
	footY                            = 285.0
	textSize, textLead               = 12.0, 6.0
	headSize, bigSize, smallSize     = 15.0, 20.0, 10.0
	textWidth                        = 210 - 2*sideMargin
	indent                           = 5.0
)

// WritePDF writes a copy as pages to be printed and read by her. They are drawn
// twice: « page 2 sur 5 » must know the five.
func (c Copy) WritePDF(out io.Writer) error {
	count := &pen{copy: c, out: paper.New(io.Discard, title("title"))}
	count.draw()
	if err := count.out.Close(); err != nil {
		return err
	}
	p := &pen{copy: c, out: paper.New(out, title("title")), total: count.number}
	p.draw()
	return p.out.Close()
}

// pen writes down a page, and begins the next where it ends.
type pen struct {
	copy   Copy
	out    *paper.Document
	page   *paper.Page
	y      float64
	number int
	total  int
}

func (p *pen) draw() {
	p.turn()
	p.page.Text(sideMargin, p.y, paper.Regular, textSize, p.copy.Organisation.Name)
	p.y += 14
	p.write(paper.Bold, bigSize, 9, 0, title("title"))
	p.y += 3
	p.write(paper.Regular, textSize, textLead, 0, templates.Message("copy.intro", "name", p.copy.Insured.Name(),
		"made", p.copy.day(p.copy.Made), "asked", templates.PlainDate(p.copy.AskedOn)))
	for _, s := range p.copy.sections() {
		p.section(s)
	}
}

func (p *pen) section(s section) {
	p.room(4 * textLead)
	p.y += 7
	p.write(paper.Bold, headSize, 8, 0, s.title)
	p.page.Line(sideMargin, p.y-4.5, sideMargin+textWidth, p.y-4.5, 0.2)
	p.y += 2
	if len(s.blocks) == 0 {
		p.write(paper.Regular, textSize, textLead, 0, s.empty)
	}
	for _, b := range s.blocks {
		if b.head != "" {
			p.room(2 * textLead)
			p.write(paper.Bold, textSize, textLead, 0, b.head)
		}
		for _, line := range b.lines {
			p.write(paper.Regular, textSize, textLead, indent, line)
		}
		if b.text != "" {
			p.write(paper.Regular, textSize, textLead, indent*boolean(b.head != ""), b.text)
		}
		p.y += 2.5
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// write sets a paragraph line by line, over as many pages as it takes.
func (p *pen) write(f paper.Font, size, lead, in float64, text string) {
	for _, line := range lines(p.page, f, size, textWidth-in, text) {
		p.room(lead)
		p.page.Text(sideMargin+in, p.y, f, size, line)
		p.y += lead
	}
}

// room turns the page unless some height is left on it.
func (p *pen) room(height float64) {
	if p.y+height > endOfPage {
		p.turn()
	}
}

func (p *pen) turn() {
	p.page, p.y = p.out.Page(paper.A4), topMargin
	p.number++
	p.page.Text(sideMargin, footY, paper.Regular, smallSize, p.copy.day(p.copy.Made))
	p.page.TextRight(sideMargin+textWidth, footY, paper.Regular, smallSize,
		templates.Message("copy.page", "n", strconv.Itoa(p.number), "of", strconv.Itoa(max(p.total, 1))))
}

// lines are a text's, wrapped; an empty one stays a gap.
func lines(page *paper.Page, f paper.Font, size, width float64, text string) (list []string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		list = append(list, page.Wrap(width, f, size, strings.TrimRight(line, "\r"))...)
	}
	return list
}
