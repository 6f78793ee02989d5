package pages

import (
	"bytes"
	"strconv"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/paper"
	"trame/scheduling/vault"
	"trame/templates"
)

// A questionnaire on paper, in millimetres: boxes to tick of 5, type of 12.
const (
	sheetMargin  = 18.0
	sheetBottom  = 276.0
	sheetText    = 12.0
	sheetLeading = 6.0
	tickBox      = 5.0
	tickRow      = 8.0
	writeLine    = 9.0
)

// sheetWriter puts one copy on as many pages as it takes, each with its code.
type sheetWriter struct {
	d     *paper.Document
	page  *paper.Page
	y     float64
	title string
	code  string // as it is printed; "" for a specimen
	n     int
}

// printSheets prints a copy for each code: the twin of what is answered on a
// phone.
func (p *Pages) printSheets(c echo.Context, q scheduling.Questionnaire, items []evaluation.Item, codes []string) error {
	var out bytes.Buffer
	d := paper.New(&out, q.Title)
	for _, code := range codes {
		w := &sheetWriter{d: d, title: q.Title, code: code}
		w.copyOf(q, paperLines(items))
	}
	if err := d.Close(); err != nil {
		return err
	}
	return inlinePDF(c, "questionnaire.pdf", out.Bytes())
}

func (w *sheetWriter) width() float64 { return paper.A4.Width - 2*sheetMargin }

func (w *sheetWriter) turn() {
	w.n++
	w.page = w.d.Page(paper.A4)
	right := paper.A4.Width - sheetMargin
	if w.code != "" {
		w.page.TextRight(right, 14, paper.Bold, 12, templates.Message("sheet.code", "code", vault.PrintCode(w.code)))
	}
	w.page.Text(sheetMargin, 14, paper.Regular, 10, w.title)
	w.page.TextRight(right, 288, paper.Regular, 10, strconv.Itoa(w.n))
	w.y = 26
}

// room turns the page unless so much is left of it.
func (w *sheetWriter) room(height float64) {
	if w.page == nil || w.y+height > sheetBottom {
		w.turn()
	}
}

func (w *sheetWriter) say(f paper.Font, size float64, text string) {
	for _, line := range w.page.Wrap(w.width(), f, size, text) {
		w.room(sheetLeading)
		w.page.Text(sheetMargin, w.y, f, size, line)
		w.y += sheetLeading * size / sheetText
	}
}

func (w *sheetWriter) copyOf(q scheduling.Questionnaire, lines []questionPage) {
	w.turn()
	w.say(paper.Bold, 18, q.Title)
	w.y += 2
	how := "sheet.anonymous"
	if !q.Anonymous {
		how = "sheet.named"
	}
	w.say(paper.Regular, sheetText, templates.Message(how))
	if q.Opening != "" {
		w.y += 2
		w.say(paper.Regular, sheetText, q.Opening)
	}
	section := ""
	for _, line := range lines {
		if line.Section != section {
			section = line.Section
			w.room(30)
			w.y += 4
			w.say(paper.Bold, 14, section)
		}
		w.question(line)
	}
	w.room(20)
	w.y += 4
	w.say(paper.Regular, sheetText, q.Closing)
}

func (w *sheetWriter) question(line questionPage) {
	w.room(line.height())
	w.y += 3
	text := strconv.Itoa(line.N) + ". " + line.Asked.Text
	if line.Subject.Label != "" {
		text += " (" + line.Subject.Label + ")"
	}
	w.say(paper.Bold, sheetText, text)
	if line.Asked.Help != "" {
		w.say(paper.Regular, sheetText, line.Asked.Help)
	}
	if line.Asked.ShowIf.Question != "" {
		w.say(paper.Regular, sheetText, templates.Message("sheet.if"))
	}
	w.y++
	for _, f := range line.Fields {
		w.field(f)
	}
}

// height is how much a question wants to stand in one piece, within half a page.
func (line questionPage) height() float64 {
	height := 3 * sheetLeading
	for _, f := range line.Fields {
		height += tickRow * float64(max(len(f.Options), 2))
	}
	return min(height, 120)
}

func (w *sheetWriter) field(f questionField) {
	if f.Row.Label != "" {
		w.room(tickRow + sheetLeading)
		w.say(paper.Regular, sheetText, f.Row.Label)
	}
	if len(f.Options) == 0 {
		blanks := 1
		if f.Kind == scheduling.TextQuestion && !f.Words {
			blanks = 3
		}
		for range blanks {
			w.room(writeLine)
			w.page.Line(sheetMargin, w.y+writeLine-4, sheetMargin+w.width(), w.y+writeLine-4, 0.2)
			w.y += writeLine
		}
		return
	}
	w.ticks(f)
}

// ticks sets the choices side by side while they fit.
func (w *sheetWriter) ticks(f questionField) {
	x := sheetMargin
	for _, o := range f.Options {
		wide := tickBox + 2 + w.page.Width(paper.Regular, sheetText, o.Label) + 6
		if x > sheetMargin && x+wide > sheetMargin+w.width() {
			x = sheetMargin
			w.y += tickRow
		}
		w.room(tickRow)
		w.page.Box(x, w.y-4.2, tickBox, tickBox, 0.3)
		after := w.page.Paragraph(x+tickBox+2, w.y, w.width()-tickBox-2, paper.Regular, sheetText, sheetLeading, o.Label)
		if wide > w.width() {
			w.y = after - sheetLeading
		}
		x += wide
	}
	w.y += tickRow
}
