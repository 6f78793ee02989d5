package inviting_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

// TestRule08_WhomOnlyThePostReachesIsOfferedASeatOnPaper follows an offer from
// the seat that is freed to the letter box: printed with the letters to be
// posted, held for as long as the post takes, told once.
func TestRule08_WhomOnlyThePostReachesIsOfferedASeatOnPaper(t *testing.T) {
	story(t, 1, func(w *world) {
		first, waits := w.people(1)[0], w.reachable("Papier", scheduling.ByLetter)
		token := w.invite(first)[0]
		w.ask(inviting.Plan{People: []scheduling.InsuredID{waits}, ReplyBy: replyBy})
		letters := must(w.desk.Letters(t.Context(), w.adviser, w.cohort, ""))
		if n := must(w.desk.Posted(t.Context(), w.adviser, w.cohort, []scheduling.InvitationID{letters[0].Invitation})); n != 1 {
			t.Fatalf("%d posted", n)
		}
		w.reply(token, yes)
		w.clock.Add(24 * time.Hour)
		if err := w.desk.RecordReply(t.Context(), w.adviser, letters[0].Invitation, inviting.Answer{Reply: scheduling.Accepts, Means: "phone"}); err != nil {
			t.Fatal(err)
		}
		offered := w.clock.Now()
		w.reply(token, no)

		to := must(w.desk.ToPost(t.Context(), w.adviser))
		if len(to) != 1 || to[0].N != 1 || len(to[0].Notices) != 1 || to[0].Notices[0].Kind != "offer" {
			t.Fatalf("to be posted: %+v", to)
		}
		printing := must(w.desk.PrintLetters(t.Context(), w.adviser, ""))
		var pdf bytes.Buffer
		if n, err := printing.Write(t.Context(), &pdf, nil); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		page := pdfText(t, pdf.Bytes())
		for _, want := range []string{"Une place se libère", letters[0].Asking.Code, "Pour répondre, appelez-nous"} {
			if !strings.Contains(page, want) {
				t.Errorf("no %q on the page %s", want, page)
			}
		}
		if strings.Contains(page, marker) {
			t.Errorf("an illness on paper: %s", page)
		}
		notice := must(w.desk.Letters(t.Context(), w.adviser, w.cohort, ""))[0]
		if notice.Printed.IsZero() {
			t.Error("not noted as printed")
		}
		if days := w.heldUntil(letters[0]).Sub(offered); days < 7*24*time.Hour {
			t.Errorf("the place is held for %v, want seven working days", days)
		}
		if n := must(w.desk.Posted(t.Context(), w.adviser, w.cohort, nil, notice.Notice)); n != 1 {
			t.Errorf("%d posted", n)
		}
		_, err := w.desk.PrintLetters(t.Context(), w.adviser, "")
		w.refused(err, scheduling.Conflict, "letters.none")
	})
}

// TestANoticeThatIsStaleIsNeitherPrintedNorInTheWay has nobody print an offer
// until its place is gone.
func TestANoticeThatIsStaleIsNeitherPrintedNorInTheWay(t *testing.T) {
	story(t, 1, func(w *world) {
		who := w.reachable("Papier", scheduling.ByLetter)
		w.write(func(tx *store.Tx) error {
			_, err := w.post.Queue(tx, post.Draft{
				Unit: "u95", Channel: scheduling.ByLetter, Kind: "meeting_cancelled", DedupeKey: "stale", Cohort: w.cohort, Insured: who,
				Recipient: "insured:" + string(who), GraceAt: tx.Now.Add(time.Hour), Template: "meeting_cancelled-letter",
				Data: map[string]any{"Gender": "f", "Title": "Un groupe", "Changes": []any{}, "Word": "", "Coming": []any{}, "Place": "2 rue Basse"},
			})
			return err
		})
		if to := must(w.desk.ToPost(t.Context(), w.adviser)); len(to) != 1 {
			t.Errorf("%d sessions have letters", len(to))
		}
		w.clock.Add(2 * time.Hour)
		if to := must(w.desk.ToPost(t.Context(), w.adviser)); len(to) != 0 {
			t.Errorf("stale news is to be posted: %+v", to)
		}
		if err := w.desk.DropStale(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.read(func(tx *store.Tx) error {
			messages, err := tx.MessagesTo(who)
			if err == nil && messages[0].DroppedAt.IsZero() {
				t.Error("it still waits")
			}
			return err
		})
	})
}

// heldUntil is when the offer to whoever a letter invited ends.
func (w *world) heldUntil(invited inviting.Letter) (until time.Time) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		inv, err := tx.Invitation(invited.Invitation)
		if err != nil {
			return err
		}
		e, err := tx.LastEnrolment(inv.Cohort, inv.Insured)
		until = e.OfferedUntil
		return err
	})
	return until
}
