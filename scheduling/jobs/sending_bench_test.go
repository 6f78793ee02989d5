package jobs_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/smtp"
	"strconv"
	"strings"
	"testing"
	"time"

	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// BenchmarkSending sends messages out of the outbox to a mail server on this
// machine, then as many mails of the same size to the same server with nothing
// in between: what leases, sealing, wording and marks cost, as a ratio.
func BenchmarkSending(b *testing.B) {
	const messages = 2000
	clock := storetest.NewClock(now)
	h := newHouse(b, clock, storetest.SQLite(b, clock))
	server := &sink{ids: map[string]int{}, all: make(chan struct{}), want: -1}
	port := server.listen(b)
	relay, err := mail.NewSMTP(mail.Relay{Host: "127.0.0.1", Port: port, Security: mail.NoTLS, Hello: "localhost"})
	if err != nil {
		b.Fatal(err)
	}
	h.runner = jobs.NewRunner(h.db, jobs.NewMailer(h.office, relay, "trame.example"), slog.New(slog.DiscardHandler))
	var ours, raw time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		h.fill(n, messages)
		n += messages
		b.StartTimer()
		from := time.Now()
		for h.once() > 0 { // until nothing is due
		}
		ours += time.Since(from)
		b.StopTimer()
		from = time.Now()
		if err := blast(port, messages, 3000); err != nil {
			b.Fatal(err)
		}
		raw += time.Since(from)
		b.StartTimer()
	}
	if server.taken != 2*n {
		b.Fatalf("%d mails arrived of %d", server.taken, 2*n)
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "mails/s")
	b.ReportMetric(float64(n)/raw.Seconds(), "raw-mails/s")
	b.ReportMetric(raw.Seconds()/ours.Seconds(), "of-raw")
}

// fill puts messages in the outbox, each to somebody else.
func (h *house) fill(from, messages int) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		for n := range messages {
			key := strconv.Itoa(from + n)
			_, err := h.office.Queue(tx, post.Draft{
				Unit: "unit", Organisation: organisation, Kind: "test", DedupeKey: key, Recipient: "user:" + key,
				ToName: "Nadia Roux", ToAddress: key + "@example.org", Template: "welcome", Data: map[string]string{"Name": key, "Link": h.office.Link("/")},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// blast sends mails of some bytes on one connection, and does nothing else.
func blast(port, mails, size int) error {
	c, err := smtp.Dial("127.0.0.1:" + strconv.Itoa(port))
	if err != nil {
		return err
	}
	body := strings.Repeat(strings.Repeat("x", 70)+"\r\n", size/72)
	for n := range mails {
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
