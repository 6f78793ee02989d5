package pages

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/paper"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/evaluating"
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
	anchorSide   = 4.0 // of the four squares by which a scanned page is set straight
	anchorIn     = 7.0
	phoneSide    = 26.0 // of the square that a telephone aims at
)

// sheetWriter puts one copy on as many pages as it takes, each with its code.
type sheetWriter struct {
	*paper.Flow
	title string
	sheet evaluating.PrintedSheet // zero for a specimen
	call  string                  // whom to ask
	n, of int                     // pages
	err   error                   // of a square that could not be drawn
}

// printSheets prints a copy for each code: the twin of what is answered on a
// phone. All copies have as many pages, which the first drawing learns.
func (p *Pages) printSheets(c echo.Context, s evaluating.SheetPrint) error {
	var out bytes.Buffer
	var failed error
	pages := 0
	err := paper.Twice(&out, s.Questionnaire.Title, func(d *paper.Document) {
		for _, sheet := range s.Sheets {
			w := &sheetWriter{title: s.Questionnaire.Title, sheet: sheet, of: pages}
			if s.Organisation.Phone != "" {
				w.call = templates.Message("sheet.call", "phone", templates.Phone(s.Organisation.Phone))
			}
			w.Flow = &paper.Flow{Doc: d, Left: sheetMargin, Width: paper.A4.Width - 2*sheetMargin, Top: 28, End: sheetBottom, Frame: w.frame}
			w.copyOf(s.Questionnaire, paperLines(s.Items), p.Post.Link("/code"))
			pages, failed = w.n, errors.Join(failed, w.err)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	return inlinePDF(c, "questionnaire.pdf", out.Bytes())
}

// frame is above and below each page.
func (w *sheetWriter) frame(page *paper.Page) {
	w.n++
	right, low := paper.A4.Width-sheetMargin, paper.A4.Height-anchorIn-anchorSide
	page.Text(sheetMargin, 17, paper.Regular, 10, page.Clip(100, paper.Regular, 10, w.title))
	page.Text(sheetMargin, 286, paper.Regular, 10, w.call)
	if w.sheet.Code == "" {
		page.TextRight(right, 286, paper.Regular, 10, strconv.Itoa(w.n))
		return
	}
	for _, x := range []float64{anchorIn, paper.A4.Width - anchorIn - anchorSide} {
		for _, y := range []float64{anchorIn, low} {
			page.Shade(x, y, anchorSide, anchorSide, 0)
		}
	}
	code := vault.PrintCode(w.sheet.Code)
	page.TextRight(right, 17, paper.Bold, 14, templates.Message("sheet.code", "code", code))
	page.TextRight(right, 286, paper.Regular, 10, templates.Message("sheet.page", "code", code, "n", w.n, "of", w.of))
}

// phone is how the same is answered without the paper.
func (w *sheetWriter) phone(codePage string) {
	if w.sheet.Link == "" {
		return
	}
	_, address, _ := strings.Cut(codePage, "://")
	w.Y += 2
	top := w.Y
	w.Page.Box(sheetMargin, top, w.Width, phoneSide+6, 0.3)
	w.err = w.Page.QR(sheetMargin+w.Width-phoneSide-3, top+3, phoneSide, w.sheet.Link)
	w.Page.Paragraph(sheetMargin+5, top+9, w.Width-phoneSide-14, paper.Regular, sheetText, sheetLeading,
		templates.Message("sheet.phone", "code", vault.PrintCode(w.sheet.Code), "page", address))
	w.Y = top + phoneSide + 14
}

func (w *sheetWriter) say(f paper.Font, size float64, text string) {
	for _, line := range w.Page.Wrap(w.Width, f, size, text) {
		w.Room(sheetLeading)
		w.Page.Text(sheetMargin, w.Y, f, size, line)
		w.Y += sheetLeading * size / sheetText
	}
}

func (w *sheetWriter) copyOf(q scheduling.Questionnaire, lines []questionPage, codePage string) {
	w.Turn()
	w.say(paper.Bold, 18, q.Title)
	w.Y += 2
	how := "sheet.anonymous"
	if !q.Anonymous {
		how = "sheet.named"
	}
	w.say(paper.Regular, sheetText, templates.Message(how))
	w.phone(codePage)
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
	w.Room(w.height(line))
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
func (w *sheetWriter) height(line questionPage) float64 {
	height := 4 * sheetLeading
	for _, f := range line.Fields {
		_, row := w.places(f)
		height += tickRow * float64(max(row+1, 2))
	}
	return min(height, 120)
}

// places is where the boxes of a field stand: side by side while they fit, on
// rows from 0 to last.
func (w *sheetWriter) places(f questionField) (at []tickPlace, last int) {
	x := sheetMargin
	for _, o := range f.Options {
		wide := tickBox + 2 + w.Page.Width(paper.Regular, sheetText, o.Label) + 6
		if x > sheetMargin && x+wide > sheetMargin+w.Width {
			x = sheetMargin
			last++
		}
		at = append(at, tickPlace{x, last, wide > w.Width})
		x += wide
	}
	return at, last
}

type tickPlace struct {
	x    float64
	row  int
	long bool // more than a line
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

// ticks sets the choices.
func (w *sheetWriter) ticks(f questionField) {
	row := 0
	places, _ := w.places(f)
	for i, o := range f.Options {
		at := places[i]
		if at.row > row {
			row = at.row
			w.Y += tickRow
		}
		w.Room(tickRow)
		w.Page.Box(at.x, w.Y-4.2, tickBox, tickBox, 0.3)
		if key := evaluation.KeyOf(f.Question, o.Value); key != o.Label { // for who types it in
			w.Page.Text(at.x+tickBox-1.9, w.Y+0.3, paper.Regular, 6, key)
		}
		after := w.Page.Paragraph(at.x+tickBox+2, w.Y, w.Width-tickBox-2, paper.Regular, sheetText, sheetLeading, o.Label)
		if at.long {
			w.Y = after - sheetLeading
		}
	}
	w.Y += tickRow
}
