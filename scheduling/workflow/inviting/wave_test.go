package inviting_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

// reachable enters someone who accepts the channels named, and no other.
func (w *world) reachable(last string, channels ...scheduling.Channel) scheduling.InsuredID {
	w.t.Helper()
	return must(w.desk.AddInsured(w.t.Context(), w.worker, scheduling.Insured{
		Unit: "u95", FirstName: "Élodie", LastName: last, Gender: "f", Pathology: marker, Notes: marker,
		Email: "e@example.org", Phone: "06 12 34 56 78", Street: "2 rue Basse", Postcode: "95000", City: "Cergy",
		MailConsent: slices.Contains(channels, scheduling.ByMail), SMSConsent: slices.Contains(channels, scheduling.BySMS),
		LetterConsent: slices.Contains(channels, scheduling.ByLetter),
	}))
}

func (w *world) ask(p inviting.Plan) inviting.Sent {
	w.t.Helper()
	if p.ReplyBy.IsZero() {
		p.ReplyBy = replyBy
	}
	return must(w.desk.Invite(w.t.Context(), w.adviser, w.cohort, p))
}

// state is what the organiser's list says of a person.
func (w *world) state(id scheduling.InsuredID) string {
	w.t.Helper()
	for _, s := range must(w.desk.Sendings(w.t.Context(), w.adviser, w.cohort)).List {
		if s.Insured.ID == id {
			return string(s.Invitation.Channel) + " " + s.State
		}
	}
	return ""
}

// send settles what is due, as the runner does, under receipts "r-1", "r-2"….
func (w *world) send() (channels []scheduling.Channel) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		channels = nil
		due, err := tx.Lease(100, time.Minute)
		for _, m := range due {
			w.receipts++
			channels = append(channels, m.Channel)
			if err := tx.Sent(m.ID, "r-"+string(rune('0'+w.receipts))); err != nil {
				return err
			}
		}
		return err
	})
	return channels
}

func TestRule13_AWaveUsesWhatEachAcceptsAndWhatIsChosenForHer(t *testing.T) {
	story(t, 12, func(w *world) {
		all := w.reachable("Tout", scheduling.Channels...)
		texts := w.reachable("Texto", scheduling.BySMS)
		letters := w.reachable("Lettre", scheduling.ByLetter)
		fixed := scheduling.Insured{Unit: "u95", FirstName: "F", LastName: "Fixe", Phone: "01 34 20 00 00", SMSConsent: true}
		_, err := w.desk.AddInsured(t.Context(), w.worker, fixed)
		w.refused(err, scheduling.Invalid, "sms.number.landline")
		fixed.ID, fixed.CreatedAt, fixed.Version = "fixed", w.clock.Now(), 1 // as an old file may hold it
		w.write(func(tx *store.Tx) error { return tx.AddInsured(fixed) })
		landline := fixed.ID
		plan := inviting.Plan{People: []scheduling.InsuredID{all, texts, letters, landline}, ReplyBy: replyBy}
		p := must(w.desk.PreviewInvitations(t.Context(), w.adviser, w.cohort, plan))
		if p.Counts != (inviting.Counts{Mails: 1, Texts: 1, Letters: 1}) || len(p.Blocked) != 1 || p.Blocked[0].Insured.ID != landline {
			w.t.Errorf("preview %+v, blocked %+v", p.Counts, p.Blocked)
		}
		if p.Cost.Segments != 1 || p.Cost.Encoding != sms.GSM7 || p.Text.ToAddress != "+33612345678" {
			w.t.Errorf("the SMS costs %+v: %q to %s", p.Cost, p.Text.Text, p.Text.ToAddress)
		}
		plan.By = map[scheduling.InsuredID]scheduling.Channel{letters: scheduling.ByMail}
		_, err = w.desk.Invite(t.Context(), w.adviser, w.cohort, plan)
		w.refused(err, scheduling.Invalid, "candidate.channel")
		plan.By = map[scheduling.InsuredID]scheduling.Channel{all: scheduling.ByLetter}
		if sent := w.ask(plan); sent.Counts != (inviting.Counts{Texts: 1, Letters: 2}) || sent.Blocked != 1 {
			w.t.Errorf("sent %+v", sent)
		}
		s := must(w.desk.Sendings(t.Context(), w.adviser, w.cohort))
		if len(s.Waves) != 1 || s.Waves[0].Size != 3 || len(s.Tallies) != 2 || s.Tallies[1].Total != 2 {
			w.t.Errorf("waves %+v, tallies %+v", s.Waves, s.Tallies)
		}
		if w.state(all) != "letter prepared" || w.state(texts) != "sms queued" {
			w.t.Errorf("%s, %s", w.state(all), w.state(texts))
		}
	})
}

func TestAWaveLeavesOnItsDayAndNotBefore(t *testing.T) {
	story(t, 12, func(w *world) {
		w.ask(inviting.Plan{People: []scheduling.InsuredID{w.reachable("Plus tard", scheduling.ByMail)}, SendOn: scheduling.MustDate("2027-01-06")})
		if got := w.send(); len(got) != 0 {
			w.t.Errorf("left at once: %v", got)
		}
		w.clock.Set(must(time.Parse(time.RFC3339, "2027-01-06T09:00:00+01:00")))
		if got := w.send(); len(got) != 1 {
			w.t.Errorf("did not leave on its day: %v", got)
		}
	})
}

func TestRule15_WhoHasNotAnsweredIsAskedOnceMoreByTheNextChannel(t *testing.T) {
	story(t, 12, func(w *world) {
		silent, answered := w.reachable("Silence", scheduling.ByMail, scheduling.BySMS), w.reachable("Réponse", scheduling.ByMail, scheduling.BySMS)
		paused, dead := w.reachable("Pause", scheduling.ByMail), w.reachable("Décès", scheduling.ByMail)
		plan := inviting.Plan{People: []scheduling.InsuredID{silent, answered, paused, dead}, RemindOn: scheduling.MustDate("2027-01-08")}
		w.ask(plan)
		w.reply(w.link(answered), no)
		w.send()
		w.on("2027-01-07T10:00:00+01:00")
		w.askedAgain(0, "before its day")
		if err := w.desk.Pause(t.Context(), w.adviser, paused, scheduling.MustDate("2027-01-20")); err != nil {
			w.t.Fatal(err)
		}
		if err := w.desk.MarkDeceased(t.Context(), w.worker, dead, scheduling.MustDate("2027-01-06"), 1); err != nil {
			w.t.Fatal(err)
		}
		w.on("2027-01-09T10:00:00+01:00") // the server was stopped on the day
		w.askedAgain(1, "on its day")
		w.askedAgain(0, "a second time")
		if got := w.send(); !slices.Equal(got, []scheduling.Channel{scheduling.BySMS}) {
			w.t.Errorf("by %v", got)
		}
		if text := w.letter(silent).Text; !strings.Contains(text, "/v/") || sms.Measure(text).Segments != 1 {
			w.t.Errorf("it says %q", text)
		}
		if w.state(silent) != "sms sent" {
			w.t.Error(w.state(silent))
		}
	})
}

func TestRule15_AReminderIsNeverSentPastItsGraceNorToOneWhoAnsweredSince(t *testing.T) {
	story(t, 12, func(w *world) {
		late, since := w.reachable("Tard", scheduling.ByMail), w.reachable("Depuis", scheduling.ByMail)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{since}, RemindOn: scheduling.MustDate("2027-01-08")})
		w.send()
		w.on("2027-01-08T22:00:00+01:00") // at night: it waits for the morning
		w.askedAgain(1, "in the night")
		w.reply(w.link(since), yes)
		w.on("2027-01-09T09:00:00+01:00")
		if got := w.send(); len(got) != 0 {
			w.t.Errorf("%v left to one who answered", got)
		}
		w.ask(inviting.Plan{People: []scheduling.InsuredID{late}, RemindOn: scheduling.MustDate("2027-01-10"), ReplyBy: scheduling.MustDate("2027-01-18")})
		w.send()
		w.on("2027-01-14T10:00:00+01:00")
		w.askedAgain(0, "past its grace")
	})
}

func (w *world) on(at string) { w.clock.Set(must(time.Parse(time.RFC3339, at))) }

func (w *world) askedAgain(want int, when string) {
	w.t.Helper()
	if n := must(w.desk.AskAgain(w.t.Context())); n != want {
		w.t.Errorf("%d reminded %s, want %d", n, when, want)
	}
}

func TestRule13_APauseHoldsWhatIsDueUntilItsEnd(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.reachable("Repos", scheduling.ByMail)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{id}, SendOn: scheduling.MustDate("2027-01-05")})
		pause := func(day string) error {
			var until scheduling.Date
			if day != "" {
				until = scheduling.MustDate(day)
			}
			return w.desk.Pause(t.Context(), w.adviser, id, until)
		}
		w.refused(pause("2026-12-31"), scheduling.Invalid, "insured.paused_until.range")
		w.refused(pause("2029-01-01"), scheduling.Invalid, "insured.paused_until.range")
		w.refused(w.desk.Pause(t.Context(), w.manager, id, scheduling.MustDate("2027-01-06")), scheduling.Forbidden, "actor.may_not.invite")
		if err := pause("2027-01-06"); err != nil {
			w.t.Fatal(err)
		}
		w.on("2027-01-06T15:00:00+01:00")
		if got := w.send(); len(got) != 0 {
			w.t.Error("a message left during the pause")
		}
		p := must(w.desk.PreviewInvitations(t.Context(), w.adviser, w.cohort, inviting.Plan{People: []scheduling.InsuredID{id, w.person(1).ID}, ReplyBy: replyBy}))
		if len(p.Blocked) != 1 {
			w.t.Errorf("%+v", p.Blocked)
		}
		w.on("2027-01-07T10:00:00+01:00")
		if got := w.send(); len(got) != 1 {
			w.t.Error("nothing left after the pause")
		}
		if err := pause("2027-01-09"); err != nil {
			w.t.Fatal(err)
		}
		if err := pause(""); err != nil || must(w.desk.File(t.Context(), w.worker, id)).Insured.Paused(scheduling.MustDate("2027-01-08")) {
			w.t.Errorf("the pause does not end: %v", err)
		}
	})
}

func TestAReturnedLetterIsFollowedByAnotherChannel(t *testing.T) {
	story(t, 12, func(w *world) {
		ctx := t.Context()
		id := w.reachable("Partie", scheduling.ByLetter, scheduling.BySMS)
		only := w.reachable("Introuvable", scheduling.ByLetter)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{id, only}, Channels: []scheduling.Channel{scheduling.ByLetter}})
		letters := must(w.desk.Letters(ctx, w.adviser, w.cohort, ""))
		slices.SortFunc(letters, func(a, b inviting.Letter) int { return -strings.Compare(a.ToLines[0], b.ToLines[0]) }) // Partie, then Introuvable
		_, err := w.desk.Returned(ctx, w.adviser, letters[0].Invitation)
		w.refused(err, scheduling.Conflict, "letter.not_posted")
		w.printed(2)
		if w.state(id) != "letter printed" {
			w.t.Error(w.state(id))
		}
		must(w.desk.Posted(ctx, w.adviser, w.cohort, []scheduling.InvitationID{letters[0].Invitation, letters[1].Invitation}))
		if by := must(w.desk.Returned(ctx, w.adviser, letters[0].Invitation)); by != scheduling.BySMS {
			w.t.Errorf("followed by %q", by)
		}
		if by := must(w.desk.Returned(ctx, w.adviser, letters[1].Invitation)); by != "" || w.state(only) != "letter returned" {
			w.t.Errorf("followed by %q, %s", by, w.state(only))
		}
		if w.link(id) != strings.TrimPrefix(letters[0].Asking.Link, "https://trame.example/v/") {
			w.t.Error("the SMS has another link than the letter")
		}
		w.send()
		if w.state(id) != "sms sent" {
			w.t.Error(w.state(id))
		}
		edited := must(w.desk.File(ctx, w.worker, only)).Insured
		if edited.Reaches(scheduling.ByLetter) {
			w.t.Error("she is still written to where she does not live")
		}
		edited.Street = "9 rue Haute"
		if err := w.desk.EditInsured(ctx, w.worker, edited); err != nil || !must(w.desk.File(ctx, w.worker, only)).Insured.Reaches(scheduling.ByLetter) {
			w.t.Errorf("a new address does not make it right: %v", err)
		}
	})
}

// printed prints the cohort's letters and returns the PDF.
func (w *world) printed(want int) []byte {
	w.t.Helper()
	var pdf bytes.Buffer
	last := 0
	p := must(w.desk.PrintLetters(w.t.Context(), w.adviser, w.cohort))
	n := must(p.Write(w.t.Context(), &pdf, func(done int) { last = done }))
	if n != want || last != want || p.Letters != want {
		w.t.Errorf("%d letters, progress %d, want %d", n, last, want)
	}
	return pdf.Bytes()
}

func TestAReceiptTellsWhatBecameOfAMessage(t *testing.T) {
	story(t, 12, func(w *world) {
		arrived, lost := w.reachable("Reçu", scheduling.BySMS), w.reachable("Perdu", scheduling.BySMS)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{arrived}})
		w.send()
		w.ask(inviting.Plan{People: []scheduling.InsuredID{lost}})
		w.send()
		tell := func(r sms.Receipt) error { return w.desk.Told(context.WithoutCancel(t.Context()), r) }
		w.refused(tell(sms.Receipt{ID: "unknown", Delivered: true}), scheduling.NotFound, "not_found")
		for _, r := range []sms.Receipt{{ID: "r-1"}, {ID: "r-1", Delivered: true}, {ID: "r-1", Failed: true}, {ID: "r-2", Failed: true, Reason: "UNDELIV 012"}} {
			if err := tell(r); err != nil {
				w.t.Errorf("%+v: %v", r, err)
			}
		}
		if w.state(arrived) != "sms delivered" || w.state(lost) != "sms failed" {
			w.t.Errorf("%s, %s", w.state(arrived), w.state(lost))
		}
	})
}

func TestRule13_NoPaperNorTextTellsAnIllnessOrAnotherPerson(t *testing.T) {
	story(t, 12, func(w *world) {
		texted, written := w.reachable("Texto", scheduling.BySMS), w.reachable("Lettre", scheduling.ByLetter)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{texted, written}, Criteria: marker, RemindOn: scheduling.MustDate("2027-01-08")})
		paper := pdfText(w.t, w.printed(1))
		artefacts := map[string]string{"SMS": w.letter(texted).Text, "letter": paper, "letter as kept": w.letter(written).Text}
		w.send()
		w.on("2027-01-08T10:00:00+01:00")
		must(w.desk.Posted(t.Context(), w.adviser, w.cohort, []scheduling.InvitationID{must(w.desk.Letters(t.Context(), w.adviser, w.cohort, ""))[0].Invitation}))
		w.askedAgain(2, "by what they accept")
		artefacts["second SMS"], artefacts["second letter"] = w.letter(texted).Text, pdfText(w.t, w.printed(1))
		for name, artefact := range artefacts {
			artefact = strings.ReplaceAll(artefact, "bus 34, arrêt Mairie", "") // of a bus, and no sick leave
			if word := scheduling.HealthWord(artefact); word != "" {
				w.t.Errorf("%s says %q", name, word)
			}
			for _, secret := range []string{marker, "cancer", "chimio", "Mes droits", "printemps"} {
				if strings.Contains(artefact, secret) {
					w.t.Errorf("%s tells %q", name, secret)
				}
			}
			if strings.Contains(artefact, "Texto") && strings.Contains(artefact, "Lettre") {
				w.t.Errorf("%s names another", name)
			}
		}
		if !strings.Contains(artefacts["second letter"], "Nous vous avons écrit il y a peu") {
			w.t.Error("the second letter does not say that it is one: " + artefacts["second letter"])
		}
	})
}
