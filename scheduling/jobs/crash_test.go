package jobs_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
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

	"trame/scheduling/jobs"
	"trame/scheduling/mail"
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
	const meetings, messages, unmarked = 120, 240, 64
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
			for i := range meetings { // each told of, then called off, to one person
				h.queue(fmt.Sprintf("request%d", i), fmt.Sprintf("meeting%d", i), nil)
				h.queue(fmt.Sprintf("cancel%d", i), fmt.Sprintf("meeting%d", i), nil)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
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
			before := len(s.ids)
			s.mu.Unlock()
			if before >= messages {
				t.Fatalf("the victim sent all %d before it was killed", before)
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
			if s.taken > messages+unmarked {
				t.Errorf("%d arrivals for %d messages: only what was sent and not yet marked may come twice, under the same Message-ID", s.taken, messages)
			}
			for i := range meetings {
				request, cancel := s.order[fmt.Sprintf("request%d@example.org", i)], s.order[fmt.Sprintf("cancel%d@example.org", i)]
				if request == 0 || cancel < request {
					t.Errorf("meeting %d: told of at %d, called off at %d", i, request, cancel)
				}
			}
		})
	}
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
