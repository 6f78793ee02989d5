package pages

import (
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/workflow/attending"
	"trame/templates"
)

func (p *Pages) lessonRoutes(e *echo.Echo) {
	e.GET("/sessions/:id/enseignements", private(p.lesson))
	e.POST("/sessions/:id/enseignements", private(p.writeLesson))
}

// lessonView is what the team of a session would keep and change.
type lessonView struct {
	attending.LessonSheet
	Path string // of the session
	Zone *time.Location
	Long int
}

func (p *Pages) lessonView(c echo.Context, actor scheduling.Actor) (templates.View, error) {
	sheet, err := p.Attending.Lesson(c.Request().Context(), actor, cohortID(c))
	view := lessonView{sheet, cohortPath(cohortID(c)), p.Zone, scheduling.LessonLong}
	return templates.View{Title: "Enseignements", Current: "cohorts", Data: view}, err
}

func (p *Pages) lesson(c echo.Context, actor scheduling.Actor) error {
	v, err := p.lessonView(c, actor)
	if err != nil {
		return err
	}
	return p.show(c, "lesson", v)
}

func (p *Pages) writeLesson(c echo.Context, actor scheduling.Actor) error {
	err := p.Attending.WriteLesson(c.Request().Context(), actor, scheduling.Lesson{
		Cohort: cohortID(c), Keep: c.FormValue("keep"), Change: c.FormValue("change"), Collected: c.FormValue("collected") != "", Version: version(c),
	})
	if err != nil {
		return p.retry(c, actor, err, "lesson", p.lessonView)
	}
	return p.done(c, cohortPath(cohortID(c))+"/enseignements", "lesson.written")
}
