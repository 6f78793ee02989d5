package programmes

import (
	"context"
	"slices"
	"strings"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// mostModules is far beyond any programme of the field.
const mostModules = 60

// AddModule puts a module at the end of a draft and returns its position.
func (d *Desk) AddModule(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int, m scheduling.Module) (position int, err error) {
	m = trimmedModule(m)
	if err := m.Validate(); err != nil {
		return 0, err
	}
	err = d.edit(ctx, actor, id, seen, "module added", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		modules, err := tx.Modules(id)
		if err != nil {
			return err
		}
		if len(modules) >= mostModules {
			return scheduling.Refuse(scheduling.Invalid, "version.modules.too_many", "", "max", mostModules)
		}
		position = len(modules) + 1
		m.ID, m.VersionID, m.Position = store.NewID[scheduling.ModuleID](), id, position
		return tx.AddModule(m)
	})
	return position, err
}

// EditModule changes the n-th module of a draft; its place, message and method
// stay (MoveModule, SetGuide).
func (d *Desk) EditModule(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen, n int, m scheduling.Module) error {
	m = trimmedModule(m)
	if err := m.Validate(); err != nil {
		return err
	}
	return d.edit(ctx, actor, id, seen, "module", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		was, err := moduleAt(tx, id, n)
		if err != nil {
			return err
		}
		m.ID, m.VersionID, m.Position, m.Message, m.Method = was.ID, id, n, was.Message, was.Method
		return tx.ReplaceModule(m)
	})
}

// MoveModule takes the n-th module one place up or down, parts together.
func (d *Desk) MoveModule(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen, n int, up bool) error {
	return d.edit(ctx, actor, id, seen, "order", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		modules, err := tx.Modules(id)
		if err != nil {
			return err
		}
		if n < 1 || n > len(modules) {
			return scheduling.Refuse(scheduling.NotFound, "not_found", "")
		}
		return tx.OrderModules(id, moduleIDs(scheduling.Moved(modules, n, up)))
	})
}

// DeleteModule takes the n-th module out of a draft; those after it close up.
func (d *Desk) DeleteModule(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen, n int) error {
	return d.edit(ctx, actor, id, seen, "module deleted", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		m, err := moduleAt(tx, id, n)
		if err != nil {
			return err
		}
		if err := tx.DeleteModule(m.ID); err != nil {
			return err
		}
		modules, err := tx.Modules(id)
		if err != nil {
			return err
		}
		return tx.OrderModules(id, moduleIDs(modules))
	})
}

// Guide is a module's trame d'intervention.
type Guide struct {
	Message string // to bring across
	Method  string
	Steps   []scheduling.GuideStep // in order; lines left empty are dropped
}

// SetGuide replaces the guide of the n-th module of a draft.
func (d *Desk) SetGuide(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen, n int, g Guide) error {
	g.Steps = slices.DeleteFunc(slices.Clone(g.Steps), func(s scheduling.GuideStep) bool {
		return s.Minutes == 0 && strings.TrimSpace(s.Title) == "" && strings.TrimSpace(s.Detail) == ""
	})
	if err := scheduling.CheckGuide(g.Steps); err != nil {
		return err
	}
	return d.edit(ctx, actor, id, seen, "guide", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		m, err := moduleAt(tx, id, n)
		if err != nil {
			return err
		}
		m.Message, m.Method = plain(g.Message), plain(g.Method)
		if err := m.Validate(); err != nil {
			return err
		}
		if err := tx.ReplaceModule(m); err != nil {
			return err
		}
		return tx.SetGuide(m.ID, g.Steps)
	})
}

// SetRules replaces the eligibility rules of a draft; lines left empty are
// dropped, no parameters are the empty object.
func (d *Desk) SetRules(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int, rules []scheduling.EligibilityRule) error {
	var kept []scheduling.EligibilityRule
	for _, r := range rules {
		r.Key, r.Source, r.Parameters = strings.TrimSpace(r.Key), strings.TrimSpace(r.Source), strings.TrimSpace(r.Parameters)
		if r.Key == "" && r.Source == "" && (r.Parameters == "" || r.Parameters == "{}") {
			continue
		}
		if r.Parameters == "" {
			r.Parameters = "{}"
		}
		kept = append(kept, r)
	}
	if err := scheduling.CheckRules(kept); err != nil {
		return err
	}
	if _, err := eligibility.Compile(kept); err != nil {
		return err
	}
	return d.edit(ctx, actor, id, seen, "rules", func(tx *store.Tx, _ *scheduling.ProgrammeVersion) error {
		return tx.SetEligibilityRules(id, kept)
	})
}

// moduleAt is the n-th module of a version.
func moduleAt(tx *store.Tx, id scheduling.VersionID, n int) (scheduling.Module, error) {
	modules, err := tx.Modules(id)
	if err != nil {
		return scheduling.Module{}, err
	}
	if n < 1 || n > len(modules) {
		return scheduling.Module{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return modules[n-1], nil
}

func moduleIDs(modules []scheduling.Module) []scheduling.ModuleID {
	ids := make([]scheduling.ModuleID, len(modules))
	for i, m := range modules {
		ids[i] = m.ID
	}
	return ids
}

func trimmedModule(m scheduling.Module) scheduling.Module {
	m.Title, m.Message, m.Method, m.ToBring = plain(m.Title), plain(m.Message), plain(m.Method), plain(m.ToBring)
	return m
}

// plain is a text as it is kept: browsers end lines with \r\n.
func plain(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}
