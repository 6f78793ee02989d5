package api

import (
	"context"
	"mime"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/workflow/programmes"
)

func (a *api) moduleRoutes() {
	const tag = "Programmes"
	post(a, "/versions/{id}/modules", operation{ID: "addModule", Summary: "Put a module at the end of a draft", Tag: tag, Status: http.StatusCreated}, a.addModule)
	put(a, "/versions/{id}/modules/{n}", operation{ID: "editModule", Summary: "Change the n-th module of a draft; its guide stays", Tag: tag}, a.editModule)
	remove(a, "/versions/{id}/modules/{n}", operation{ID: "deleteModule", Summary: "Take the n-th module out of a draft; those after it close up", Tag: tag, Status: http.StatusOK}, a.deleteModule)
	post(a, "/versions/{id}/modules/{n}/move", operation{ID: "moveModule", Summary: "Move the n-th module one place, parts together", Tag: tag}, a.moveModule)
	put(a, "/versions/{id}/modules/{n}/guide", operation{ID: "setGuide", Summary: "Replace the guide of the n-th module of a draft", Tag: tag}, a.setGuide)
	post(a, "/versions/{id}/modules/{n}/resources", operation{ID: "addResource", Summary: "Add a support to the n-th module of a draft: a link or a file", Tag: tag, Status: http.StatusCreated, MaxBytes: 22 << 20}, a.addResource)
	remove(a, "/versions/{id}/resources/{resource}", operation{ID: "deleteResource", Summary: "Take a support out of a draft", Tag: tag, Status: http.StatusOK}, a.deleteResource)
	get(a, "/resources/{resource}/file", operation{ID: "getResourceFile", Summary: "The file of a support", Tag: tag}, a.getResourceFile)
}

// ModuleFields is a module without its guide; exported for huma.
type ModuleFields struct {
	Title     string                   `json:"title"`
	Part      int                      `json:"part,omitempty" doc:"1 of parts; absent when the module is held at once"`
	Parts     int                      `json:"parts,omitempty"`
	Kind      string                   `json:"kind" enum:"presentation,ice_breaker,content,closing"`
	Minutes   int                      `json:"minutes"`
	Partners  []scheduling.PartnerKind `json:"partners,omitempty" doc:"Kinds of partner, one co-animator each"`
	Testimony bool                     `json:"testimony,omitempty" doc:"Former participants are wanted"`
	ToBring   string                   `json:"to_bring,omitempty" doc:"Participants read it"`
}

func (in ModuleFields) module() scheduling.Module {
	return scheduling.Module{
		Title: in.Title, Part: in.Part, Parts: in.Parts, Kind: in.Kind, Minutes: in.Minutes,
		Partners: in.Partners, Testimony: in.Testimony, ToBring: in.ToBring,
	}
}

type guideInput struct {
	Message string      `json:"message,omitempty" doc:"The message to bring across"`
	Method  string      `json:"method,omitempty"`
	Steps   []guideStep `json:"steps" maxItems:"100"`
}

type guideStep struct {
	Minutes int    `json:"minutes"`
	Title   string `json:"title"`
	Detail  string `json:"detail,omitempty"`
}

type moduleBody struct {
	ID       string `json:"id"`
	Position int    `json:"position"`
	ModuleFields
	Guide     guideInput     `json:"guide"`
	Resources []resourceBody `json:"resources"`
}

type resourceBody struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	Link     string `json:"link,omitempty"`
	FileName string `json:"file_name,omitempty"`
	FileType string `json:"file_type,omitempty"`
	Bytes    int    `json:"bytes,omitempty"`
	Hash     string `json:"hash,omitempty" doc:"SHA-256 of the file"`
}

func moduleOf(m scheduling.ModuleContent) moduleBody {
	out := moduleBody{
		ID: string(m.ID), Position: m.Position,
		ModuleFields: ModuleFields{m.Title, m.Part, m.Parts, m.Kind, m.Minutes, m.Partners, m.Testimony, m.ToBring},
		Guide:        guideInput{m.Message, m.Method, []guideStep{}}, Resources: []resourceBody{},
	}
	for _, s := range m.Guide {
		out.Guide.Steps = append(out.Guide.Steps, guideStep{s.Minutes, s.Title, s.Detail})
	}
	for _, r := range m.Resources {
		out.Resources = append(out.Resources, resourceBody{
			string(r.ID), r.Kind, r.Title, r.Link, r.FileName, r.FileType, r.FileBytes, r.FileHash,
		})
	}
	return out
}

// ModulePath is a path to a module by its position; exported for huma.
type ModulePath struct {
	VersionPath
	N int `path:"n" minimum:"1" maximum:"1000"`
}

func (a *api) addModule(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
	Body ModuleFields
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		_, err := a.Programmes.AddModule(ctx, actor, in.id(), seen, in.Body.module())
		return err
	})
}

func (a *api) editModule(ctx context.Context, actor scheduling.Actor, in *struct {
	ModulePath
	IfMatch
	Body ModuleFields
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.EditModule(ctx, actor, in.id(), seen, in.N, in.Body.module())
	})
}

func (a *api) deleteModule(ctx context.Context, actor scheduling.Actor, in *struct {
	ModulePath
	IfMatch
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.DeleteModule(ctx, actor, in.id(), seen, in.N)
	})
}

func (a *api) moveModule(ctx context.Context, actor scheduling.Actor, in *struct {
	ModulePath
	IfMatch
	Body struct {
		Direction string `json:"direction" enum:"up,down"`
	}
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.MoveModule(ctx, actor, in.id(), seen, in.N, in.Body.Direction == "up")
	})
}

func (a *api) setGuide(ctx context.Context, actor scheduling.Actor, in *struct {
	ModulePath
	IfMatch
	Body guideInput
},
) (*tagged[versionBody], error) {
	g := programmes.Guide{Message: in.Body.Message, Method: in.Body.Method}
	for _, s := range in.Body.Steps {
		g.Steps = append(g.Steps, scheduling.GuideStep{Minutes: s.Minutes, Title: s.Title, Detail: s.Detail})
	}
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.SetGuide(ctx, actor, in.id(), seen, in.N, g)
	})
}

type resourceInput struct {
	Kind     string `json:"kind" enum:"film,clip,aide_memoire,slides,other"`
	Title    string `json:"title"`
	Link     string `json:"link,omitempty" doc:"https; absent for a file"`
	FileName string `json:"file_name,omitempty"`
	File     []byte `json:"file,omitempty" doc:"The file, in base64; 15 MB at most. Its type is read from its bytes"`
}

func (a *api) addResource(ctx context.Context, actor scheduling.Actor, in *struct {
	ModulePath
	IfMatch
	Body resourceInput
},
) (*tagged[versionBody], error) {
	r := scheduling.Resource{Kind: in.Body.Kind, Title: in.Body.Title, Link: in.Body.Link, FileName: in.Body.FileName}
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.AddResource(ctx, actor, in.id(), seen, in.N, r, in.Body.File)
	})
}

func (a *api) deleteResource(ctx context.Context, actor scheduling.Actor, in *struct {
	VersionPath
	IfMatch
	Resource string `path:"resource"`
},
) (*tagged[versionBody], error) {
	return a.changed(ctx, actor, in.id(), in.IfMatch, func(seen int) error {
		return a.Programmes.DeleteResource(ctx, actor, in.id(), seen, scheduling.ResourceID(in.Resource))
	})
}

type fileAnswer struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (a *api) getResourceFile(ctx context.Context, actor scheduling.Actor, in *struct {
	Resource string `path:"resource"`
},
) (*fileAnswer, error) {
	r, content, err := a.Programmes.Resource(ctx, actor, scheduling.ResourceID(in.Resource))
	if err != nil {
		return nil, err
	}
	if r.FileName == "" {
		return nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return &fileAnswer{
		ContentType: r.FileType, Body: content,
		ContentDisposition: mime.FormatMediaType("attachment", map[string]string{"filename": r.FileName}),
	}, nil
}
