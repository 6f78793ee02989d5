package witnessing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/valdoise/scene"
)

func TestAConsentIsRecordedOnlyOfAFormerParticipantAndAsSheGaveIt(t *testing.T) {
	inEach(t, func(w *world) {
		ctx, her := w.Context(), w.other().ID
		today := scheduling.DateOf(w.Clock.Now())
		for name, c := range map[string]struct {
			change func(c *scheduling.Witness)
			want   string
		}{
			"no day":                  {func(c *scheduling.Witness) { c.GivenOn = scheduling.Date{} }, "witness.given_on.required"},
			"tomorrow":                {func(c *scheduling.Witness) { c.GivenOn = today.AddDays(1) }, "witness.given_on.future"},
			"by a link she has not":   {func(c *scheduling.Witness) { c.Way = scheduling.ConsentByLink }, "witness.way.unknown"},
			"in no form":              {func(c *scheduling.Witness) { c.Forms = nil }, "witness.forms.required"},
			"in a form of nobody's":   {func(c *scheduling.Witness) { c.Forms = []scheduling.WitnessForm{"film"} }, "witness.forms.unknown"},
			"of nothing":              {func(c *scheduling.Witness) { c.Themes = nil }, "witness.themes.required"},
			"of what is on no list":   {func(c *scheduling.Witness) { c.Themes = []scheduling.WitnessThemeID{"x"} }, "witness.themes.unknown"},
			"too many words":          {func(c *scheduling.Witness) { c.Limits = strings.Repeat("é", 501) }, "witness.limits.long"},
			"thirteen times a year":   {func(c *scheduling.Witness) { c.MostAYear = 13 }, "witness.most_a_year.range"},
			"over already":            {func(c *scheduling.Witness) { c.ValidUntil = today.AddDays(-1) }, "witness.valid_until.past"},
			"for longer than 2 years": {func(c *scheduling.Witness) { c.ValidUntil = today.AddMonths(24).AddDays(1) }, "witness.valid_until.late"},
		} {
			consent := w.consent()
			c.change(&consent)
			w.Refused(w.desk.Record(ctx, w.Adviser, her, consent, 0), c.want)
			if w.Failed() {
				w.Fatal(name)
			}
		}
		seated, never := w.seated()
		w.Refused(w.desk.Record(ctx, w.Worker, seated, w.consent(), 0), "witness.in_session")
		w.Refused(w.desk.Record(ctx, w.Worker, never, w.consent(), 0), "witness.never_started")
		w.Refused(w.desk.Record(ctx, w.Manager, her, w.consent(), 0), "actor.may_not.invite")
		w.Refused(w.desk.Record(ctx, w.Elsewhere, her, w.consent(), 0), "not_found")
		w.Refused(w.desk.Record(ctx, w.Worker, her, w.consent(), 3), "stale")
		w.Must(w.desk.Record(ctx, w.Adviser, her, w.consent(), 0))
		f := w.file(w.Adviser, her)
		if f.State != scheduling.WitnessStands || f.Consent.Limits != "le matin" || f.Consent.ValidUntil != today.AddMonths(24) || !slices.Equal(f.Subjects, []string{"reprise du travail"}) {
			w.Errorf("kept %+v, %v", f.Consent, f.Subjects)
		}
	})
}

// seated is somebody of a session that runs, and somebody who never came.
func (w *world) seated() (seated, never scheduling.InsuredID) {
	w.Helper()
	w.Read(func(tx *store.Tx) error {
		running, err := tx.Participants(scene.Osny)
		w.Must(err)
		for _, p := range running {
			if p.Enrolment.State == scheduling.Enrolled {
				seated = p.Insured.ID
			}
		}
		coming, err := tx.Participants("cohort-argenteuil")
		never = coming[0].Insured.ID
		return err
	})
	return seated, never
}

func TestAConsentIsNeverValidForLongerThanHerFileIsKept(t *testing.T) {
	inEach(t, func(w *world) {
		her := w.other().ID
		w.Clock.Add(30 * 30 * 24 * time.Hour) // her file is kept for 48 months after its last meeting
		f := w.file(w.Worker, her)
		if !f.Latest.Before(f.Today.AddMonths(24)) || f.Latest.Before(f.Today) {
			w.Fatalf("valid until %s at the latest, on %s", f.Latest, f.Today)
		}
		w.Must(w.desk.Record(w.Context(), w.Worker, her, w.consent(), 0))
		if got := w.file(w.Worker, her).Consent.ValidUntil; got != f.Latest {
			w.Errorf("valid until %s, want %s", got, f.Latest)
		}
	})
}

func TestSheAgreesAndTakesItBackByHerOwnLink(t *testing.T) {
	inEach(t, func(w *world) {
		ctx, her := w.Context(), w.other().ID
		w.change(her, func(i *scheduling.Insured) { i.Email, i.MailConsent = "elle@example.org", true })
		w.Must(w.desk.AskConsent(ctx, w.Adviser, her))
		w.Refused(w.desk.AskConsent(ctx, w.Adviser, her), "witness.asked_lately")
		token := w.link("witness")
		for range 3 { // a mail scanner follows links
			sheet, err := w.desk.Open(ctx, token)
			if err != nil || sheet.State != scheduling.WitnessAsked || len(sheet.Consent.Forms)+len(sheet.Consent.Themes) != 0 {
				w.Fatalf("got %+v, %v", sheet, err)
			}
		}
		w.Refused(w.desk.Agree(ctx, token, scheduling.Witness{}), "witness.forms.required")
		w.Refused(w.desk.Agree(ctx, "another", w.consent()), "link.unknown")
		w.Must(w.desk.Agree(ctx, token, w.consent()))
		if f := w.file(w.Adviser, her); f.State != scheduling.WitnessStands || f.Consent.Way != scheduling.ConsentByLink || f.Consent.RecordedBy != "" {
			w.Errorf("kept %+v", f.Consent)
		}
		w.Refused(w.desk.AskConsent(ctx, w.Adviser, her), "witness.stands")
		w.Must(w.desk.TakeBack(ctx, token))
		_, err := w.desk.Open(ctx, token)
		w.Refused(err, "witness.own.withdrawn")
		w.Refused(w.desk.Agree(ctx, token, w.consent()), "witness.own.withdrawn")
		if f := w.file(w.Worker, her); f.State != scheduling.WitnessWithdrawn || f.Consent.WithdrawnBy != "participant" {
			w.Errorf("kept %+v", f.Consent)
		}
		w.Must(w.desk.Record(ctx, w.Worker, her, w.consent(), 0)) // a new one, of her own will
	})
}

func TestTakingAConsentBackGivesUpWhatIsPlannedAndTellsWhoCountedOnHer(t *testing.T) {
	inEach(t, func(w *world) {
		w.Must(w.desk.Withdraw(w.Context(), w.Adviser, w.is[spoken]))
		f := w.file(w.Worker, w.is[spoken])
		if f.State != scheduling.WitnessWithdrawn || len(f.Times) != 1 || f.Times[0].State != scheduling.TestimonyCancelled || f.Times[0].CancelledBy != scheduling.CancelledByConsent {
			w.Errorf("left %+v", f.Times)
		}
		list, texts := w.sent("testimony_gone")
		if len(list) != 1 || list[0].Recipient != "user:agent-claire" || strings.Contains(texts[0], f.Insured.LastName) {
			w.Errorf("told %v: %s", list, texts)
		}
		if p := w.proposals(w.Worker); len(p.Proposed) != 1 {
			w.Errorf("%d proposed", len(p.Proposed))
		}
		w.Refused(w.desk.Withdraw(w.Context(), w.Adviser, w.is[spoken]), "not_found")
	})
}

func TestWhatSheSaidSixMonthsAfterIsATaskAndNoConsent(t *testing.T) {
	inEach(t, func(w *world) {
		list, err := w.desk.Witnesses(w.Context(), w.Adviser)
		w.Must(err)
		if len(list.Lines) != 2 || len(list.Willing) != 1 || list.Willing[0].Insured.Notes+list.Willing[0].Insured.Pathology != "" {
			w.Fatalf("%d witnesses, %d willing", len(list.Lines), len(list.Willing))
		}
		her := list.Willing[0].Insured.ID
		if f := w.file(w.Adviser, her); f.State != "" || !f.Willing || !f.Former {
			w.Errorf("got %+v", f)
		}
		w.Must(w.desk.Record(w.Context(), w.Adviser, her, w.consent(), 0))
		if list, err = w.desk.Witnesses(w.Context(), w.Adviser); err != nil || len(list.Willing) != 0 || len(list.Lines) != 3 {
			w.Errorf("%d willing are left, %v", len(list.Willing), err)
		}
		_, err = w.desk.Witnesses(w.Context(), w.Manager)
		w.Refused(err, "actor.may_not.see_people")
	})
}

func TestTheListOfSubjectsIsTheOrganisationsAndKeepsWhatWasAgreedTo(t *testing.T) {
	inEach(t, func(w *world) {
		ctx := w.Context()
		w.Refused(w.desk.SetThemes(ctx, w.Adviser, []string{"x"}), "actor.may_not.see_social")
		w.Refused(w.desk.SetThemes(ctx, w.Worker, []string{" ", ""}), "witness.theme_list.empty")
		w.Must(w.desk.SetThemes(ctx, w.Worker, []string{" Reprise  du travail", "Bénévolat", "bénévolat"}))
		themes, err := w.desk.Themes(ctx, w.Adviser)
		w.Must(err)
		if len(themes) != 2 || themes[0].ID != "work" || themes[1].Label != "Bénévolat" {
			w.Errorf("listed %+v", themes)
		}
		if f := w.file(w.Worker, w.is[spoken]); !slices.Contains(f.Subjects, "aménagement de poste") { // off the list, still agreed to
			w.Errorf("her subjects are %v", f.Subjects)
		}
	})
}
