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
// page numbers, then each module from a new page. It is drawn twice: the
// contents must know where each question stands.
func (b Book) WritePDF(out io.Writer) error {
	plan := &pen{book: b, out: paper.New(io.Discard, b.Title), at: map[string]int{}}
	plan.draw()
	if err := plan.out.Close(); err != nil {
		return err
	}
	p := &pen{book: b, out: paper.New(out, b.Title), at: plan.at}
	p.draw()
	return p.out.Close()
}

// pen writes down a page, and begins the next where it ends.
type pen struct {
	book Book
	out  *paper.Document
	page *paper.Page
	y    float64
	at   map[string]int // the page of each heading and question
}

func (p *pen) draw() {
	p.turn()
	p.page.Text(margin, p.y, paper.Regular, 11, templates.French(p.book.Organisation.Name))
	p.y += 40
	p.write(paper.Bold, 26, 11, p.book.Title)
	p.y += 4
	p.write(paper.Regular, 14, 7, templates.Message("booklet.cover"))
	p.turn()
	p.write(paper.Bold, 18, 10, templates.Message("booklet.contents"))
	for n, c := range p.book.Chapters {
		p.y += 3
		p.entry(paper.Bold, 0, c.Heading, "m"+strconv.Itoa(n))
		for _, e := range c.Entries {
			p.entry(paper.Regular, 5, e.Question, string(e.ID))
		}
	}
	for n, c := range p.book.Chapters {
		p.turn()
		p.at["m"+strconv.Itoa(n)] = p.out.Pages()
		p.write(paper.Bold, 18, 9, c.Heading)
		for _, e := range c.Entries {
			p.y += 5
			p.room(30)
			p.at[string(e.ID)] = p.out.Pages()
			p.write(paper.Bold, 12, 6.2, e.Question)
			p.y++
			p.write(paper.Regular, 12, 6.2, e.Answer)
		}
	}
	if phone := p.book.Organisation.Phone; phone != "" {
		p.y += 10
		p.write(paper.Bold, 12, 6.2, templates.Message("booklet.call", "phone", templates.Phone(phone)))
	}
}

// entry is a line of the contents, its page at the right.
func (p *pen) entry(f paper.Font, in float64, text, key string) {
	lines := p.page.Wrap(width-in-14, f, 11, templates.French(text))
	p.room(float64(len(lines)) * 6)
	for n, line := range lines {
		p.page.Text(margin+in, p.y, f, 11, line)
		if n == len(lines)-1 {
			p.page.TextRight(margin+width, p.y, f, 11, strconv.Itoa(p.at[key]))
		}
		p.y += 6
	}
}

// write sets a text line by line, over as many pages as it takes.
func (p *pen) write(f paper.Font, size, lead float64, text string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		for _, line := range p.page.Wrap(width, f, size, templates.French(strings.TrimRight(part, "\r"))) {
			p.room(lead)
			p.page.Text(margin, p.y, f, size, line)
			p.y += lead
		}
	}
}

func (p *pen) room(height float64) {
	if p.y+height > foot {
		p.turn()
	}
}

func (p *pen) turn() {
	p.page, p.y = p.out.Page(paper.A4), top
	p.page.TextRight(margin+width, footY, paper.Regular, 10, strconv.Itoa(p.out.Pages()))
}
