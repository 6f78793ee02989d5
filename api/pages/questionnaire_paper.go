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
	*paper.Flow
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
		w := &sheetWriter{title: q.Title, code: code}
		w.Flow = &paper.Flow{Doc: d, Left: sheetMargin, Width: paper.A4.Width - 2*sheetMargin, Top: 26, End: sheetBottom, Frame: w.frame}
		w.copyOf(q, paperLines(items))
	}
	if err := d.Close(); err != nil {
		return err
	}
	return inlinePDF(c, "questionnaire.pdf", out.Bytes())
}

// frame is above and below each page.
func (w *sheetWriter) frame(page *paper.Page) {
	w.n++
	right := paper.A4.Width - sheetMargin
	if w.code != "" {
		page.TextRight(right, 14, paper.Bold, 12, templates.Message("sheet.code", "code", vault.PrintCode(w.code)))
	}
	page.Text(sheetMargin, 14, paper.Regular, 10, w.title)
	page.TextRight(right, 288, paper.Regular, 10, strconv.Itoa(w.n))
}

func (w *sheetWriter) say(f paper.Font, size float64, text string) {
	for _, line := range w.Page.Wrap(w.Width, f, size, text) {
		w.Room(sheetLeading)
		w.Page.Text(sheetMargin, w.Y, f, size, line)
		w.Y += sheetLeading * size / sheetText
	}
}

func (w *sheetWriter) copyOf(q scheduling.Questionnaire, lines []questionPage) {
	w.Turn()
	w.say(paper.Bold, 18, q.Title)
	w.Y += 2
	how := "sheet.anonymous"
	if !q.Anonymous {
		how = "sheet.named"
	}
	w.say(paper.Regular, sheetText, templates.Message(how))
	if q.Opening != "" {
		w.Y += 2
		w.say(paper.Regular, sheetText, q.Opening)
	}
	section := ""
	for _, line := range lines {
		if line.Section != section {
			section = line.Section
			w.Room(30)
			w.Y += 4
			w.say(paper.Bold, 14, section)
		}
		w.question(line)
	}
	w.Room(20)
	w.Y += 4
	w.say(paper.Regular, sheetText, q.Closing)
}

func (w *sheetWriter) question(line questionPage) {
	w.Room(line.height())
	w.Y += 3
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
	w.Y++
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
		w.Room(tickRow + sheetLeading)
		w.say(paper.Regular, sheetText, f.Row.Label)
	}
	if len(f.Options) == 0 {
		blanks := 1
		if f.Kind == scheduling.TextQuestion && !f.Words {
			blanks = 3
		}
		for range blanks {
			w.Room(writeLine)
			w.Page.Line(sheetMargin, w.Y+writeLine-4, sheetMargin+w.Width, w.Y+writeLine-4, 0.2)
			w.Y += writeLine
		}
		return
	}
	w.ticks(f)
}

// ticks sets the choices side by side while they fit.
func (w *sheetWriter) ticks(f questionField) {
	x := sheetMargin
	for _, o := range f.Options {
		wide := tickBox + 2 + w.Page.Width(paper.Regular, sheetText, o.Label) + 6
		if x > sheetMargin && x+wide > sheetMargin+w.Width {
			x = sheetMargin
			w.Y += tickRow
		}
		w.Room(tickRow)
		w.Page.Box(x, w.Y-4.2, tickBox, tickBox, 0.3)
		after := w.Page.Paragraph(x+tickBox+2, w.Y, w.Width-tickBox-2, paper.Regular, sheetText, sheetLeading, o.Label)
		if wide > w.Width {
			w.Y = after - sheetLeading
		}
		x += wide
	}
	w.Y += tickRow
}
