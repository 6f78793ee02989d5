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

// WritePDF writes a copy as pages to be printed and read by her.
func (c Copy) WritePDF(out io.Writer) error {
	total := 0
	return paper.Twice(out, title("title"), func(d *paper.Document) {
		flow := &paper.Flow{Doc: d, Left: sideMargin, Width: textWidth, Top: topMargin, End: endOfPage}
		flow.Frame = func(page *paper.Page) {
			page.Text(sideMargin, footY, paper.Regular, smallSize, c.day(c.Made))
			page.TextRight(sideMargin+textWidth, footY, paper.Regular, smallSize,
				templates.Message("copy.page", "n", strconv.Itoa(d.Pages()), "of", strconv.Itoa(max(total, 1))))
		}
		pen{flow, c}.draw()
		total = d.Pages()
	})
}

// pen writes a copy.
type pen struct {
	*paper.Flow
	copy Copy
}

func (p pen) draw() {
	p.Turn()
	p.Page.Text(sideMargin, p.Y, paper.Regular, textSize, p.copy.Organisation.Name)
	p.Y += 14
	p.write(paper.Bold, bigSize, 9, 0, title("title"))
	p.Y += 3
	p.write(paper.Regular, textSize, textLead, 0, templates.Message("copy.intro", "name", p.copy.Insured.Name(),
		"made", p.copy.day(p.copy.Made), "asked", templates.PlainDate(p.copy.AskedOn)))
	for _, s := range p.copy.sections() {
		p.section(s)
	}
}

func (p pen) section(s section) {
	p.Room(4 * textLead)
	p.Y += 7
	p.write(paper.Bold, headSize, 8, 0, s.title)
	p.Page.Line(sideMargin, p.Y-4.5, sideMargin+textWidth, p.Y-4.5, 0.2)
	p.Y += 2
	if len(s.blocks) == 0 {
		p.write(paper.Regular, textSize, textLead, 0, s.empty)
	}
	for _, b := range s.blocks {
		if b.head != "" {
			p.Room(2 * textLead)
			p.write(paper.Bold, textSize, textLead, 0, b.head)
		}
		for _, line := range b.lines {
			p.write(paper.Regular, textSize, textLead, indent, line)
		}
		if b.text != "" {
			p.write(paper.Regular, textSize, textLead, indent*boolean(b.head != ""), b.text)
		}
		p.Y += 2.5
	}
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// write sets a text as it was typed, line by line; an empty one stays a gap.
func (p pen) write(f paper.Font, size, lead, in float64, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		p.Write(f, size, lead, in, strings.TrimRight(line, "\r"))
	}
}
