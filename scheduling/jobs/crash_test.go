package jobs_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"net"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"trame/scheduling"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/vault"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if os.Getenv("TRAME_TEST_RUNNER") != "" {
		runForEver()
		return
	}
	os.Exit(m.Run())
}

// runForEver is the victim: a runner on the database and the relay it is told.
func runForEver() {
	clock := storetest.NewClock(os.Getenv("TRAME_TEST_NOW"))
	keyset, err := os.ReadFile(os.Getenv("TRAME_TEST_KEYSET"))
	must(err)
	keys, err := vault.New(keyset)
	must(err)
	db, err := store.Open(context.Background(), os.Getenv("TRAME_TEST_RUNNER"), clock.Now)
	must(err)
	port, err := strconv.Atoi(os.Getenv("TRAME_TEST_RELAY"))
	must(err)
	relay, err := mail.NewSMTP(mail.Relay{Host: "127.0.0.1", Port: port, Security: mail.NoTLS, Hello: "localhost"})
	must(err)
	out := slog.New(slog.NewTextHandler(os.Stderr, nil))
	jobs.NewRunner(db, carriers(newOffice(keys), relay), out).Run(context.Background())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// sink is a mail server that counts what it took. It kills the victim when it
// has read the killAfter-th message and before its answer is out: the victim
// cannot know that the message arrived.
type sink struct {
	mu        sync.Mutex
	ids       map[string]int
	order     map[string]int // when each recipient's first mail came
	taken     int
	octets    int64 // of their contents
	killAfter int
	kill      func() error // the victim, with -9
	all       chan struct{}
	want      int
}

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s}, nil }

type session struct{ *sink }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }

func (s session) Data(r io.Reader) error {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return err
	}
	octets, err := io.Copy(io.Discard, m.Body)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.octets += octets
	s.ids[m.Header.Get("Message-Id")]++
	s.taken++
	if to, err := netmail.ParseAddress(m.Header.Get("To")); err == nil && s.order != nil && s.order[to.Address] == 0 {
		s.order[to.Address] = s.taken
	}
	if s.taken == s.killAfter {
		return s.kill() // in the middle of a batch
	}
	if len(s.ids) == s.want {
		select {
		case <-s.all:
		default:
			close(s.all)
		}
	}
	return nil
}

func TestKillingTheSenderLosesNothingAndDoublesOnlyWhatWasUnmarked(t *testing.T) {
	const meetings, messages, exposed = 100, 200, 64
	clock := storetest.NewClock(now)
	for dialect, address := range addresses(t) {
		t.Run(dialect, func(t *testing.T) {
			keyset, err := vault.Generate()
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "keyset")
			if err := os.WriteFile(file, keyset, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := store.Open(t.Context(), address, clock.Now)
			if err != nil {
				t.Fatal(err)
			}
			h := newHouse(t, clock, db)
			h.office = officeOf(t, keyset)
			ids := map[string]scheduling.MessageID{} // by Message-ID
			for i := range meetings {                // each told of, then told of anew, to one person
				invitation := calendarMail(h, i)
				invites := func(d *post.Draft) { d.Calendar, d.Method = invitation.Calendar, invitation.Method }
				for _, kind := range []string{"request", "update"} {
					id := h.queue(kind+strconv.Itoa(i), fmt.Sprintf("meeting%d", i), invites)
					ids["<"+mail.MessageID("trame.example", string(id))+">"] = id
				}
			}
			s := &sink{ids: map[string]int{}, order: map[string]int{}, killAfter: messages / 3, all: make(chan struct{}), want: messages}
			port := s.listen(t)

			first := victim(t, address, file, now, port)
			s.mu.Lock() // no message is read before the victim is known
			if err := first.Start(); err != nil {
				t.Fatal(err)
			}
			s.kill = first.Process.Kill
			s.mu.Unlock()
			_ = first.Wait() // killed
			s.mu.Lock()
			before := maps.Clone(s.ids)
			s.mu.Unlock()
			if len(before) >= messages {
				t.Fatalf("the victim sent all %d before it was killed", len(before))
			}
			unmarked := h.unmarked(before, ids)
			if len(unmarked) > exposed {
				t.Errorf("%d messages had left without a mark, want %d at most", len(unmarked), exposed)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}

			after := clock.Now().Add(5 * time.Minute).Format(time.RFC3339) // past the lease
			second := victim(t, address, file, after, port)
			if err := second.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-s.all:
			case <-time.After(time.Minute): // the counts below say what is missing
			}
			if err := second.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = second.Wait()
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.ids) != messages {
				t.Errorf("%d distinct messages arrived, want %d", len(s.ids), messages)
			}
			for id, times := range s.ids {
				switch {
				case ids[id] == "":
					t.Errorf("%s arrived, which nobody queued", id)
				case times > 2 || times == 2 && !unmarked[id]:
					t.Errorf("%s arrived %d times: only what had left without a mark may come once more, under the same Message-ID", id, times)
				}
			}
			for i := range meetings {
				request, update := s.order[fmt.Sprintf("request%d@example.org", i)], s.order[fmt.Sprintf("update%d@example.org", i)]
				if request == 0 || update < request {
					t.Errorf("meeting %d: told of at %d, anew at %d", i, request, update)
				}
			}
		})
	}
}

// unmarked are those that arrived and whose row does not say so.
func (h *house) unmarked(arrived map[string]int, ids map[string]scheduling.MessageID) map[string]bool {
	h.t.Helper()
	list := map[string]bool{}
	err := h.db.Read(h.t.Context(), func(tx *store.Tx) error {
		for id := range arrived {
			m, err := tx.Message(ids[id])
			if err != nil {
				return err
			}
			if m.SentAt.IsZero() {
				list[id] = true
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func addresses(t *testing.T) map[string]string {
	list := map[string]string{"sqlite": filepath.Join(t.TempDir(), "trame.db")}
	if os.Getenv("TRAME_TEST_POSTGRES") != "" {
		list["postgres"] = storetest.Postgres(t)
	}
	return list
}

func (s *sink) listen(t testing.TB) int {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(s)
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("listening on %v", listener.Addr())
	}
	return address.Port
}

func victim(t *testing.T, address, keyset, at string, port int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self)
	c.Env = append(os.Environ(), "TRAME_TEST_RUNNER="+address, "TRAME_TEST_KEYSET="+keyset,
		"TRAME_TEST_NOW="+at, "TRAME_TEST_RELAY="+strconv.Itoa(port))
	c.Stderr = os.Stderr
	return c
}
