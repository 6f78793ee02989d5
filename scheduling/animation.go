package scheduling

import (
	"slices"
	"time"
)

// AnimationState is where an animation stands; it is derived, never stored.
type AnimationState string

// The states of an animation, in their order.
const (
	AnimationToFind    AnimationState = "to_find" // a kind that nobody holds yet
	AnimationProposed  AnimationState = "proposed"
	AnimationInvited   AnimationState = "invited"
	AnimationAccepted  AnimationState = "accepted"
	AnimationTentative AnimationState = "tentative"
	AnimationDeclined  AnimationState = "declined"
)

// State derives where a stands. An answer counts however it came: an agent who
// leads was never invited and has accepted all the same.
func (a Animation) State() AnimationState {
	switch {
	case a.User == "" && a.Facilitator == "":
		return AnimationToFind
	case a.Reply == Accepted:
		return AnimationAccepted
	case a.Reply == Tentative:
		return AnimationTentative
	case a.Reply == Declined:
		return AnimationDeclined
	case a.InvitedAt.IsZero():
		return AnimationProposed
	}
	return AnimationInvited
}

// On reports whether somebody is expected on the meeting by a: whoever
// declined, or was taken off, is not.
func (a Animation) On() bool {
	return a.RemovedAt.IsZero() && a.Reply != Declined && (a.User != "" || a.Facilitator != "")
}

// Resource is what a books for its meeting; "" when nobody is found yet.
func (a Animation) Resource() string {
	switch {
	case a.Facilitator != "":
		return FacilitatorResource(a.Facilitator)
	case a.User != "":
		return UserResource(a.User)
	}
	return ""
}

// Thread is the line in which the mails of a leave, one after the other: a
// cancellation never overtakes its invitation.
func (a Animation) Thread() string {
	return "meeting:" + string(a.Meeting) + ":animation:" + string(a.ID)
}

// Need is a partner kind that a module requires, and who holds it.
type Need struct {
	Kind PartnerKind
	On   []Animation // none: to be found
}

// Needs says for each required kind, in the module's order, who of animations
// is on for it. Whoever declined leaves the need open.
func Needs(required []PartnerKind, animations []Animation) []Need {
	needs := make([]Need, 0, len(required))
	for _, kind := range required {
		need := Need{Kind: kind}
		for _, a := range animations {
			if a.PartnerKind == kind && a.On() {
				need.On = append(need.On, a)
			}
		}
		needs = append(needs, need)
	}
	return needs
}

// Askers are who may have asked for a partner: the descriptor wants it recorded.
var Askers = []string{"social_worker", "participants"}

// Validate checks what an organiser says of an animation.
func (a Animation) Validate() error {
	var f Faults
	f.Check((a.User == "") != (a.Facilitator == ""), "who", "animation.who.required")
	f.Check(a.PartnerKind == "" || slices.Contains(PartnerKinds, a.PartnerKind), "kind", "partner.kind.unknown")
	f.Check(slices.Contains(Askers, a.AskedBy), "asked_by", "animation.asked_by.unknown")
	return f.Err()
}

// Given is an answer: what, in which words, when and how it came.
type Given struct {
	Reply   Reply
	Comment string
	At      time.Time
	Stamp   time.Time // as its sender dates it; zero: At
	Channel ReplyChannel
}

// Answer is a with a given answer. The same answer again changes nothing.
func (a Animation) Answer(g Given) (answered Animation, changed bool) {
	if a.Reply == g.Reply && a.Comment == g.Comment {
		return a, false
	}
	if g.Stamp.IsZero() {
		g.Stamp = g.At
	}
	a.Reply, a.Comment, a.RepliedAt, a.ReplyChannel, a.ReplyStamp = g.Reply, g.Comment, g.At, g.Channel, g.Stamp
	return a, true
}

// Unanswered is a asked again: the answer was to another date.
func (a Animation) Unanswered() Animation {
	a.Reply, a.RepliedAt, a.Comment, a.ReplyChannel, a.ReplyStamp = NoReply, time.Time{}, "", "", time.Time{}
	return a
}

// Told reports whether a calendar of before shows m as it is: only a change of
// hour, of site or of being held at all is worth a new SEQUENCE (RFC 5546
// §2.1.4); a room or a word is not.
func (m Meeting) Told(before Meeting) bool {
	return m.StartsAt.Equal(before.StartsAt) && m.EndsAt.Equal(before.EndsAt) &&
		m.Site == before.Site && m.CancelledAt.IsZero() == before.CancelledAt.IsZero()
}
