package booklets

import (
	"io"
	"strconv"
	"strings"

	"trame/scheduling/paper"
	"trame/templates"
)

const (
	margin = 25.0
	width  = 160.0
	top    = 28.0
	foot   = 270.0
	footY  = 284.0
)

// WritePDF writes the booklet as pages to be printed: what it holds with its
// page numbers, then each module from a new page. The contents must know where
// each question stands.
func (b Book) WritePDF(out io.Writer) error {
	at := map[string]int{}
	return paper.Twice(out, b.Title, func(d *paper.Document) {
		flow := &paper.Flow{Doc: d, Left: margin, Width: width, Top: top, End: foot}
		flow.Frame = func(page *paper.Page) {
			page.TextRight(margin+width, footY, paper.Regular, 10, strconv.Itoa(d.Pages()))
		}
		pen{flow, b, at}.draw()
	})
}

// pen writes a booklet.
type pen struct {
	*paper.Flow
	book Book
	at   map[string]int // the page of each heading and question
}

func (p pen) draw() {
	p.Turn()
	p.Page.Text(margin, p.Y, paper.Regular, 11, templates.French(p.book.Organisation.Name))
	p.Y += 40
	p.write(paper.Bold, 26, 11, p.book.Title)
	p.Y += 4
	p.write(paper.Regular, 14, 7, templates.Message("booklet.cover"))
	p.Turn()
	p.write(paper.Bold, 18, 10, templates.Message("booklet.contents"))
	for n, c := range p.book.Chapters {
		p.Y += 3
		p.entry(paper.Bold, 0, c.Heading, "m"+strconv.Itoa(n))
		for _, e := range c.Entries {
			p.entry(paper.Regular, 5, e.Question, string(e.ID))
		}
	}
	for n, c := range p.book.Chapters {
		p.Turn()
		p.at["m"+strconv.Itoa(n)] = p.Doc.Pages()
		p.write(paper.Bold, 18, 9, c.Heading)
		for _, e := range c.Entries {
			p.Y += 5
			p.Room(30)
			p.at[string(e.ID)] = p.Doc.Pages()
			p.write(paper.Bold, 12, 6.2, e.Question)
			p.Y++
			p.write(paper.Regular, 12, 6.2, e.Answer)
		}
	}
	if phone := p.book.Organisation.Phone; phone != "" {
		p.Y += 10
		p.write(paper.Bold, 12, 6.2, templates.Message("booklet.call", "phone", templates.Phone(phone)))
	}
}

// entry is a line of the contents, its page at the right.
func (p pen) entry(f paper.Font, in float64, text, key string) {
	lines := p.Page.Wrap(width-in-14, f, 11, templates.French(text))
	p.Room(float64(len(lines)) * 6)
	for n, line := range lines {
		p.Page.Text(margin+in, p.Y, f, 11, line)
		if n == len(lines)-1 {
			p.Page.TextRight(margin+width, p.Y, f, 11, strconv.Itoa(p.at[key]))
		}
		p.Y += 6
	}
}

// write sets a text as it was typed, line by line.
func (p pen) write(f paper.Font, size, lead float64, text string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		p.Write(f, size, lead, 0, templates.French(strings.TrimRight(part, "\r")))
	}
}
