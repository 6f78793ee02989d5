package pages

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/paper"
	"trame/scheduling/transfer"
	"trame/templates"
)

// fileKind is a way to write a bulletin as a file: the same bytes as long as the
// data is the same.
type fileKind struct {
	kind, mime string
	write      func(*bytes.Buffer, bulletin) error
}

var (
	pdfFile  = fileKind{"pdf", "application/pdf", writePDF}
	csvFile  = fileKind{"csv", "text/csv; charset=utf-8", writeCSV}
	xlsxFile = fileKind{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", writeXLSX}
)

// reportFile answers a bilan as a file, with a trace.
func (p *Pages) reportFile(f fileKind) func(echo.Context, scheduling.Actor) error {
	return func(c echo.Context, actor scheduling.Actor) error {
		scope, err := scopeOf(c)
		if err != nil {
			return err
		}
		r, err := p.Reporting.Export(c.Request().Context(), actor, scope)
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := f.write(&file, viewReport(r).bulletin()); err != nil {
			return err
		}
		return attach(c, "bilan."+f.kind, f.mime, file.Bytes())
	}
}

// writeCSV is a line for each figure.
func writeCSV(out *bytes.Buffer, b bulletin) error {
	rows := [][]string{{"Chapitre", "Ligne", "Valeurs"}}
	for _, c := range b.Chapters {
		for _, r := range c.lines() {
			rows = append(rows, append([]string{c.Title}, r...))
		}
	}
	return transfer.WriteTable(out, rows)
}

// writeXLSX is a sheet a chapter, after one of what each counts and of whom.
func writeXLSX(out *bytes.Buffer, b bulletin) error {
	about := transfer.Sheet{Name: "Définitions", Rows: [][]any{{"Chapitre", "Définition", "Base"}, {b.Heading, b.Lead, b.Period}}}
	sheets := []transfer.Sheet{about}
	for _, c := range b.Chapters {
		sheets[0].Rows = append(sheets[0].Rows, []any{c.Title, c.Definition, strings.TrimSpace(c.Base + " " + c.Note)})
		sheet := transfer.Sheet{Name: c.Title, Rows: [][]any{cells(c.Head)}}
		for _, r := range c.lines() {
			sheet.Rows = append(sheet.Rows, cells(r))
		}
		sheets = append(sheets, sheet)
	}
	return transfer.WriteWorkbook(out, sheets)
}

// cells are texts, but for the numbers among them.
func cells(texts []string) []any {
	row := make([]any, len(texts))
	for i, text := range texts {
		row[i] = text
		if n, err := strconv.Atoi(text); err == nil {
			row[i] = n
		}
	}
	return row
}

// The bilan on paper, in millimetres and points.
const (
	reportMargin = 18.0
	reportWidth  = 210 - 2*reportMargin
	reportEnd    = 277.0
	reportRow    = 7.0
)

// writePDF is a bulletin on A4: each chapter with its definition and its base.
func writePDF(out *bytes.Buffer, b bulletin) error {
	total := 0
	return paper.Twice(out, b.Heading, func(d *paper.Document) {
		flow := &paper.Flow{Doc: d, Left: reportMargin, Width: reportWidth, Top: 22, End: reportEnd}
		flow.Frame = func(page *paper.Page) {
			page.TextRight(reportMargin+reportWidth, 287, paper.Regular, 10,
				templates.Message("copy.page", "n", fmt.Sprint(d.Pages()), "of", fmt.Sprint(max(total, 1))))
		}
		pen := reportPen{flow}
		pen.draw(b)
		total = d.Pages()
	})
}

type reportPen struct{ *paper.Flow }

func (p reportPen) draw(b bulletin) {
	p.Turn()
	p.Write(paper.Bold, 18, 8, 0, b.Heading)
	p.Write(paper.Regular, 12, 6, 0, strings.TrimSpace(b.Lead))
	p.Write(paper.Regular, 12, 6, 0, b.Period)
	for _, c := range b.Chapters {
		p.chapter(c)
	}
}

func (p reportPen) chapter(c chapter) {
	p.Room(36)
	p.Y += 5
	p.Write(paper.Bold, 14, 7, 0, c.Title)
	for _, text := range []string{c.Definition, c.Base, c.Note} {
		if text != "" {
			p.Write(paper.Regular, 10, 4.6, 0, text)
		}
	}
	p.Y++
	for _, text := range c.Texts {
		p.Room(10)
		p.Y++
		p.Write(paper.Regular, 10, 4.6, 4, "« "+text+" »")
	}
	if c.ID == "lessons" || c.ID == "context" { // longer than a column is wide
		p.prose(c)
		return
	}
	if len(c.Rows) == 0 {
		return
	}
	table := reportTable(c)
	for rows := c.Rows; len(rows) > 0; {
		p.Room(3 * reportRow)
		n := min(len(rows), table.Fits(p.Y, reportEnd))
		p.Y = table.Draw(p.Page, reportMargin, p.Y, rows[:n]) + 2
		rows = rows[n:]
	}
}

// prose writes rows of whole sentences one below the other.
func (p reportPen) prose(c chapter) {
	for _, row := range c.Rows {
		p.Room(18)
		p.Y += 2
		p.Write(paper.Bold, 10, 5, 0, row[0])
		for i, text := range row[1:] {
			if text != "" {
				p.Write(paper.Regular, 10, 4.6, 4, c.Head[i+1]+"\u00a0: "+text)
			}
		}
	}
}

// reportTable gives the first column what the figures leave.
func reportTable(c chapter) paper.Table {
	t := paper.Table{Row: reportRow, Size: 9.5}
	if c.ID == "activity" { // its last column says what each figure means
		for i, width := range []float64{48, 18, 18, 90} {
			t.Columns = append(t.Columns, paper.Column{Title: c.Head[i], Width: width})
		}
		return t
	}
	first := reportWidth * 0.4
	if len(c.Head) == 4 { // words, then short figures
		first = reportWidth * 0.5
	}
	rest := (reportWidth - first) / float64(len(c.Head)-1)
	for i, title := range c.Head {
		width := rest
		if i == 0 {
			width = first
		}
		t.Columns = append(t.Columns, paper.Column{Title: title, Width: width})
	}
	return t
}
