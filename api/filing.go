package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/filing"
)

func (a *api) filingRoutes() {
	const people, retention = "People", "Retention"
	post(a, "/insured/{id}/copy", operation{ID: "copyInsured", Summary: "All that is held about a person, for her (RGPD art. 15); it leaves a trace", Tag: people}, a.copyInsured)
	post(a, "/insured/{id}/erasure", operation{ID: "eraseInsured", Summary: "Erase a person who asks for it; refused while she has a place in a session that runs", Tag: people, Status: http.StatusNoContent}, a.eraseInsured)
	get(a, "/retention", operation{ID: "readRetention", Summary: "What time would erase now: the dry run", Tag: retention}, a.readRetention)
	put(a, "/retention/purge", operation{ID: "setPurge", Summary: "Have the purge done, and go round by itself from now on; or stop it", Tag: retention}, a.setPurge)
	get(a, "/erasures", operation{ID: "listErasures", Summary: "The register of what was erased, the newest first; it names nobody", Tag: retention}, a.listErasures)
}

type copyAnswer struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (a *api) copyInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	Body struct {
		AskedOn string `json:"asked_on" doc:"The day she asked, 2006-01-02"`
		Format  string `json:"format,omitempty" enum:"json,pdf" default:"json" required:"false"`
	}
},
) (*copyAnswer, error) {
	askedOn, err := dateIn(in.Body.AskedOn, "asked_on")
	if err != nil {
		return nil, err
	}
	held, err := a.Filing.Copy(ctx, actor, scheduling.InsuredID(in.ID), askedOn)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	answer, write := copyAnswer{Type: "application/json; charset=utf-8", Disposition: `attachment; filename="copie.json"`}, held.WriteJSON
	if in.Body.Format == "pdf" {
		answer, write = copyAnswer{Type: "application/pdf", Disposition: `attachment; filename="copie.pdf"`}, held.WritePDF
	}
	err = write(&out)
	answer.Body = out.Bytes()
	return &answer, err
}

func (a *api) eraseInsured(ctx context.Context, actor scheduling.Actor, in *struct {
	ByID
	IfMatch
	Body struct {
		Ground  string `json:"ground" enum:"no_longer_needed,consent_withdrawn,objects,unlawful,by_mistake"`
		AskedOn string `json:"asked_on" doc:"The day she asked, 2006-01-02"`
	}
},
) (*struct{}, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	asked := scheduling.Erasure{Ground: scheduling.ErasureGround(in.Body.Ground)}
	if asked.AskedOn, err = dateIn(in.Body.AskedOn, "asked_on"); err != nil {
		return nil, err
	}
	return nil, a.Filing.Erase(ctx, actor, scheduling.InsuredID(in.ID), asked, version)
}

type purgedBody struct {
	Files    int `json:"files" doc:"Whole"`
	Social   int `json:"social" doc:"Of their health and social reasons"`
	Messages int `json:"messages" doc:"Of their content"`
}

type dueBody struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty" doc:"For whoever may see people there"`
	Why   string `json:"why" enum:"followed_up,unclosed,enrolled,invited,signalled"`
	Since string `json:"since"`
	Until string `json:"until" doc:"The day on which its time was over"`
}

type retentionBody struct {
	Months int        `json:"months"`
	Since  *time.Time `json:"purging_since,omitempty" doc:"Absent while the purge does not go round by itself"`
	Due    purgedBody `json:"due"`
	Items  []dueBody  `json:"items"`
	Next   string     `json:"next,omitempty"`
}

func (a *api) readRetention(ctx context.Context, actor scheduling.Actor, in *Paging) (*body[retentionBody], error) {
	o, err := a.Filing.Outlook(ctx, actor, store.Page{After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := retentionBody{Months: o.Months, Due: purgedBody(o.Purged), Items: []dueBody{}, Next: o.Next}
	if !o.Since.IsZero() {
		out.Since = &o.Since
	}
	for _, d := range o.Due {
		out.Items = append(out.Items, dueBody{string(d.ID), d.Name, d.Why, d.Since.String(), d.Until.String()})
	}
	return &body[retentionBody]{out}, nil
}

func (a *api) setPurge(ctx context.Context, actor scheduling.Actor, in *struct {
	Body struct {
		On bool `json:"on"`
	}
},
) (*body[purgedBody], error) {
	if !in.Body.On {
		return &body[purgedBody]{}, a.Filing.End(ctx, actor)
	}
	done, err := a.Filing.Begin(ctx, actor)
	return &body[purgedBody]{purgedBody(done)}, err
}

type erasureBody struct {
	ID      string         `json:"id"`
	At      time.Time      `json:"at"`
	Scope   string         `json:"scope" enum:"person,social,messages"`
	Basis   string         `json:"basis" enum:"request,retention"`
	Ground  string         `json:"ground,omitempty"`
	AskedOn string         `json:"asked_on,omitempty"`
	Unit    string         `json:"unit,omitempty"`
	Subject string         `json:"subject,omitempty" doc:"The file's id, which leads nowhere any more; absent when many went at once"`
	Actor   string         `json:"actor"`
	Counts  map[string]int `json:"counts" doc:"Rows by table"`
}

func (a *api) listErasures(ctx context.Context, actor scheduling.Actor, in *Paging) (*body[page[erasureBody]], error) {
	r, err := a.Filing.Register(ctx, actor, store.Page{After: in.After, Limit: in.Limit})
	out := page[erasureBody]{Items: []erasureBody{}, Next: r.Next}
	for _, l := range r.Lines {
		out.Items = append(out.Items, erasureOf(l))
	}
	return &body[page[erasureBody]]{out}, err
}

func erasureOf(l filing.Line) erasureBody {
	return erasureBody{
		string(l.ID), l.At, string(l.Scope), string(l.Basis), string(l.Ground), l.AskedOn.String(), string(l.Unit), string(l.Subject), l.Actor, l.Counts,
	}
}
