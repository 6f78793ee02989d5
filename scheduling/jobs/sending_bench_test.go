package jobs_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/smtp"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// BenchmarkSending sends ten thousand messages (TRAME_BENCH_MAILS) out of the
// outbox to a mail server on this machine, then as many mails of the same size
// to the same server with nothing in between, on one connection and on as many
// as the outbox uses: what leases, sealing, wording and marks cost, as a ratio;
// and the most memory that the sending held.
func BenchmarkSending(b *testing.B) {
	clock := storetest.NewClock(now)
	databases := map[string]func(b *testing.B) *store.DB{
		"sqlite": func(b *testing.B) *store.DB { return storetest.SQLite(b, clock) },
	}
	if os.Getenv("TRAME_TEST_POSTGRES") != "" {
		databases["postgres"] = func(b *testing.B) *store.DB {
			db, err := store.Open(b.Context(), storetest.Postgres(b), clock.Now)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			return db
		}
	}
	for database, open := range databases {
		for kind, draft := range map[string]func(h *house, n int) post.Draft{"mails": plainMail, "calendar invitations": calendarMail} {
			b.Run(database+"/"+kind, func(b *testing.B) {
				newHouse(b, clock, open(b)).measureSending(b, draft)
			})
		}
	}
}

func mails() int {
	if n, err := strconv.Atoi(os.Getenv("TRAME_BENCH_MAILS")); err == nil {
		return n
	}
	return 10_000
}

func (h *house) measureSending(b *testing.B, draft func(h *house, n int) post.Draft) {
	server := &sink{ids: map[string]int{}, all: make(chan struct{}), want: -1}
	port, messages, n := server.listen(b), mails(), 0
	relay, err := mail.NewSMTP(mail.Relay{Host: "127.0.0.1", Port: port, Security: mail.NoTLS, Hello: "localhost"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = relay.Close() })
	h.runner = jobs.NewRunner(h.db, carriers(h.office, relay), slog.New(slog.DiscardHandler))
	var ours, one, several time.Duration
	var held uint64
	timed := func(total *time.Duration, f func() error) {
		from := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		*total += time.Since(from)
	}
	for b.Loop() {
		b.StopTimer()
		h.fill(n, messages, draft)
		n += messages
		before := server.octets
		stop := watchHeap(&held)
		b.StartTimer()
		timed(&ours, func() error {
			for h.once() > 0 { // until nothing is due
			}
			return nil
		})
		b.StopTimer()
		stop()
		size := int(server.octets-before) / messages
		timed(&one, func() error { return blast(port, messages, 1, size) })
		timed(&several, func() error { return blast(port, messages, relay.AtOnce(), size) })
		b.StartTimer()
	}
	if server.taken != 3*n {
		b.Fatalf("%d mails arrived of %d", server.taken, 3*n)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(n)/ours.Seconds(), "mails/s")
	b.ReportMetric(float64(n)/one.Seconds(), "raw/s")
	b.ReportMetric(one.Seconds()/ours.Seconds(), "of-raw")
	b.ReportMetric(several.Seconds()/ours.Seconds(), fmt.Sprintf("of-raw-on-%d", relay.AtOnce()))
	b.ReportMetric(float64(held)/(1<<20), "MB-held")
}

// watchHeap looks at the heap every few milliseconds until it is stopped.
func watchHeap(most *uint64) (stop func()) {
	done, over := make(chan struct{}), make(chan struct{})
	var begun, at runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&begun)
	go func() {
		defer close(over)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				runtime.ReadMemStats(&at)
				*most = max(*most, at.HeapAlloc-min(at.HeapAlloc, begun.HeapAlloc))
			}
		}
	}()
	return func() { close(done); <-over }
}

// fill puts messages in the outbox.
func (h *house) fill(from, messages int, draft func(h *house, n int) post.Draft) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		for n := range messages {
			if _, err := h.office.Queue(tx, draft(h, from+n)); err != nil {
				return err
			}
		}
		return nil
	})
}

// plainMail asks somebody else each time, in text and HTML.
func plainMail(h *house, n int) post.Draft {
	key, visit := strconv.Itoa(n), map[string]any{"Start": h.clock.Now(), "End": h.clock.Now().Add(2 * time.Hour), "Zone": time.UTC, "Place": "2 rue Basse, 95000 Cergy", "Transport": "RER A"}
	return post.Draft{
		Unit: "unit", Organisation: organisation, Kind: "test", DedupeKey: key, Recipient: "user:" + key,
		ToName: "Nadia Roux", ToAddress: key + "@example.org", Template: "invitation", Data: map[string]any{
			"FirstName": "Nadia", "Gender": "f", "Title": "Un groupe pour faire le point", "First": visit, "Last": visit, "Visits": []any{visit, visit},
			"ReplyBy": scheduling.MustDate("2027-01-20"), "Link": h.office.Link("/v/" + key), "Code": "ABCD2345", "CodePage": h.office.Link("/v"),
		},
	}
}

// calendarMail invites a thousand partners' people to meetings, each mail with
// its calendar object.
func calendarMail(h *house, n int) post.Draft {
	key, start := strconv.Itoa(n), h.clock.Now().AddDate(0, 1, 0)
	d := post.Draft{
		Unit: "unit", Organisation: organisation, Kind: "test", DedupeKey: key, Thread: "animation:" + key, Recipient: "facilitator:" + strconv.Itoa(n%1000),
		ToName: "Nadia Roux", ToAddress: key + "@example.org", Template: "meeting_request", Method: string(ical.MethodRequest), Data: map[string]any{
			"Name": "Nadia Roux", "Title": "Le médecin du travail, un allié", "Programme": "Un groupe pour faire le point", "Position": 6, "Modules": 10,
			"Start": start, "End": start.Add(2 * time.Hour), "Zone": time.UTC, "Place": "2 rue Basse, 95000 Cergy", "Lead": "Lucie Garnier", "Link": h.office.Link("/a/" + key),
		},
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		h.t.Fatal(err)
	}
	meeting := ical.Meeting{
		UID: "meeting-" + key, Status: ical.Confirmed, Summary: "Le médecin du travail, un allié", Start: start, End: start.Add(2 * time.Hour), Changed: h.clock.Now(),
		Location: "2 rue Basse, 95000 Cergy", Zone: paris,
	}
	object, err := ical.Request(meeting, ical.Party{Name: "Service social", Address: "planning@trame.example"}, ical.Party{Name: d.ToName, Address: d.ToAddress}, scheduling.NoReply, h.clock.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	d.Calendar = object
	return d
}

// blast sends mails of some bytes on connections, and does nothing else.
func blast(port, mails, connections, size int) error {
	var left atomic.Int64
	left.Store(int64(mails))
	errs := make([]error, connections)
	var all sync.WaitGroup
	for at := range errs {
		all.Go(func() { errs[at] = blastOne(port, size, &left) })
	}
	all.Wait()
	return errors.Join(errs...)
}

func blastOne(port, size int, left *atomic.Int64) error {
	c, err := smtp.Dial("127.0.0.1:" + strconv.Itoa(port))
	if err != nil {
		return err
	}
	body := strings.Repeat(strings.Repeat("x", 70)+"\r\n", size/72)
	for n := left.Add(-1); n >= 0; n = left.Add(-1) {
		if err := errors.Join(c.Mail("service@trame.example"), c.Rcpt("nadia@example.org")); err != nil {
			return err
		}
		w, err := c.Data()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "Message-Id: <%d@blast.example>\r\nSubject: x\r\n\r\n%s", n, body); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	return c.Quit()
}
