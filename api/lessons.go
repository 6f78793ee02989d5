package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

func (a *api) lessonRoutes() {
	const tag = "Reports"
	get(a, "/cohorts/{id}/lesson", operation{ID: "readLesson", Summary: "What the team of a session would keep, and what it would change", Tag: tag}, a.readLesson)
	put(a, "/cohorts/{id}/lesson", operation{ID: "writeLesson", Summary: "Write it, or write it over; words by which somebody of the group could be recognised are refused", Tag: tag, Status: http.StatusNoContent}, a.writeLesson)
}

// LessonText is what a lesson says.
type LessonText struct {
	Keep      string `json:"keep,omitempty" maxLength:"1000" doc:"What to keep"`
	Change    string `json:"change,omitempty" maxLength:"1000" doc:"What to change"`
	Collected bool   `json:"collected,omitempty" doc:"Reports that count the session tell it, with its title and date"`
}

type lessonBody struct {
	LessonText
	Writer    string    `json:"writer,omitempty"`
	WrittenAt time.Time `json:"written_at,omitzero"`
	Version   int       `json:"version" doc:"0 until there is one"`
}

func (a *api) readLesson(ctx context.Context, actor scheduling.Actor, in *ByID) (*tagged[lessonBody], error) {
	l, err := a.Attending.Lesson(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return taggedWith(l.Version, lessonBody{LessonText{l.Keep, l.Change, l.Collected}, l.Writer, l.WrittenAt, l.Version}), nil
}

func (a *api) writeLesson(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
	IfMatch
	Body LessonText
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Attending.WriteLesson(ctx, actor, scheduling.Lesson{
		Cohort: scheduling.CohortID(in.ID), Keep: in.Body.Keep, Change: in.Body.Change, Collected: in.Body.Collected, Version: version,
	})
}
