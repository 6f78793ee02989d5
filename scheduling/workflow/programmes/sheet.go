package programmes

import (
	"context"
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Sheet is all there is to know of one version.
type Sheet struct {
	Card
	Content   scheduling.VersionContent
	State     scheduling.VersionState
	Versions  []Line            // of the programme, the newest first
	Approvals []Signed          // of this version, in time
	CreatedBy string            // name
	Submitter string            // name, "" for a draft
	Origin    *Origin           // what the programme was copied from, nil: nothing
	Missing   scheduling.Faults // what a draft still lacks to be submitted
	Can       Can
}

// Line is a version in the history of its programme.
type Line struct {
	scheduling.ProgrammeVersion
	State scheduling.VersionState
}

// Signed is an approval with its author's name.
type Signed struct {
	scheduling.Approval
	By string
}

// Origin is the version that a programme was copied from.
type Origin struct {
	Version scheduling.VersionID
	Title   string
	Number  int
	Unit    string
	Seen    bool // the actor may open it
}

// Can is what the actor may do with a version now.
type Can struct {
	Edit, Submit, Decide, Revise, Retire, Copy bool
	Open                                       bool // a session, in its unit or one below
}

// Programme is the version that speaks for a programme: the approved one,
// else the newest.
func (d *Desk) Programme(ctx context.Context, actor scheduling.Actor, id scheduling.ProgrammeID) (sheet Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		p, err := programmeFor(tx, actor, id)
		if err != nil {
			return err
		}
		sheet, err = sheetOf(tx, actor, p, "")
		return err
	})
	return sheet, err
}

// Version is one version.
func (d *Desk) Version(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID) (sheet Sheet, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		v, err := tx.Version(id)
		if err != nil {
			return err
		}
		p, err := readable(tx, actor, v)
		if err != nil {
			return err
		}
		sheet, err = sheetOf(tx, actor, p, id)
		return err
	})
	return sheet, err
}

// sheetOf is the sheet of version id of p; "" is the one that speaks for it.
func sheetOf(tx *store.Tx, actor scheduling.Actor, p scheduling.Programme, id scheduling.VersionID) (Sheet, error) {
	cards, err := cardsOf(tx, []scheduling.Programme{p})
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Card: cards[0]}
	if !own(actor, p) && !s.speakApproved() && id == "" {
		return s, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if id == "" {
		id = s.Shown().ID
	}
	if s.Content, err = tx.VersionContent(id); err != nil {
		return s, err
	}
	versions, states, err := states(tx, []scheduling.ProgrammeID{p.ID})
	if err != nil {
		return s, err
	}
	for _, v := range versions {
		if own(actor, p) || wasApproved(states[v.ID]) {
			s.Versions = append(s.Versions, Line{v, states[v.ID]})
		}
	}
	s.State = states[id]
	if err := s.sign(tx); err != nil {
		return s, err
	}
	if s.State == scheduling.VersionDraft {
		s.Missing, _ = errors.AsType[scheduling.Faults](ready(s.Content))
	}
	s.Can = s.allowed(actor)
	over, err := tx.UnitsOver(actor.Units(scheduling.Organise))
	if err != nil {
		return s, err
	}
	s.Can.Open = s.State == scheduling.VersionApproved && slices.Contains(over, p.Unit)
	s.Origin, err = originOf(tx, actor, p)
	return s, err
}

// sign reads the approvals and the names of everyone on the sheet.
func (s *Sheet) sign(tx *store.Tx) error {
	approvals, err := tx.Approvals(s.Content.Version.ID)
	if err != nil {
		return err
	}
	ids := []scheduling.UserID{s.Content.Version.CreatedBy, s.Content.Version.SubmittedBy}
	for _, a := range approvals {
		ids = append(ids, a.User)
	}
	users, err := tx.UsersByID(ids)
	if err != nil {
		return err
	}
	names := map[scheduling.UserID]string{}
	for _, u := range users {
		names[u.ID] = u.Name()
	}
	for _, a := range approvals {
		s.Approvals = append(s.Approvals, Signed{a, names[a.User]})
	}
	s.CreatedBy, s.Submitter = names[s.Content.Version.CreatedBy], names[s.Content.Version.SubmittedBy]
	return nil
}

func (s *Sheet) allowed(actor scheduling.Actor) Can {
	organises := actor.May(scheduling.Organise, s.Programme.Unit) == nil
	draft := s.State == scheduling.VersionDraft
	approvals := make([]scheduling.Approval, len(s.Approvals))
	for i, a := range s.Approvals {
		approvals[i] = a.Approval
	}
	_, err := mayDecide(actor, s.Programme, s.Content.Version, approvals)
	underWay := false
	for _, line := range s.Versions {
		underWay = underWay || line.State.Open()
	}
	return Can{
		Edit:   organises && draft,
		Submit: organises && draft && len(s.Missing) == 0,
		Decide: err == nil,
		Revise: organises && !underWay,
		Retire: organises && s.State == scheduling.VersionApproved,
		Copy: slices.ContainsFunc(actor.Units(scheduling.Organise), func(u scheduling.UnitID) bool {
			return u != s.Programme.Unit
		}),
	}
}

func originOf(tx *store.Tx, actor scheduling.Actor, p scheduling.Programme) (*Origin, error) {
	if p.CopiedFrom == "" {
		return nil, nil //nolint:nilnil // no origin is no error
	}
	v, err := tx.Version(p.CopiedFrom)
	if err != nil {
		return nil, err
	}
	from, err := tx.Programme(v.Programme)
	if err != nil {
		return nil, err
	}
	unit, err := tx.Unit(from.Unit)
	if err != nil {
		return nil, err
	}
	return &Origin{v.ID, v.Title, v.Number, unit.Name, actor.May(scheduling.SeePlan, from.Unit) == nil}, nil
}

// Comparison is what differs between a version and one before it.
type Comparison struct {
	With        scheduling.ProgrammeVersion
	Origin      bool // With is what the programme was copied from
	Differences []scheduling.Difference
}

// Compare is what differs between a version and the last approved one before
// it (the one before when none was approved), and between it and the
// programme's origin (rule 32). A first version without origin has neither.
func (d *Desk) Compare(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID) (list []Comparison, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		content, err := tx.VersionContent(id)
		if err != nil {
			return err
		}
		p, err := readable(tx, actor, content.Version)
		if err != nil {
			return err
		}
		before, err := versionBefore(tx, content.Version)
		if err != nil {
			return err
		}
		for i, with := range []scheduling.VersionID{before, p.CopiedFrom} {
			if with == "" {
				continue
			}
			base, err := tx.VersionContent(with)
			if err != nil {
				return err
			}
			list = append(list, Comparison{base.Version, i == 1, scheduling.Differences(base, content)})
		}
		return nil
	})
	return list, err
}

// versionBefore is the newest approved version below v, else the one just
// below; "" for a first version.
func versionBefore(tx *store.Tx, v scheduling.ProgrammeVersion) (scheduling.VersionID, error) {
	versions, states, err := states(tx, []scheduling.ProgrammeID{v.Programme})
	if err != nil {
		return "", err
	}
	var just scheduling.VersionID
	for _, other := range versions {
		if other.Number >= v.Number {
			continue
		}
		if states[other.ID] == scheduling.VersionApproved || states[other.ID] == scheduling.VersionRetired {
			return other.ID, nil
		}
		if just == "" {
			just = other.ID
		}
	}
	return just, nil
}
