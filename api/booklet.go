package api

import (
	"context"
	"net/http"
	"time"

	"trame/scheduling"
)

func (a *api) bookletRoutes() {
	const tag = "Booklet"
	get(a, "/cohorts/{id}/booklet", operation{ID: "readBooklet", Summary: "The questions and answers of a session, by module", Tag: tag}, a.readBooklet)
	post(a, "/cohorts/{id}/booklet", operation{ID: "addBookletEntry", Summary: "Add a question; one that names a person of the group is refused", Tag: tag, Status: http.StatusCreated}, a.addBookletEntry)
	put(a, "/booklet-entries/{id}", operation{ID: "editBookletEntry", Summary: "Change a question or its answer; it is then to be reviewed again", Tag: tag, Status: http.StatusNoContent}, a.editBookletEntry)
	put(a, "/booklet-entries/{id}/review", operation{ID: "reviewBookletEntry", Summary: "Approve an entry, by someone else than its writer", Tag: tag, Status: http.StatusNoContent}, a.reviewBookletEntry)
	remove(a, "/booklet-entries/{id}", operation{ID: "removeBookletEntry", Summary: "Take a question out", Tag: tag, Status: http.StatusNoContent}, a.removeBookletEntry)
}

type bookletEntryBody struct {
	ID         string    `json:"id"`
	Question   string    `json:"question"`
	Answer     string    `json:"answer"`
	Writer     string    `json:"writer"`
	Reviewer   string    `json:"reviewer,omitempty" doc:"Absent until it is reviewed: it is not printed before"`
	ReviewedAt time.Time `json:"reviewed_at,omitzero"`
	Version    int       `json:"version" doc:"Send it as If-Match to change this entry"`
}

type chapterBody struct {
	Module   string             `json:"module"`
	Position int                `json:"position"`
	Title    string             `json:"title"`
	Entries  []bookletEntryBody `json:"entries"`
}

type bookletBody struct {
	Cohort   string        `json:"cohort"`
	Entries  int           `json:"entries"`
	Reviewed int           `json:"reviewed"`
	Chapters []chapterBody `json:"chapters"`
}

func (a *api) readBooklet(ctx context.Context, actor scheduling.Actor, in *struct {
	ID string `path:"id"`
},
) (*body[bookletBody], error) {
	b, err := a.Attending.Booklet(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	out := bookletBody{Cohort: in.ID, Entries: b.Count.Entries, Reviewed: b.Count.Reviewed, Chapters: make([]chapterBody, len(b.Chapters))}
	for i, c := range b.Chapters {
		chapter := chapterBody{Module: string(c.ID), Position: c.Position, Title: c.Heading(), Entries: make([]bookletEntryBody, len(c.Entries))}
		for n, e := range c.Entries {
			chapter.Entries[n] = bookletEntryBody{string(e.ID), e.Question, e.Answer, e.Writer, e.Reviewer, e.ReviewedAt, e.Version}
		}
		out.Chapters[i] = chapter
	}
	return &body[bookletBody]{out}, nil
}

// EntryText is what an entry says.
type EntryText struct {
	Question string `json:"question" minLength:"1" maxLength:"500"`
	Answer   string `json:"answer,omitempty" maxLength:"5000"`
}

type addEntryIn struct {
	ID   string `path:"id"`
	Body struct {
		Module string `json:"module"`
		EntryText
	}
}

func (a *api) addBookletEntry(ctx context.Context, actor scheduling.Actor, in *addEntryIn) (*body[createdBody], error) {
	id, err := a.Attending.AddEntry(ctx, actor, scheduling.BookletEntry{
		Cohort: scheduling.CohortID(in.ID), Module: scheduling.ModuleID(in.Body.Module), Question: in.Body.Question, Answer: in.Body.Answer,
	})
	if err != nil {
		return nil, err
	}
	return &body[createdBody]{createdBody{string(id)}}, nil
}

// EntryPath is exported for huma, which reads no unexported embedded struct.
type EntryPath struct {
	ID string `path:"id"`
}

func (a *api) editBookletEntry(ctx context.Context, actor scheduling.Actor, in *struct {
	EntryPath
	IfMatch
	Body EntryText
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Attending.EditEntry(ctx, actor, scheduling.BookletEntryID(in.ID), in.Body.Question, in.Body.Answer, version)
}

func (a *api) reviewBookletEntry(ctx context.Context, actor scheduling.Actor, in *struct {
	EntryPath
	IfMatch
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Attending.ReviewEntry(ctx, actor, scheduling.BookletEntryID(in.ID), version)
}

func (a *api) removeBookletEntry(ctx context.Context, actor scheduling.Actor, in *struct {
	EntryPath
	IfMatch
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	return nil, a.Attending.RemoveEntry(ctx, actor, scheduling.BookletEntryID(in.ID), version)
}
