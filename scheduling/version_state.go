package scheduling

import "slices"

// VersionState is where a programme's version stands. It is derived from its
// dates and approvals, never stored.
type VersionState string

// The states of a version. changes_requested leads to a new draft: the version
// that was read stays as it was, with the comment it got.
const (
	VersionDraft            VersionState = "draft"
	VersionSubmitted        VersionState = "submitted"      // awaits the local approval
	VersionApprovedLocal    VersionState = "approved_local" // awaits the regional one
	VersionApproved         VersionState = "approved"       // sessions may be opened
	VersionChangesRequested VersionState = "changes_requested"
	VersionRejected         VersionState = "rejected"
	VersionRetired          VersionState = "retired"
)

// State is where v stands given the approvals on record. An approval of
// another content does not count (rule 2); a regional one counts only after a
// local one, by someone else (rule 1).
func (v ProgrammeVersion) State(approvals []Approval) VersionState {
	switch {
	case !v.RetiredAt.IsZero():
		return VersionRetired
	case v.SubmittedAt.IsZero():
		return VersionDraft
	}
	var local Approval
	for _, a := range inTime(approvals) {
		if a.VersionID != v.ID || a.ContentHash != v.ContentHash {
			continue
		}
		switch {
		case a.Verdict == Rejected:
			return VersionRejected
		case a.Verdict == ChangesRequested:
			return VersionChangesRequested
		case a.Level == Local:
			local = a
		case local.User != "" && local.User != a.User:
			return VersionApproved
		}
	}
	if local.User != "" {
		return VersionApprovedLocal
	}
	return VersionSubmitted
}

// Awaits is the level whose approval a version in state s waits for, "" when
// it waits for none.
func (s VersionState) Awaits() ApprovalLevel {
	switch s {
	case VersionSubmitted:
		return Local
	case VersionApprovedLocal:
		return Regional
	default:
		return ""
	}
}

// Open reports whether a version in state s is still on its way: a programme
// has one such version at most.
func (s VersionState) Open() bool {
	return s == VersionDraft || s == VersionSubmitted || s == VersionApprovedLocal
}

func inTime(approvals []Approval) []Approval {
	return slices.SortedStableFunc(slices.Values(approvals), func(a, b Approval) int { return a.At.Compare(b.At) })
}

// Deed is what giving an approval of level l takes.
func (l ApprovalLevel) Deed() Deed {
	if l == Regional {
		return ApproveRegional
	}
	return ApproveLocal
}

// Role is who gives an approval of level l: whom to tell that one is awaited.
func (l ApprovalLevel) Role() Role {
	if l == Regional {
		return RegionalManager
	}
	return UnitManager
}
