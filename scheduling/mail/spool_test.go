package mail

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
)

func newSpool(t *testing.T) *Spool {
	t.Helper()
	s, err := NewSpool(filepath.Join(t.TempDir(), "mail"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// numbered is the nth mail of a series, a day after the one before.
func numbered(n int) Mail {
	return letter(func(m *Mail) {
		m.MessageID = MessageID("trame.example.fr", strconv.Itoa(n))
		m.Subject = fmt.Sprintf("Message %d", n)
		m.Date = m.Date.AddDate(0, 0, n)
	})
}

func TestTheSpoolShowsTheNewestFirst(t *testing.T) {
	s := newSpool(t)
	for _, n := range []int{2, 5, 1, 4, 3} {
		if err := s.Send(t.Context(), numbered(n)); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := s.List(3)
	if err != nil {
		t.Fatal(err)
	}
	if len(sent) != 3 {
		t.Fatalf("%d mails", len(sent))
	}
	for i, want := range []string{"Message 5", "Message 4", "Message 3"} {
		if sent[i].Subject != want || sent[i].Text != "" {
			t.Errorf("%d: %+v", i, sent[i])
		}
	}
	whole, err := s.Open(sent[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	want := numbered(5)
	if whole.Text != want.Text || whole.HTML != want.HTML || string(whole.Calendar) != string(invite) || whole.To != want.To || !whole.Date.Equal(want.Date) {
		t.Errorf("opens as %+v", whole)
	}
}

func TestSendingAgainKeepsOneCopy(t *testing.T) {
	s := newSpool(t)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if err := s.Send(t.Context(), letter()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	files, err := os.ReadDir(s.folder.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 {
		t.Errorf("%d files", len(files))
	}
}

func TestASpoolFileIsForItsOwnerAlone(t *testing.T) {
	s := newSpool(t)
	if err := s.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	sent, err := s.List(1)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(s.folder.Dir, sent[0].ID+extension))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestTheSpoolIgnoresWhatItDidNotWrite(t *testing.T) {
	s := newSpool(t)
	for _, name := range []string{".new-123", "notes.txt", "../outside.eml", "UPPER.eml"} {
		if err := os.WriteFile(filepath.Join(s.folder.Dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := s.List(10)
	if err != nil || len(sent) != 0 {
		t.Errorf("%v, %v", sent, err)
	}
}

func TestAMailThatTheSpoolLacksIsNotFound(t *testing.T) {
	s := newSpool(t)
	for _, id := range []string{"", "../outside", "0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef.eml"} {
		if _, err := s.Open(id); scheduling.KindOf(err) != scheduling.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestABrokenSpoolSaysSo(t *testing.T) {
	s := newSpool(t)
	if err := os.WriteFile(filepath.Join(s.folder.Dir, digest("x")+extension), []byte("not a mail"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.List(1); err == nil {
		t.Error("a broken file is listed")
	}
	if err := os.RemoveAll(s.folder.Dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), letter()); err == nil || Permanent(err) {
		t.Errorf("a missing folder: %v", err)
	}
	if _, err := s.List(1); err == nil {
		t.Error("a missing folder is listed")
	}
	if _, err := NewSpool("/dev/null/spool"); err == nil {
		t.Error("a folder inside a file")
	}
}

func TestEveryTransportRefusesALateOrBrokenMail(t *testing.T) {
	relay, err := NewSMTP(Relay{Host: "127.0.0.1", Port: 1, Security: NoTLS})
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, transport := range map[string]Transport{"spool": newSpool(t), "memory": &Memory{}, "smtp": relay} {
		if err := transport.Send(over, letter()); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, after the end: %v", name, err)
		}
		if err := transport.Send(t.Context(), Mail{}); !Permanent(err) {
			t.Errorf("%s, an empty mail: %v", name, err)
		}
		if err := transport.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMemoryKeepsWhatItTook(t *testing.T) {
	busy := &Failure{Step: stepRecipient, Code: 451}
	transport := &Memory{}
	if err := transport.Send(t.Context(), numbered(1)); err != nil {
		t.Fatal(err)
	}
	transport.Refuse = func(Mail) error { return busy }
	if err := transport.Send(t.Context(), numbered(2)); !errors.Is(err, busy) {
		t.Errorf("got %v", err)
	}
	if sent := transport.Sent(); len(sent) != 1 || sent[0].Date != letter().Date.Add(24*time.Hour) {
		t.Errorf("kept %v", sent)
	}
}
