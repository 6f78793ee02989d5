package screening

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Overrides are what a social worker may make of a check.
var Overrides = []scheduling.Eligibility{scheduling.Collective, scheduling.IndividualFirst, scheduling.NotEligible}

// Override lets a social worker's judgement stand over the rules, with its
// reason: so she lifts the individual interview that precarity asks for (rule
// 11). Outcome "" gives it back to the rules.
func (d *Desk) Override(ctx context.Context, actor scheduling.Actor, id scheduling.EligibilityCheckID, to scheduling.Eligibility, reason string) error {
	reason = strings.TrimSpace(reason)
	var faults scheduling.Faults
	faults.Check(to == "" || slices.Contains(Overrides, to), "outcome", "screening.override.outcome")
	faults.Check(reason != "", "reason", "screening.override.reason")
	faults.Check(utf8.RuneCountInString(reason) <= 1000, "reason", "screening.override.long")
	if err := faults.Err(); err != nil {
		return err
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		c, i, err := check(tx, actor, id, scheduling.SeeSocial)
		if err != nil {
			return err
		}
		standing, err := tx.StandingChecks(c.VersionID, scheduling.DateOf(tx.Now), []scheduling.InsuredID{i.ID})
		if err != nil {
			return err
		}
		if standing[i.ID].ID != id {
			return scheduling.Refuse(scheduling.Conflict, "screening.override.superseded", "")
		}
		c.Overridden, c.OverriddenBy, c.OverrideReason, c.OverriddenAt, c.Review = to, actor.ID, reason, tx.Now, ""
		if to == "" {
			c.OverriddenBy, c.OverrideReason, c.OverriddenAt = "", "", time.Time{}
		}
		if err := tx.SaveEligibilityCheck(c); err != nil {
			return err
		}
		return tx.Audit(scheduling.AuditEvent{
			Actor: actor.ID.Ref(), Verb: "overrode", Subject: aboutPerson(i.ID), Unit: i.Unit,
			Fields: scheduling.TraceFields(map[string]any{"check": id, "from": c.Outcome, "to": to}),
		})
	})
}

// check finds one with its person, when the actor may do deed to her.
func check(tx *store.Tx, actor scheduling.Actor, id scheduling.EligibilityCheckID, deed scheduling.Deed) (scheduling.EligibilityCheck, scheduling.Insured, error) {
	c, err := tx.EligibilityCheck(id)
	if err != nil {
		return c, scheduling.Insured{}, err
	}
	i, err := tx.InsuredFor(actor, c.Insured, deed)
	return c, i, err
}
