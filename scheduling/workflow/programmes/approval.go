package programmes

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/eligibility"
	"trame/scheduling/store"
)

// ready is what a content still lacks to be submitted; its criteria must be
// ones that can be applied.
func ready(content scheduling.VersionContent) error {
	faults, _ := errors.AsType[scheduling.Faults](content.Ready())
	if _, err := eligibility.Compile(content.Rules); err != nil && len(faults) == 0 {
		return scheduling.Faults{scheduling.Refuse(scheduling.Invalid, "version.rules.unreadable", "rules")}
	}
	return faults.Err()
}

// Submit freezes a draft with its content hash and tells who approves
// locally.
func (d *Desk) Submit(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, seen int) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, p, err := lockedVersion(tx, actor, scheduling.Organise, id)
		if err != nil {
			return err
		}
		if !v.SubmittedAt.IsZero() {
			return scheduling.Refuse(scheduling.Conflict, "version.frozen", "")
		}
		content, err := tx.ContentOf(v)
		if err != nil {
			return err
		}
		if err := ready(content); err != nil {
			return err
		}
		v.SubmittedBy, v.SubmittedAt, v.ContentHash = actor.ID, tx.Now, content.Hash()
		v.Version = seen
		if err := tx.ReplaceProgrammeVersion(v); err != nil {
			return err
		}
		if err := d.tellApprovers(tx, p, v, scheduling.Local, nil); err != nil {
			return err
		}
		return audit(tx, actor, "submitted", id, p.Unit, map[string]any{"content_hash": v.ContentHash})
	})
}

// Decision is what an approver says of a version. ContentHash is that of the
// content he read: another one makes it a Conflict (rule 2).
type Decision struct {
	Verdict     scheduling.Verdict
	Comment     string // required unless he approves
	ContentHash string
}

const commentLength = 4000

func (d Decision) validate() error {
	var f scheduling.Faults
	switch d.Verdict {
	case scheduling.Approved:
	case scheduling.ChangesRequested, scheduling.Rejected:
		f.Check(d.Comment != "", "comment", "approval.comment.required")
	default:
		f.Check(false, "verdict", "approval.verdict.unknown")
	}
	f.Check(utf8.RuneCountInString(d.Comment) <= commentLength, "comment", "text.too_long", "max", commentLength)
	return f.Err()
}

// Decide records the verdict that a version waits for: the local one first,
// then the regional one by someone else (rule 1). Whoever submitted a version
// does not approve it. A verdict is told to who submitted, a local approval
// also to who approves regionally.
func (d *Desk) Decide(ctx context.Context, actor scheduling.Actor, id scheduling.VersionID, decision Decision) error {
	decision.Comment = strings.TrimSpace(strings.ReplaceAll(decision.Comment, "\r\n", "\n"))
	if err := decision.validate(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		v, p, err := lockedVersion(tx, actor, scheduling.SeePlan, id)
		if err != nil {
			return err
		}
		approvals, err := tx.Approvals(id)
		if err != nil {
			return err
		}
		level, err := mayDecide(actor, p, v, approvals)
		if err != nil {
			return err
		}
		if err := unchanged(tx, v, decision.ContentHash); err != nil {
			return err
		}
		approval := scheduling.Approval{
			ID: store.NewID[scheduling.ApprovalID](), VersionID: id, Level: level, Verdict: decision.Verdict,
			User: actor.ID, Comment: decision.Comment, ContentHash: v.ContentHash, At: tx.Now,
		}
		if err := tx.AddApproval(approval); err != nil {
			return err
		}
		if err := d.tellVerdict(tx, p, v, approval); err != nil {
			return err
		}
		return audit(tx, actor, string(decision.Verdict), id, p.Unit, map[string]any{"level": level, "content_hash": v.ContentHash})
	})
}

// mayDecide is the level that the actor may decide on, or why he may not.
func mayDecide(actor scheduling.Actor, p scheduling.Programme, v scheduling.ProgrammeVersion, approvals []scheduling.Approval) (scheduling.ApprovalLevel, error) {
	level := v.State(approvals).Awaits()
	if level == "" {
		return "", scheduling.Refuse(scheduling.Conflict, "approval.not_awaited", "")
	}
	if err := actor.May(level.Deed(), p.Unit); err != nil {
		if level == scheduling.Local && actor.May(scheduling.ApproveRegional, p.Unit) == nil {
			return "", scheduling.Refuse(scheduling.Conflict, "approval.local_first", "")
		}
		return "", err
	}
	if v.SubmittedBy == actor.ID {
		return "", scheduling.Refuse(scheduling.Forbidden, "approval.own_submission", "")
	}
	for _, a := range approvals {
		if a.User == actor.ID {
			return "", scheduling.Refuse(scheduling.Forbidden, "approval.two_people", "")
		}
	}
	return level, nil
}

// unchanged checks that what is approved is what was read and what was
// submitted, byte for byte.
func unchanged(tx *store.Tx, v scheduling.ProgrammeVersion, read string) error {
	content, err := tx.ContentOf(v)
	if err != nil {
		return err
	}
	if read != v.ContentHash || content.Hash() != v.ContentHash {
		return scheduling.Refuse(scheduling.Conflict, "approval.content_changed", "")
	}
	return nil
}
