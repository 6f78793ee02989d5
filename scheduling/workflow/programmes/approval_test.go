package programmes_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/programmes"
)

func TestRule01_NothingIsOpenBeforeALocalThenARegionalApproval(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		if got := h.state(id); got != scheduling.VersionSubmitted {
			h.Errorf("after submission: %s", got)
		}
		h.refused(h.decide(h.regional, id, scheduling.Approved, ""), "approval.local_first")
		h.refused(h.decide(h.worker, id, scheduling.Approved, ""), "actor.may_not.approve_local")
		h.refused(h.decide(h.other, id, scheduling.Approved, ""), "not_found")
		h.ok(h.decide(h.manager, id, scheduling.Approved, "Bien construit."))
		if got := h.state(id); got != scheduling.VersionApprovedLocal {
			h.Errorf("after the local approval: %s", got)
		}
		h.inUse(0)
		h.refused(h.decide(h.manager, id, scheduling.Approved, ""), "actor.may_not.approve_regional")
		h.ok(h.decide(h.regional, id, scheduling.Approved, ""))
		if got := h.state(id); got != scheduling.VersionApproved {
			h.Errorf("after both: %s", got)
		}
		h.inUse(1)
		h.refused(h.decide(h.regional, id, scheduling.Approved, ""), "approval.not_awaited")
		want := []string{
			"user:marc: Un programme à valider, Val-d’Oise",
			"user:nadia: Votre programme est validé localement, Val-d’Oise",
			"user:rose: Un programme à valider, Val-d’Oise",
			"user:nadia: Votre programme est validé, Val-d’Oise",
		}
		if got := h.mail(); !slices.Equal(got, want) {
			h.Errorf("queued\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		verbs := h.verbs(id)
		if tail := verbs[len(verbs)-3:]; !slices.Equal(tail, []string{"user:nadia submitted", "user:marc approved", "user:rose approved"}) {
			h.Errorf("the trail ends with %v", tail)
		}
	})
}

func (h *house) inUse(want int) {
	h.Helper()
	h.read(func(tx *store.Tx) error {
		versions, err := tx.ApprovedVersions([]scheduling.UnitID{unit})
		if len(versions) != want {
			h.Errorf("%d versions open sessions, want %d", len(versions), want)
		}
		return err
	})
}

func TestRule01_TheTwoApprovalsComeFromTwoPeopleWhoDidNotSubmit(t *testing.T) {
	inEachHouse(t, func(h *house) {
		both := h.agent("bea", scheduling.UnitManager, unit)
		both.Grants = append(both.Grants, h.regional.Grants...)
		id := h.submitted()
		h.ok(h.decide(both, id, scheduling.Approved, ""))
		h.refused(h.decide(both, id, scheduling.Approved, ""), "approval.two_people")

		own := must[scheduling.VersionID](h)(h.desk.Copy(h.Context(), h.lead, id, unit78, "Y-EMPLOI"))
		h.ok(h.desk.Submit(h.Context(), h.other, own, h.seen(own)))
		h.refused(h.decide(h.other, own, scheduling.Approved, ""), "approval.own_submission")
	})
}

func TestRule01_OfTwoApproversAtOnceOneIsHeard(t *testing.T) {
	inEachHouse(t, func(h *house) {
		second := h.agent("luc", scheduling.UnitManager, unit)
		id := h.submitted()
		var group sync.WaitGroup
		errs := make([]error, 2)
		for i, actor := range []scheduling.Actor{h.manager, second} {
			group.Go(func() { errs[i] = h.decide(actor, id, scheduling.Approved, "") })
		}
		group.Wait()
		heard := 0
		for _, err := range errs {
			if err == nil {
				heard++
			}
		}
		if heard != 1 || h.state(id) != scheduling.VersionApprovedLocal {
			h.Errorf("%d were heard (%v), the version is %s", heard, errs, h.state(id))
		}
	})
}

func TestRule02_AnApprovalIsBoundToTheContentThatWasRead(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		err := h.desk.Decide(h.Context(), h.manager, id, programmes.Decision{Verdict: scheduling.Approved, ContentHash: "what I read elsewhere"})
		h.refused(err, "approval.content_changed")

		h.write(func(tx *store.Tx) error { // someone with the database's password
			modules, err := tx.Modules(id)
			if err != nil {
				return err
			}
			modules[0].Minutes = 30
			return tx.ReplaceModule(modules[0])
		})
		h.refused(h.decide(h.manager, id, scheduling.Approved, ""), "approval.content_changed")
	})
}

func TestRule02_AFrozenVersionChangesNoMore(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		seen, ctx, who := h.seen(id), h.Context(), h.worker
		edited := identity
		edited.ID, edited.Version = id, seen
		h.refused(h.desk.Edit(ctx, who, edited), "version.frozen")
		_, err := h.desk.AddModule(ctx, who, id, seen, scheduling.Module{Title: "x", Kind: "content", Minutes: 60})
		h.refused(err, "version.frozen")
		h.refused(h.desk.MoveModule(ctx, who, id, seen, 1, false), "version.frozen")
		h.refused(h.desk.DeleteModule(ctx, who, id, seen, 1), "version.frozen")
		h.refused(h.desk.SetGuide(ctx, who, id, seen, 1, programmes.Guide{}), "version.frozen")
		h.refused(h.desk.SetRules(ctx, who, id, seen, nil), "version.frozen")
		h.refused(h.desk.Submit(ctx, who, id, seen), "version.frozen")
	})
}

func TestRule02_AMaterialChangeIsANewVersionToApprove(t *testing.T) {
	inEachHouse(t, func(h *house) {
		first := h.approved()
		next := must[scheduling.VersionID](h)(h.desk.Revise(h.Context(), h.worker, first))
		edited := identity
		edited.ID, edited.Version, edited.GroupMax = next, h.seen(next), 14
		h.ok(h.desk.Edit(h.Context(), h.worker, edited))
		_, err := h.desk.Revise(h.Context(), h.worker, first)
		h.refused(err, "version.one_under_way")

		if v := h.version(next); v.Number != 2 || h.state(next) != scheduling.VersionDraft || h.state(first) != scheduling.VersionApproved {
			h.Errorf("version %d is %s, the first is %s", v.Number, h.state(next), h.state(first))
		}
		h.read(func(tx *store.Tx) error {
			inUse, err := tx.ApprovedVersions([]scheduling.UnitID{unit})
			if len(inUse) != 1 || inUse[0].ID != first {
				h.Errorf("sessions open from %v, want the first version until the second is approved", inUse)
			}
			return err
		})
		list := must[[]programmes.Comparison](h)(h.desk.Compare(h.Context(), h.manager, next))
		if len(list) != 1 || list[0].With.ID != first || !slices.Equal(list[0].Differences, []scheduling.Difference{{Field: "group", Before: "10–12", After: "10–14"}}) {
			h.Errorf("what differs: %+v", list)
		}
	})
}

func TestChangesRequestedLeadToANewDraftAndKeepTheirHistory(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		h.refused(h.decide(h.manager, id, scheduling.ChangesRequested, " "), "approval.comment.required")
		h.ok(h.decide(h.manager, id, scheduling.ChangesRequested, "Ajoutez la MDPH."))
		if got := h.state(id); got != scheduling.VersionChangesRequested {
			h.Errorf("after the request: %s", got)
		}
		next := must[scheduling.VersionID](h)(h.desk.Revise(h.Context(), h.worker, id))
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, next))
		if len(sheet.Versions) != 2 || sheet.Versions[0].State != scheduling.VersionDraft || sheet.Versions[1].State != scheduling.VersionChangesRequested {
			h.Errorf("history: %+v", sheet.Versions)
		}
		if len(sheet.Content.Modules) != 3 || sheet.Content.Hash() != h.version(id).ContentHash {
			h.Error("the new draft does not begin with what was submitted")
		}
		before := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		if len(before.Approvals) != 1 || before.Approvals[0].Comment != "Ajoutez la MDPH." || before.Approvals[0].By != "marc Martin" {
			h.Errorf("approvals kept: %+v", before.Approvals)
		}
		if mail := h.mail(); mail[len(mail)-1] != "user:nadia: Des changements sont demandés sur votre programme, Val-d’Oise" {
			h.Errorf("the author got %v", mail)
		}
	})
}

func TestARefusalEndsAVersion(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		h.ok(h.decide(h.manager, id, scheduling.Approved, ""))
		h.ok(h.decide(h.regional, id, scheduling.Rejected, "Hors de nos axes."))
		if got := h.state(id); got != scheduling.VersionRejected {
			h.Errorf("after the refusal: %s", got)
		}
		h.inUse(0)
	})
}

func TestRule03_ASubmissionNeedsThreeModulesAndSaysEveryFault(t *testing.T) {
	inEachHouse(t, func(h *house) {
		bare := identity
		bare.Problem = ""
		id := must[scheduling.VersionID](h)(h.desk.Create(h.Context(), h.worker, scheduling.Programme{Unit: unit, Code: "NU"}, bare))
		err := h.desk.Submit(h.Context(), h.worker, id, h.seen(id))
		h.refused(err, "version.problem.required")
		if faults := err.(scheduling.Faults); len(faults) != 2 || faults[1].Key != "version.modules.too_few" { //nolint:errorlint,errcheck // shown above
			h.Errorf("faults: %v", faults)
		}
		if got := h.state(id); got != scheduling.VersionDraft {
			h.Errorf("a refused submission left it %s", got)
		}
	})
}

func TestARetiredVersionOpensNothingAnyMore(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.submitted()
		h.refused(h.desk.Retire(h.Context(), h.worker, id, h.seen(id)), "version.not_approved")
		h.ok(h.decide(h.manager, id, scheduling.Approved, ""))
		h.ok(h.decide(h.regional, id, scheduling.Approved, ""))
		h.ok(h.desk.Retire(h.Context(), h.worker, id, h.seen(id)))
		h.inUse(0)
		if got := h.state(id); got != scheduling.VersionRetired {
			h.Errorf("it is %s", got)
		}
	})
}

func TestWhatWaitsForMeIsMineToDecide(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.submitted()
		waiting := func(actor scheduling.Actor) int {
			return len(must[[]programmes.Card](h)(h.desk.ToApprove(h.Context(), actor)))
		}
		for name, c := range map[string]struct {
			actor scheduling.Actor
			want  int
		}{
			"the unit's manager":     {h.manager, 1},
			"the region, not yet":    {h.regional, 0},
			"the author":             {h.worker, 0},
			"another unit's manager": {h.other, 0},
		} {
			if got := waiting(c.actor); got != c.want {
				h.Errorf("%s has %d, want %d", name, got, c.want)
			}
		}
	})
}
