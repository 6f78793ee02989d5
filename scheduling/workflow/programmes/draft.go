package programmes

import (
	"context"
	"errors"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Create opens a programme with its first draft and returns that draft.
func (d *Desk) Create(ctx context.Context, actor scheduling.Actor, p scheduling.Programme, v scheduling.ProgrammeVersion) (scheduling.VersionID, error) {
	p.Code = strings.ToUpper(strings.TrimSpace(p.Code))
	if p.Unit != "" {
		if err := actor.May(scheduling.Organise, p.Unit); err != nil {
			return "", err
		}
	}
	v = trimmed(v)
	if err := together(p.Validate(), v.Validate()); err != nil {
		return "", err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := known(tx, actor, v.Questionnaire); err != nil {
			return err
		}
		id, err := open(tx, actor, p, scheduling.VersionContent{Version: v})
		if err != nil {
			return err
		}
		v.ID = id
		return audit(tx, actor, "created", id, p.Unit, map[string]any{"code": p.Code})
	})
	return v.ID, err
}

// open adds a programme with content as its first draft.
func open(tx *store.Tx, actor scheduling.Actor, p scheduling.Programme, content scheduling.VersionContent) (scheduling.VersionID, error) {
	taken, err := tx.ProgrammeCodeTaken(p.Unit, p.Code)
	if err != nil {
		return "", err
	}
	if taken {
		return "", scheduling.Refuse(scheduling.Invalid, "programme.code.taken", "code")
	}
	p.ID, p.CreatedAt = store.NewID[scheduling.ProgrammeID](), tx.Now
	if err := tx.AddProgramme(p); err != nil {
		return "", err
	}
	return tx.AddVersionContent(drafted(tx, actor, content, p.ID, 1))
}

// drafted is content as a new draft: nobody submitted or approved it yet.
func drafted(tx *store.Tx, actor scheduling.Actor, content scheduling.VersionContent, p scheduling.ProgrammeID, number int) scheduling.VersionContent {
	v := &content.Version
	v.Programme, v.Number, v.Version = p, number, 1
	v.CreatedBy, v.CreatedAt = actor.ID, tx.Now
	v.SubmittedBy, v.ContentHash = "", ""
	v.SubmittedAt, v.RetiredAt = time.Time{}, time.Time{}
	return content
}

// Edit changes what a draft says of itself; v carries its id, the version that
// was seen, and every field of the form.
func (d *Desk) Edit(ctx context.Context, actor scheduling.Actor, v scheduling.ProgrammeVersion) error {
	v = trimmed(v)
	if err := v.Validate(); err != nil {
		return err
	}
	return d.edit(ctx, actor, v.ID, v.Version, "identity", func(tx *store.Tx, draft *scheduling.ProgrammeVersion) error {
		if err := known(tx, actor, v.Questionnaire); err != nil {
			return err
		}
		draft.Title, draft.PublicTitle, draft.Axis = v.Title, v.PublicTitle, v.Axis
		draft.Problem, draft.Context, draft.Public = v.Problem, v.Context, v.Public
		draft.Objectives, draft.Method = v.Objectives, v.Method
		draft.GroupMin, draft.GroupMax = v.GroupMin, v.GroupMax
		draft.CadenceWeeks, draft.PauseForSchool = v.CadenceWeeks, v.PauseForSchool
		draft.FollowUpMonths, draft.Questionnaire = v.FollowUpMonths, v.Questionnaire
		return nil
	})
}

// known refuses a questionnaire that is not of the actor's organisation.
func known(tx *store.Tx, actor scheduling.Actor, id scheduling.QuestionnaireID) error {
	if id == "" {
		return nil
	}
	q, err := tx.Questionnaire(id)
	if scheduling.KindOf(err) == scheduling.NotFound || err == nil && q.Organisation != actor.Organisation {
		return scheduling.Refuse(scheduling.Invalid, "reference.unknown", "questionnaire")
	}
	return err
}

// Revise opens the next draft of a programme from one of its versions: to
// answer the changes that were asked for, or to improve what is in use. The
// version it starts from stays as it is; a programme has one version under way
// at most.
func (d *Desk) Revise(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID) (draft scheduling.VersionID, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		from, p, err := lockedVersion(tx, actor, scheduling.Organise, id)
		if err != nil {
			return err
		}
		if _, err := tx.LockedProgramme(p.ID); err != nil {
			return err
		}
		number, err := nextNumber(tx, p.ID)
		if err != nil {
			return err
		}
		content, err := tx.ContentOf(from)
		if err != nil {
			return err
		}
		draft, err = tx.AddVersionContent(drafted(tx, actor, content, p.ID, number))
		if err != nil {
			return err
		}
		return audit(tx, actor, "created", draft, p.Unit, map[string]any{"number": number, "from": id})
	})
	return draft, err
}

// nextNumber refuses while a version of the programme is still under way.
func nextNumber(tx *store.Tx, id scheduling.ProgrammeID) (int, error) {
	versions, states, err := states(tx, []scheduling.ProgrammeID{id})
	if err != nil {
		return 0, err
	}
	number := 0
	for _, v := range versions {
		if states[v.ID].Open() {
			return 0, scheduling.Refuse(scheduling.Conflict, "version.one_under_way", "", "number", v.Number)
		}
		number = max(number, v.Number)
	}
	return number + 1, nil
}

// Retire takes an approved version out of use: no session is opened from it
// any more, those that run go on.
func (d *Desk) Retire(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, p, err := lockedVersion(tx, actor, scheduling.Organise, id)
		if err != nil {
			return err
		}
		approvals, err := tx.Approvals(id)
		if err != nil {
			return err
		}
		if v.State(approvals) != scheduling.VersionApproved {
			return scheduling.Refuse(scheduling.Conflict, "version.not_approved", "")
		}
		v.RetiredAt, v.Version = tx.Now, seen
		if err := tx.ReplaceProgrammeVersion(v); err != nil {
			return err
		}
		return audit(tx, actor, "retired", id, p.Unit, nil)
	})
}

// Copy opens in another unit a programme with the content of a version. It
// keeps its origin, and is approved again where it goes (rule 32).
func (d *Desk) Copy(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, unit scheduling.UnitID, code string) (copied scheduling.VersionID, err error) {
	p := scheduling.Programme{Unit: unit, Code: strings.ToUpper(strings.TrimSpace(code)), CopiedFrom: id}
	if err := p.Validate(); err != nil {
		return "", err
	}
	if err := actor.May(scheduling.Organise, unit); err != nil {
		return "", err
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		content, err := tx.VersionContent(id)
		if err != nil {
			return err
		}
		origin, err := readable(tx, actor, content.Version)
		if err != nil {
			return err
		}
		if origin.Unit == unit {
			return scheduling.Refuse(scheduling.Invalid, "programme.copy.same_unit", "unit")
		}
		copied, err = open(tx, actor, p, content)
		if err != nil {
			return err
		}
		return audit(tx, actor, "copied", copied, unit, map[string]any{"from": id, "code": p.Code})
	})
	return copied, err
}

// together is every fault of several checks.
func together(errs ...error) error {
	var all scheduling.Faults
	for _, err := range errs {
		if list, ok := errors.AsType[scheduling.Faults](err); ok {
			all = append(all, list...)
		}
	}
	return all.Err()
}

func trimmed(v scheduling.ProgrammeVersion) scheduling.ProgrammeVersion {
	for _, text := range []*string{&v.Title, &v.PublicTitle, &v.Problem, &v.Context, &v.Public, &v.Objectives, &v.Method} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	return v
}
