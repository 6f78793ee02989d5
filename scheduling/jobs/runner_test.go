package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
)

const now = "2027-01-12T09:00:00Z"

// house is an outbox with a runner over it.
type house struct {
	t      testing.TB
	clock  *storetest.Clock
	db     *store.DB
	office *post.Office
	sent   *mail.Memory
	runner *jobs.Runner
}

func eachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	clock := storetest.NewClock(now)
	storetest.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(storetest.NewClock(now).Now())
		f(newHouse(t, clock, db))
	})
}

func newHouse(t testing.TB, clock *storetest.Clock, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, clock: clock, db: db, office: office(t), sent: &mail.Memory{}}
	h.runner = jobs.NewRunner(db, carriers(h.office, h.sent), slog.New(slog.DiscardHandler))
	h.write(func(tx *store.Tx) error {
		return errors.Join(tx.AddOrganisation(organisation),
			tx.AddUnit(scheduling.Unit{ID: "unit", Organisation: "o", Level: scheduling.Region, Code: "11", Name: "Île-de-France"}))
	})
	return h
}

func carriers(office *post.Office, transport mail.Transport) jobs.Carriers {
	return jobs.Carriers{scheduling.ByMail: jobs.NewMailer(office, transport, "trame.example")}
}

var organisation = scheduling.Organisation{
	ID: "o", Code: "CRAMIF", Kind: "cramif", Name: "CRAMIF", TimeZone: "Europe/Paris", Phone: "3646",
	SenderName: "Assurance Maladie", SenderEmail: "service@trame.example", RetentionMonths: 24,
}

func office(t testing.TB) *post.Office {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return officeOf(t, keyset)
}

func officeOf(t testing.TB, keyset []byte) *post.Office {
	t.Helper()
	keys, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	return newOffice(keys)
}

func newOffice(keys *vault.Vault) *post.Office { return post.New(keys, "https://trame.example") }

func (h *house) write(f func(tx *store.Tx) error) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), f); err != nil {
		h.t.Fatal(err)
	}
}

// queue puts a message for n in a thread; its text names it.
func (h *house) queue(key, thread string, change func(d *post.Draft)) scheduling.MessageID {
	h.t.Helper()
	d := post.Draft{
		Unit: "unit", Organisation: organisation, Kind: "test", DedupeKey: key, Thread: thread, Recipient: "user:" + key,
		ToName: "Nadia Roux", ToAddress: key + "@example.org", Template: "welcome", Data: map[string]string{"Name": key, "Link": h.office.Link("/")},
	}
	if change != nil {
		change(&d)
	}
	var id scheduling.MessageID
	h.write(func(tx *store.Tx) (err error) {
		id, err = h.office.Queue(tx, d)
		return err
	})
	return id
}

// once lets the runner take one batch.
func (h *house) once() int {
	h.t.Helper()
	n, err := h.runner.Once(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

// receivers lists who got mail, in order.
func (h *house) receivers() []string {
	var list []string
	for _, m := range h.sent.Sent() {
		list = append(list, m.To.Address)
	}
	return list
}

func (h *house) message(id scheduling.MessageID) scheduling.Message {
	h.t.Helper()
	var m scheduling.Message
	err := h.db.Read(h.t.Context(), func(tx *store.Tx) (err error) {
		m, err = tx.Message(id)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

func (h *house) want(addresses ...string) {
	h.t.Helper()
	if got := h.receivers(); !slices.Equal(got, addresses) {
		h.t.Errorf("mail for %v, want %v", got, addresses)
	}
}

func TestTheSameFactIsToldOnce(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.queue("a", "", nil)
		h.queue("a", "", nil)
		h.once()
		h.once()
		h.want("a@example.org")
	})
}

func TestAThreadLeavesInOrderWhateverIsDue(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.queue("invite", "meeting", func(d *post.Draft) { d.DueAt = h.clock.Now().Add(time.Hour) })
		h.queue("cancel", "meeting", nil)
		h.once()
		h.want()
		h.clock.Add(time.Hour)
		h.once()
		h.once()
		h.want("invite@example.org", "cancel@example.org")
	})
}

func TestALateMessageIsDropped(t *testing.T) {
	eachHouse(t, func(h *house) {
		id := h.queue("reminder", "", func(d *post.Draft) { d.GraceAt = h.clock.Now().Add(time.Hour) })
		h.clock.Add(2 * time.Hour)
		h.once()
		h.want()
		if h.message(id).DroppedAt.IsZero() {
			t.Error("the reminder still waits")
		}
	})
}

func TestAnAddressThatIsNoneStopsNobodyElse(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sent.Refuse = func(m mail.Mail) error {
			switch m.To.Address {
			case "nobody@example.org":
				return &mail.Failure{Step: "recipient", Code: 550, Enhanced: "5.1.1", Final: true}
			case "full@example.org":
				return &mail.Failure{Step: "recipient", Code: 452, Enhanced: "4.2.2"}
			}
			return nil
		}
		lost, later := h.queue("nobody", "", nil), h.queue("full", "", nil)
		h.queue("kept", "", nil)
		h.once()
		h.want("kept@example.org")
		if m := h.message(lost); m.FailedAt.IsZero() || m.Error != "recipient 550 5.1.1" {
			t.Errorf("a refused recipient: %q", m.Error)
		}
		if m := h.message(later); m.Attempts != 1 || !m.DueAt.After(h.clock.Now()) || m.Error != "recipient 452 4.2.2" {
			t.Errorf("a full box: %d attempts, due %v, %q", m.Attempts, m.DueAt, m.Error)
		}
	})
}

func TestARelayThatIsAwayIsNotHammered(t *testing.T) {
	refusals := map[string]struct {
		failure mail.Failure
		asked   int // at first
	}{
		"it cannot be reached":       {mail.Failure{Step: "connection"}, 1},
		"it goes down":               {mail.Failure{Step: "recipient", Code: 421}, 1},
		"it refuses us":              {mail.Failure{Step: "sender", Code: 451}, 1},
		"it puts everybody off":      {mail.Failure{Step: "recipient", Code: 451}, 10},
		"it has no room for content": {mail.Failure{Step: "content", Code: 452}, 10},
	}
	for name, refusal := range refusals {
		t.Run(name, func(t *testing.T) {
			eachHouse(t, func(h *house) {
				asked, away := 0, true
				h.sent.Refuse = func(mail.Mail) error {
					asked++
					if away {
						return &refusal.failure
					}
					return nil
				}
				var last scheduling.MessageID
				for n := range 30 {
					last = h.queue(fmt.Sprint(n), "", nil)
				}
				h.once()
				h.once()
				if asked != refusal.asked {
					t.Errorf("asked %d times at once, want %d", asked, refusal.asked)
				}
				untried := h.message(last)
				if untried.Attempts != 0 || !untried.LeasedAt.IsZero() {
					t.Errorf("a message that was not tried: %d attempts, leased until %v", untried.Attempts, untried.LeasedAt)
				}
				h.clock.Add(time.Minute)
				h.once() // one asks whether it is back, then there is a longer rest
				h.once()
				h.clock.Add(30 * time.Second)
				h.once()
				if asked != refusal.asked+1 {
					t.Errorf("asked %d times after a minute, want one more than %d", asked, refusal.asked)
				}
				away = false
				h.clock.Add(time.Hour)
				for h.once() > 0 { // one, then all
				}
				if got := len(h.sent.Sent()); got != 30 {
					t.Errorf("%d mails sent when it was back", got)
				}
			})
		})
	}
}

func TestAMailRelayThatIsAwayHoldsUpNoShortMessage(t *testing.T) {
	eachHouse(t, func(h *house) {
		texts := &sms.Memory{}
		all := carriers(h.office, h.sent)
		all[scheduling.BySMS] = jobs.NewTexter(h.office, texts)
		h.runner = jobs.NewRunner(h.db, all, slog.New(slog.DiscardHandler))
		h.sent.Refuse = func(mail.Mail) error { return &mail.Failure{Step: "connection"} }
		for n := range 5 {
			h.queue(fmt.Sprint("mail", n), "", nil)
			h.queue(fmt.Sprint("text", n), "", func(d *post.Draft) {
				d.Channel, d.ToAddress, d.Template = scheduling.BySMS, "06 12 34 56 78", "reminder-sms"
				d.Data = map[string]any{"From": "Service social", "Link": "", "First": map[string]any{
					"Start": h.clock.Now(), "Zone": time.UTC, "City": "Cergy",
				}}
			})
		}
		h.once()
		if got := len(texts.Sent()); got != 5 {
			t.Errorf("%d short messages left", got)
		}
	})
}

func TestAStopFinishesWhatIsInHandAndGivesTheRestBack(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx, stop := context.WithCancel(t.Context())
		h.sent.Refuse = func(mail.Mail) error {
			stop()
			return nil
		}
		var ids []scheduling.MessageID
		for n := range 5 {
			ids = append(ids, h.queue(fmt.Sprint(n), "", nil))
		}
		if _, err := h.runner.Once(ctx); err != nil {
			t.Fatal(err)
		}
		h.want("0@example.org")
		for n, id := range ids {
			if m := h.message(id); (n == 0) == m.SentAt.IsZero() || !m.LeasedAt.IsZero() && n > 0 {
				t.Errorf("message %d: sent %v, leased until %v", n, m.SentAt, m.LeasedAt)
			}
		}
	})
}

func TestADeadRunnersMessagesGoOnAfterItsLease(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.queue("a", "", nil)
		h.write(func(tx *store.Tx) error { // a runner takes it, and dies
			_, err := tx.Lease(10, 2*time.Minute)
			return err
		})
		if h.once() != 0 {
			t.Error("a leased message was handed out again")
		}
		h.clock.Add(3 * time.Minute)
		h.once()
		h.want("a@example.org")
	})
}

func TestTheOutboxShowsNeitherNamesNorAddresses(t *testing.T) {
	eachHouse(t, func(h *house) {
		m := h.message(h.queue("a", "", nil))
		if _, err := h.office.Open(m); err != nil {
			t.Fatal(err)
		}
		for _, marker := range []string{"Nadia", "a@example.org"} {
			if strings.Contains(string(m.Sealed)+m.Error+m.Kind+m.Thread, marker) {
				t.Errorf("%q is in clear", marker)
			}
		}
		other := m
		other.ID = "another"
		if _, err := h.office.Open(other); err == nil {
			t.Error("a sealed letter opened in another message's place")
		}
	})
}

func TestRunStopsWhenAskedAndLosesNothing(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx, stop := context.WithCancel(t.Context())
		arrived := make(chan struct{}, 1)
		h.sent.Refuse = func(mail.Mail) error {
			arrived <- struct{}{}
			return nil
		}
		done := make(chan struct{})
		go func() { defer close(done); h.runner.Run(ctx) }()
		id := h.queue("a", "", nil) // the commit wakes the runner
		<-arrived
		stop()
		<-done
		if h.message(id).SentAt.IsZero() {
			t.Error("the message in hand was left unmarked")
		}
	})
}
