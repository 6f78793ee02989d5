package pages

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
	"trame/templates"
)

func printRunID(c echo.Context) scheduling.PrintRunID { return scheduling.PrintRunID(c.Param("id")) }

func printRunPath(id scheduling.PrintRunID) string { return "/lettres/tirages/" + string(id) }

// printRunPage is letters that become one PDF.
type printRunPage struct {
	inviting.RunView
	Post string
	Back string // to the letters that it is of
	Zone any
}

// Some are the first pages that need not be posted any more; More counts the
// rest.
func (p printRunPage) Some() []int { return p.Over[:min(len(p.Over), pagesNamed)] }

// More counts the pages that Some leaves out.
func (p printRunPage) More() int { return len(p.Over) - len(p.Some()) }

const pagesNamed = 40

// Left counts the letters that were not written.
func (p printRunPage) Left() int { return p.Wanted - p.Written }

func (p *Pages) printRun(c echo.Context, actor scheduling.Actor) error {
	v, err := p.Inviting.PrintRun(c.Request().Context(), actor, printRunID(c))
	if err != nil {
		return err
	}
	title := "Lettres en préparation"
	switch v.State {
	case scheduling.PrintRunDrawing:
		c.Response().Header().Set("Refresh", refreshEvery)
	case scheduling.PrintRunReady:
		title = "Lettres prêtes à imprimer"
	case scheduling.PrintRunForgotten:
		title = "Lettres imprimées"
	}
	page := printRunPage{v, printRunPath(v.ID), lettersPath(v.Cohort), p.Zone}
	return p.show(c, "print-run", templates.View{Title: title, Current: "cohorts", Data: page})
}

// lettersPath is where the letters to be posted are: of a session, or of all.
func lettersPath(id scheduling.CohortID) string {
	if id == "" {
		return "/lettres"
	}
	return cohortPath(id) + "/lettres"
}

// printRunPDF hands out the PDF: a GET that changes nothing but the trace of
// its reading.
func (p *Pages) printRunPDF(c echo.Context, actor scheduling.Actor) error {
	pdf, err := p.Inviting.OpenPrintRun(c.Request().Context(), actor, printRunID(c))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "application/pdf")
	header.Set(echo.HeaderContentLength, strconv.FormatInt(pdf.Bytes(), 10))
	header.Set("Content-Disposition", `attachment; filename="lettres.pdf"`)
	header.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(http.StatusOK)
	return pdf.Write(c.Request().Context(), c.Response())
}

// forgetPrintRun takes the PDF away: it is printed, or not wanted.
func (p *Pages) forgetPrintRun(c echo.Context, actor scheduling.Actor) error {
	ctx, id := c.Request().Context(), printRunID(c)
	v, err := p.Inviting.PrintRun(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := p.Inviting.ForgetPrintRun(ctx, actor, id); err != nil {
		return err
	}
	return p.done(c, lettersPath(v.Cohort), "print_run.forgotten")
}

// printAgain makes the PDF anew, as things stand now.
func (p *Pages) printAgain(c echo.Context, actor scheduling.Actor) error {
	id, err := p.Inviting.PrintAgain(c.Request().Context(), actor, printRunID(c))
	if scheduling.KindOf(err) == scheduling.Conflict { // nothing is to be posted any more
		p.setFlash(c, "info", templates.Sentence(err))
		return c.Redirect(http.StatusSeeOther, "/lettres")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, printRunPath(id))
}
