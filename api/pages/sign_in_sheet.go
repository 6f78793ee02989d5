package pages

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/paper"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

// signInSheet is the feuille d'émargement on A4, landscape: names, and lines
// to sign on; it bears the public title alone (rule 13).
func (p *Pages) signInSheet(c echo.Context, actor scheduling.Actor) error {
	sheet, err := p.Attending.PrintSheet(c.Request().Context(), actor, scheduling.MeetingID(c.Param("id")))
	if err != nil {
		return err
	}
	host, err := p.Administering.Host(c.Request().Context())
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := drawSignIn(&out, sheet, host.Name); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", `inline; filename="emargement-`+sheet.Meeting.Date.String()+`.pdf"`)
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "application/pdf", out.Bytes())
}

// The sheet, in millimetres.
const (
	signMargin  = 12.0
	signTop     = 43.0 // of the table
	signBottom  = 199.0
	signBlanks  = 3 // lines for who comes unannounced, and for who leads
	signLeaders = 5 * signRow
	signRow     = 9.7
)

func drawSignIn(out *bytes.Buffer, sheet attending.Sheet, organisation string) error {
	people := paper.Table{Row: signRow, Size: 12, Columns: []paper.Column{
		{Title: templates.Message("sign.number"), Width: 14},
		{Title: templates.Message("sign.last_name"), Width: 70},
		{Title: templates.Message("sign.first_name"), Width: 60},
		{Title: templates.Message("sign.signature"), Width: 129},
	}}
	leaders := paper.Table{Row: signRow, Size: 12, Columns: []paper.Column{
		{Title: templates.Message("sign.leader"), Width: 84},
		{Title: templates.Message("sign.function"), Width: 60},
		{Title: templates.Message("sign.signature"), Width: 129},
	}}
	d := paper.New(out, sheet.Version.PublicTitle)
	parts := slices.Collect(slices.Chunk(signLines(sheet), people.Fits(signTop, signBottom)))
	for n, rows := range parts {
		page := d.Page(paper.A4Landscape)
		head(page, sheet, organisation, n+1)
		y := people.Draw(page, signMargin, signTop, rows)
		if n < len(parts)-1 {
			continue
		}
		if y += signRow / 2; y+signLeaders > signBottom {
			page, y = d.Page(paper.A4Landscape), signTop
			head(page, sheet, organisation, n+2)
		}
		leaders.Draw(page, signMargin, y, make([][]string, signBlanks))
	}
	return d.Close()
}

// signLines are a sheet's lines: whoever it concerns, by name, then blanks.
func signLines(sheet attending.Sheet) (rows [][]string) {
	for _, r := range sheet.Rows {
		if r.Attendance.Status != scheduling.NotConcerned {
			rows = append(rows, []string{strconv.Itoa(len(rows) + 1), r.Insured.LastName, r.Insured.FirstName})
		}
	}
	return append(rows, make([][]string, signBlanks)...)
}

// head writes what the sheet is of, above the table.
func head(page *paper.Page, sheet attending.Sheet, organisation string, number int) {
	zone, err := time.LoadLocation(sheet.Meeting.Zone)
	if err != nil {
		zone = time.UTC
	}
	of := templates.Message("sign.meeting", "n", sheet.Meeting.Position)
	if sheet.Module.ID == "" {
		of = templates.Message("meeting.supplementary")
	}
	right := paper.A4Landscape.Width - signMargin
	page.Text(signMargin, 16, paper.Regular, 12, organisation)
	page.TextRight(right, 16, paper.Regular, 12, templates.Message("sign.page", "n", number))
	page.Text(signMargin, 25, paper.Bold, 18, page.Clip(right-signMargin, paper.Bold, 18, sheet.Version.PublicTitle))
	page.Text(signMargin, 32, paper.Bold, 12, templates.Message("sign.sheet")+" · "+of+" · "+templates.When(sheet.Meeting.StartsAt, sheet.Meeting.EndsAt, zone))
	page.Text(signMargin, 38, paper.Regular, 12, sheet.Site.PublicAddress())
}
