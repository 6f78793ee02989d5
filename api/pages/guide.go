package pages

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
	"trame/templates"
)

// blankRows are offered after what is written; a button adds as many again.
const blankRows = 4

// mostRows bounds what a form may ask for.
const mostRows = 80

// guideFormView shows n rows, or those of the stored guide and some blank
// ones.
func (p *Pages) guideFormView(c echo.Context, actor scheduling.Actor, n int) (templates.View, error) {
	sheet, err := p.editable(c, actor)
	if err != nil {
		return templates.View{}, err
	}
	data, err := moduleOf(c, sheet)
	if err != nil {
		return templates.View{}, err
	}
	data.Rows = append(data.Rows, data.Module.Guide...)
	for len(data.Rows) < max(n, len(data.Module.Guide)+blankRows) {
		data.Rows = append(data.Rows, scheduling.GuideStep{})
	}
	return templates.View{Title: "Trame · " + data.Module.Heading(), Current: "programmes", Data: data}, nil
}

func (p *Pages) guideForm(c echo.Context, actor scheduling.Actor) error {
	v, err := p.guideFormView(c, actor, 0)
	if err != nil {
		return err
	}
	return p.show(c, "guide-form", v)
}

func (p *Pages) setGuide(c echo.Context, actor scheduling.Actor) error {
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	n := closeUp(form, "steps", "minutes", "title", "detail")
	if form.Has("more") {
		v, err := p.guideFormView(c, actor, n+blankRows)
		if err != nil {
			return err
		}
		v.Form = form
		return p.show(c, "guide-form", v)
	}
	g := programmes.Guide{Message: form.Get("message"), Method: form.Get("method")}
	for i := 1; i <= n; i++ {
		at := fmt.Sprintf("steps.%d.", i)
		step := scheduling.GuideStep{Title: strings.TrimSpace(form.Get(at + "title")), Detail: strings.TrimSpace(form.Get(at + "detail"))}
		if form.Get(at+"minutes") != "" {
			step.Minutes = whole(form, at+"minutes")
		}
		g.Steps = append(g.Steps, step)
	}
	err = p.Programmes.SetGuide(c.Request().Context(), actor, versionID(c), whole(form, "version"), position(c), g)
	if err != nil {
		v, viewErr := p.guideFormView(c, actor, n+blankRows)
		if viewErr != nil {
			return viewErr
		}
		return p.again(c, err, "guide-form", v)
	}
	return p.done(c, modulePath(c), "guide.saved")
}

// closeUp renumbers the filled rows of a form from 1, as prefix.1.field, …,
// drops the blank ones and returns how many are left: a fault then names the
// row that the form shows.
func closeUp(form url.Values, prefix string, fields ...string) int {
	filled := 0
	for i := 1; i <= mostRows; i++ {
		blank := true
		for _, field := range fields {
			blank = blank && strings.TrimSpace(form.Get(fmt.Sprintf("%s.%d.%s", prefix, i, field))) == ""
		}
		if !blank {
			filled++
		}
		for key := range form {
			field, ok := strings.CutPrefix(key, fmt.Sprintf("%s.%d.", prefix, i))
			if !ok {
				continue
			}
			values := form[key]
			delete(form, key)
			if !blank {
				form[fmt.Sprintf("%s.%d.%s", prefix, filled, field)] = values
			}
		}
	}
	return filled
}

func (p *Pages) addResource(c echo.Context, actor scheduling.Actor) error {
	r := scheduling.Resource{Kind: c.FormValue("kind"), Title: c.FormValue("title"), Link: c.FormValue("link")}
	content, err := uploaded(c, &r)
	if err != nil {
		return err
	}
	err = p.Programmes.AddResource(c.Request().Context(), actor, versionID(c), version(c), position(c), r, content)
	if err != nil {
		return p.retry(c, actor, err, "module", p.modulePage)
	}
	return p.done(c, modulePath(c)+"#supports", "resource.added")
}

// uploaded reads the file of a form, one byte past the limit at most, and
// names r after it; a form without a file leaves both as they are.
func uploaded(c echo.Context, r *scheduling.Resource) (content []byte, err error) {
	header, err := c.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return nil, nil
	case err != nil:
		return nil, err
	case header.Filename == "":
		return nil, nil
	}
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	r.FileName = header.Filename
	return io.ReadAll(io.LimitReader(file, programmes.FileLimit+1))
}

func (p *Pages) deleteResource(c echo.Context, actor scheduling.Actor) error {
	err := p.Programmes.DeleteResource(c.Request().Context(), actor, versionID(c), version(c), scheduling.ResourceID(c.Param("resource")))
	if err != nil {
		return p.refusedTo(c, modulePath(c), err)
	}
	return p.done(c, modulePath(c)+"#supports", "resource.deleted")
}

// resource hands a file over, or leads to a link. A file is always saved,
// never shown in our name: what a browser would run in it stays outside.
func (p *Pages) resource(c echo.Context, actor scheduling.Actor) error {
	r, content, err := p.Programmes.Resource(c.Request().Context(), actor, scheduling.ResourceID(c.Param("id")))
	if err != nil {
		return err
	}
	if r.FileName == "" {
		return c.Redirect(http.StatusSeeOther, r.Link)
	}
	return sendFile(c, r, content)
}

func sendFile(c echo.Context, r scheduling.Resource, content []byte) error {
	header := c.Response().Header()
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": r.FileName}))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Cache-Control", "private, no-store")
	header.Set("ETag", strconv.Quote(r.FileHash))
	return c.Blob(http.StatusOK, r.FileType, content)
}
