package mailbox_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"trame/scheduling/inbox"
	"trame/scheduling/inbox/mailbox"
)

const note = "From: a@b.example\r\nSubject: Note\r\n\r\nBonjour\r\n"

func TestMailLeavesOnceItIsDealtWith(t *testing.T) {
	eachServer(t, func(t *testing.T, box mailbox.Box) {
		for _, subject := range []string{"un", "deux", "trois"} {
			deliver(t, box, strings.Replace(note, "Note", subject, 1))
		}
		var seen []string
		taking := func(_ context.Context, r io.Reader) error {
			text, err := io.ReadAll(r)
			_, subject, _ := strings.Cut(string(text), "Subject: ")
			subject, _, _ = strings.Cut(subject, "\r\n")
			seen = append(seen, subject)
			if subject == "deux" && len(seen) == 2 {
				return errors.New("the database is away")
			}
			return err
		}
		done, err := box.Look(t.Context(), taking)
		if done != 2 || err == nil || count(t, box, "INBOX") != 1 {
			t.Errorf("%d done, %v, %d left", done, err, count(t, box, "INBOX"))
		}
		if done, err = box.Look(t.Context(), taking); done != 1 || err != nil || strings.Join(seen, " ") != "un deux trois deux" {
			t.Errorf("%d done, %v, handed over %v", done, err, seen)
		}
		if done, err = box.Look(t.Context(), taking); done != 0 || err != nil || count(t, box, "INBOX") != 0 {
			t.Errorf("%d done, %v", done, err)
		}
	})
}

func TestMailIsKeptWhereOneSays(t *testing.T) {
	eachServer(t, func(t *testing.T, box mailbox.Box) {
		pass := func(context.Context, io.Reader) error { return nil }
		box.Keep = "seen"
		deliver(t, box, note)
		for _, want := range []int{1, 0} {
			if done, err := box.Look(t.Context(), pass); done != want || err != nil {
				t.Errorf("%d done, want %d, %v", done, want, err)
			}
		}
		box.Keep = "Traités"
		if done, err := box.Look(t.Context(), pass); done != 1 || err != nil || count(t, box, "INBOX") != 0 || count(t, box, "Traités") != 1 {
			t.Errorf("%d done, %v", done, err)
		}
		if done, err := box.Look(t.Context(), pass); done != 0 || err != nil { // the folder is there already
			t.Errorf("%d done, %v", done, err)
		}
	})
}

func TestALongMailIsNotFetchedWhole(t *testing.T) {
	eachServer(t, func(t *testing.T, box mailbox.Box) {
		deliver(t, box, note+strings.Repeat("0123456789abcdef\r\n", 60_000))
		done, err := box.Look(t.Context(), func(_ context.Context, r io.Reader) error {
			n, err := io.Copy(io.Discard, r)
			if n != inbox.MaxSize+1 {
				t.Errorf("fetched %d octets", n)
			}
			return err
		})
		if done != 1 || err != nil {
			t.Errorf("%d done, %v", done, err)
		}
	})
}

func TestAMailboxIsWatchedUntilOneStops(t *testing.T) {
	eachServer(t, func(t *testing.T, box mailbox.Box) {
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		arrived, ended := make(chan string, 8), make(chan error, 1)
		go func() {
			ended <- box.Watch(ctx, func(_ context.Context, r io.Reader) error {
				text, err := io.ReadAll(r)
				arrived <- string(text)
				return err
			})
		}()
		for range 3 { // while it waits, and while it reads
			deliver(t, box, note)
			select {
			case <-arrived:
			case <-ctx.Done():
				t.Fatal("nobody looked")
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestAWrongPasswordIsSaidWithoutIt(t *testing.T) {
	box := memory(t, "tls")
	box.Password = "hunter2"
	if _, err := box.Look(t.Context(), nil); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
	box.TLS = nil // whose authority nobody knows
	if _, err := box.Look(t.Context(), nil); err == nil {
		t.Error("any server is believed")
	}
}

func TestAnAddressSaysWhereMailIsAndWhatBecomesOfIt(t *testing.T) {
	for address, want := range map[string]mailbox.Box{
		"imap://planning%40a.example:s%2Fecret@mail.a.example":                     {Host: "mail.a.example", Port: 993, Security: "tls", Username: "planning@a.example", Password: "s/ecret", Folder: "INBOX"},
		"imap://p:s@mail:1430?tls=starttls&folder=R%C3%A9ponses&keep=Trait%C3%A9s": {Host: "mail", Port: 1430, Security: "starttls", Username: "p", Password: "s", Folder: "Réponses", Keep: "Traités"},
		"imap://p:s@mail?tls=none&keep=seen":                                       {Host: "mail", Port: 143, Security: "none", Username: "p", Password: "s", Folder: "INBOX", Keep: "seen"},
	} {
		if got, err := mailbox.Parse(address); got != want || err != nil {
			t.Errorf("%s: %+v %v", address, got, err)
		}
	}
	for _, address := range []string{"", "mail.a.example", "imap://mail.a.example", "smtp://p:s@mail", "imap://p:secret@mail?tls=ssl", "imap://p:secret@mail?keep=INBOX", "imap://p:secret@mail:x"} {
		if _, err := mailbox.Parse(address); err == nil || strings.Contains(err.Error(), "secret@mail") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
