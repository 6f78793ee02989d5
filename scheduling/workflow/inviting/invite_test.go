package inviting_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/ical/judges"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

func TestRule01_NoInvitationLeavesWithoutBothApprovals(t *testing.T) {
	for name, spoil := range map[string]func(tx *store.Tx) error{
		"it does not recruit yet": change(func(c *scheduling.Cohort) { c.RecruitingAt = time.Time{} }),
		"it was cancelled":        change(func(c *scheduling.Cohort) { c.CancelledAt = c.CreatedAt }),
		"the content changed after its approvals": func(tx *store.Tx) error {
			v, err := tx.Version("v1")
			if err != nil {
				return err
			}
			v.ContentHash = "other"
			return tx.ReplaceProgrammeVersion(v)
		},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, 12, func(w *world) {
				ids := w.people(1)
				w.write(spoil)
				if _, err := w.desk.Invite(t.Context(), w.adviser, w.cohort, inviting.Plan{People: ids, ReplyBy: replyBy}); scheduling.KindOf(err) != scheduling.Conflict {
					w.t.Errorf("invited: %v", err)
				}
				w.read(func(tx *store.Tx) error {
					n, err := tx.Count("messages")
					if n != 0 {
						w.t.Errorf("%d messages", n)
					}
					return err
				})
			})
		})
	}
}

func change(f func(c *scheduling.Cohort)) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		c, err := tx.Cohort("c1")
		if err != nil {
			return err
		}
		f(&c)
		return tx.ReplaceCohort(c)
	}
}

func TestRule13_EachIsInvitedByWhatSheAccepts(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		by := func(i scheduling.Insured) scheduling.InsuredID { return must(w.desk.AddInsured(ctx, w.worker, i)) }
		mail := by(scheduling.Insured{Unit: "u95", FirstName: "A", LastName: "Mail", Email: "a@example.org", MailConsent: true})
		letter := by(scheduling.Insured{Unit: "u95", FirstName: "B", LastName: "Lettre", Email: "b@example.org", Street: "1 rue", Postcode: "95000", City: "Cergy", LetterConsent: true})
		neither := by(scheduling.Insured{Unit: "u95", FirstName: "C", LastName: "Rien", Email: "c@example.org", Phone: "3646"})
		preview := must(w.desk.PreviewInvitations(ctx, w.adviser, w.cohort, inviting.Plan{People: []scheduling.InsuredID{mail, letter, neither}, ReplyBy: replyBy}))
		if preview.Mails != 1 || preview.Letters != 1 || len(preview.Blocked) != 1 || preview.Blocked[0].Blocked != "candidate.unreachable" {
			w.t.Errorf("preview %+v", preview)
		}
		if !strings.Contains(preview.Mail.Text, "mardi 12 janvier 2027") || preview.Letter.Asking.Code == "" {
			w.t.Error("the preview is no real rendering")
		}
		sent := must(w.desk.Invite(ctx, w.adviser, w.cohort, inviting.Plan{People: []scheduling.InsuredID{mail, letter, neither}, ReplyBy: replyBy}))
		if sent != (inviting.Sent{Counts: inviting.Counts{Mails: 1, Letters: 1}, Blocked: 1}) {
			w.t.Errorf("sent %+v", sent)
		}
		again := must(w.desk.Invite(ctx, w.adviser, w.cohort, inviting.Plan{People: []scheduling.InsuredID{mail, letter}, ReplyBy: replyBy}))
		if again.Blocked != 2 {
			w.t.Errorf("asked twice: %+v", again)
		}
		letters := must(w.desk.Letters(ctx, w.adviser, w.cohort, ""))
		if len(letters) != 1 || !strings.Contains(w.letter(letter).Text, letters[0].Asking.Code) {
			w.t.Errorf("letters %+v", letters)
		}
		if n := must(w.desk.Posted(ctx, w.adviser, w.cohort, []scheduling.InvitationID{letters[0].Invitation})); n != 1 {
			w.t.Errorf("%d posted", n)
		}
		if left := must(w.desk.Letters(ctx, w.adviser, w.cohort, "")); len(left) != 0 {
			w.t.Error("a posted letter is still to be posted")
		}
	})
}

func TestRule13_NothingTellsAnIllnessOrAnotherPerson(t *testing.T) {
	story(t, 12, func(w *world) {
		ids := w.people(2)
		tokens := w.invite(ids...)
		w.reply(tokens[0], yes)
		letter := w.letter(ids[0])
		if word := scheduling.HealthWord(letter.Subject); word != "" {
			w.t.Errorf("%q in the subject %q", word, letter.Subject)
		}
		object := must(w.desk.Calendar(t.Context(), tokens[0], 1))
		for name, artefact := range map[string]string{"subject": letter.Subject, "text": letter.Text, "html": letter.HTML, "calendar": string(object)} {
			for _, secret := range []string{marker, "cancer", "chimio", "Personne 001", "p1@example.org"} {
				if strings.Contains(artefact, secret) {
					w.t.Errorf("%s tells %q", name, secret)
				}
			}
		}
	})
}

func TestRule13_AtMostOneMessageAChannelADay(t *testing.T) {
	story(t, 1, func(w *world) {
		ids := w.people(2)
		tokens := w.invite(ids...)
		w.reply(tokens[0], yes)
		w.clock.Add(time.Minute)
		w.reply(tokens[1], yes)
		w.reply(tokens[0], no) // the same day, the place is offered to the second
		w.read(func(tx *store.Tx) error {
			messages, err := tx.MessagesTo(ids[1])
			if len(messages) != 2 || messages[0].Kind != "offer" {
				w.t.Fatalf("%d messages", len(messages))
			}
			if got := messages[0].DueAt.Format(time.RFC3339); got != "2027-01-05T08:00:00Z" { // nine in Paris, the day after
				w.t.Errorf("the offer is due %s", got)
			}
			return err
		})
	})
}

func TestACalendarObjectIsValidAndPrivate(t *testing.T) {
	story(t, 12, func(w *world) {
		tokens := w.invite(w.people(1)...)
		if _, err := w.desk.Calendar(t.Context(), tokens[0], 1); scheduling.KindOf(err) != scheduling.NotFound {
			w.t.Error("a calendar for someone without a seat")
		}
		w.reply(tokens[0], yes)
		object := must(w.desk.Calendar(t.Context(), tokens[0], 2))
		if err := ical.Validate(ical.MethodPublish, object); err != nil {
			w.t.Error(err)
		}
		for _, want := range []string{"CLASS:PRIVATE", "SUMMARY:Rencontres du service social", "UID:uid-2"} {
			if !bytes.Contains(object, []byte(want)) {
				w.t.Errorf("no %s in\n%s", want, object)
			}
		}
		if bytes.Contains(object, []byte(tokens[0])) {
			w.t.Error("the calendar holds the link's token")
		}
		visit := must(w.desk.Welcome(t.Context(), tokens[0])).Visits[1]
		judges.Agree(w.t, map[string]judges.Object{"her visit": {Text: object, Events: []judges.Event{{
			Method: "PUBLISH", UID: "uid-2", Summary: "Rencontres du service social", Location: visit.Place, Status: "CONFIRMED", Class: "PRIVATE",
			Start: judges.At(visit.Start), End: judges.At(visit.End), Organizer: "mailto:service@example.org",
		}}}})
	})
}

func TestRule30_ACodeOpensThePageAndGuessingIsSlow(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		w.invite(w.person(2).ID)
		invitations := must(w.desk.Sendings(ctx, w.adviser, w.cohort)).List
		printed := must(w.desk.Letters(ctx, w.adviser, w.cohort, invitations[0].Invitation.ID))[0].Asking
		for _, typed := range []string{printed.Code, strings.ToLower(printed.Code), " " + strings.ReplaceAll(printed.Code, "-", " ") + " "} {
			token, err := w.desk.Enter(ctx, typed, "192.0.2.1")
			if err != nil || printed.Link != "https://trame.example/v/"+token {
				w.t.Errorf("%q: %v", typed, err)
			}
		}
		_, err := w.desk.Enter(ctx, "trop court", "192.0.2.1")
		w.refused(err, scheduling.Invalid, "code.unreadable")
		for range 10 {
			_, err = w.desk.Enter(ctx, "AAAAAAAA", "192.0.2.1")
			w.refused(err, scheduling.Invalid, "code.unknown")
		}
		_, err = w.desk.Enter(ctx, printed.Code, "192.0.2.1")
		w.refused(err, scheduling.Throttled, "code.too_many")
		if _, err = w.desk.Enter(ctx, printed.Code, "192.0.2.2"); err != nil {
			w.t.Error("another address waits too")
		}
		w.clock.Add(16 * time.Minute)
		if _, err = w.desk.Enter(ctx, printed.Code, "192.0.2.1"); err != nil {
			w.t.Error(err)
		}
	})
}

func TestALinkThatIsUnknownWithdrawnOrLongOverSaysSo(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		token := w.invite(w.people(1)...)[0]
		_, err := w.desk.Welcome(ctx, token[1:])
		w.refused(err, scheduling.NotFound, "link.unknown")
		sending := must(w.desk.Sendings(ctx, w.adviser, w.cohort)).List[0]
		if err := w.desk.WithdrawInvitation(ctx, w.adviser, sending.Invitation.ID); err != nil {
			w.t.Fatal(err)
		}
		_, err = w.desk.Welcome(ctx, token)
		w.refused(err, scheduling.Expired, "link.over")
		other := w.invite(w.person(7).ID)[0]
		w.reply(other, yes)
		w.clock.Set(must(time.Parse(time.RFC3339, "2027-05-01T09:00:00+02:00")))
		_, err = w.desk.Welcome(ctx, other)
		w.refused(err, scheduling.Expired, "link.over")
	})
}

func TestTheDatabaseHoldsNoUsableLink(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.person(2).ID
		token := w.invite(id)[0]
		w.read(func(tx *store.Tx) error {
			invitations, err := tx.InvitationsOf(id)
			if bytes.Contains(invitations[0].Sealed, []byte(token)) || invitations[0].TokenHash == token {
				w.t.Error("the token stands in the row")
			}
			return err
		})
	})
}

func TestAnAnswerTakenByPhoneCounts(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		token := w.invite(w.people(1)...)[0]
		w.reply(token, callMe)
		calls := must(w.desk.CallBacks(ctx, w.adviser))
		if len(calls) != 1 {
			w.t.Fatalf("%d to call", len(calls))
		}
		id := calls[0].Invitation.ID
		w.refused(w.desk.RecordReply(ctx, w.elsewhere, id, yes), scheduling.NotFound, "not_found")
		w.refused(w.desk.RecordReply(ctx, w.manager, id, yes), scheduling.Forbidden, "actor.may_not.invite")
		onPaper := yes
		onPaper.Means = "rumour"
		w.refused(w.desk.RecordReply(ctx, w.adviser, id, onPaper), scheduling.Invalid, "reply.means.unknown")
		onPaper.Means = "paper"
		if err := w.desk.RecordReply(ctx, w.adviser, id, onPaper); err != nil {
			w.t.Fatal(err)
		}
		w.read(func(tx *store.Tx) error {
			traces, err := tx.AuditIn(store.AuditFilter{Units: w.adviser.Units(scheduling.SeePlan)}, 1)
			if len(traces) != 1 || traces[0].Verb != "replied" || !strings.Contains(traces[0].Fields, `"means":"paper"`) {
				w.t.Errorf("the trace: %+v", traces)
			}
			return err
		})
		if left := must(w.desk.CallBacks(ctx, w.adviser)); len(left) != 0 {
			w.t.Error("still to call")
		}
		w.stand([]string{token}, inviting.HasSeat)
	})
}

func TestAskedToCallTwiceIsCalledTwice(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		token := w.invite(w.people(1)...)[0]
		w.reply(token, callMe)
		id := must(w.desk.CallBacks(ctx, w.adviser))[0].Invitation.ID
		if err := w.desk.CalledBack(ctx, w.adviser, id); err != nil {
			w.t.Fatal(err)
		}
		if left := must(w.desk.CallBacks(ctx, w.adviser)); len(left) != 0 {
			w.t.Error("still to call")
		}
		w.clock.Add(time.Hour)
		w.reply(token, callMe)
		if left := must(w.desk.CallBacks(ctx, w.adviser)); len(left) != 1 {
			w.t.Error("asked again, and nobody knows")
		}
	})
}
