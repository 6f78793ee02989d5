package api_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

// BenchmarkAnswerPage has two hundred people at their own pages at once, each
// on her own connection: she opens the page, thinks for a second (a half to one
// and a half), opens it again; then the same people send answers. What is
// measured is the server's time, from the first byte of a request that it reads
// to the last byte of the answer that it writes; neither the clients' time nor
// how long they wait for a core counts. Requests are b.N:
//
//	go test ./api -run '^$' -bench AnswerPage -benchtime 2000x
func BenchmarkAnswerPage(b *testing.B) {
	p := newPlatform(b)
	links := p.crowdInvited(200)
	b.Run("opened by 200", func(b *testing.B) {
		served := p.closedLoop(b, links, func(client *http.Client, address string, _ int) (*http.Response, error) {
			return client.Get(address)
		})
		served.report(b)
	})
	b.Run("answered by 200", func(b *testing.B) {
		served := p.closedLoop(b, links, func(client *http.Client, address string, n int) (*http.Response, error) {
			reply := []scheduling.InvitationReply{scheduling.CallMe, scheduling.Refuses}[n%2] // always something new
			return client.PostForm(address, url.Values{"reply": {string(reply)}})
		})
		served.report(b)
	})
	b.Run("as many as it takes", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for n := 0; pb.Next(); n++ {
				answer := httptest.NewRecorder()
				p.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, links[n%len(links)], nil))
				if answer.Code != http.StatusOK {
					b.Errorf("status %d", answer.Code)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
}

// closedLoop has as many clients as there are links ask b.N times together,
// and returns how long the server took each time.
func (p *platform) closedLoop(b *testing.B, links []string, ask func(client *http.Client, address string, n int) (*http.Response, error)) *served {
	b.Helper()
	s := &served{}
	server := httptest.NewUnstartedServer(p.handler)
	server.Listener = timedListener{server.Listener, s}
	server.Start()
	var all sync.WaitGroup
	for at, link := range links {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{MaxIdleConns: 1}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			defer client.CloseIdleConnections()
			for n := at; n < b.N; n += len(links) {
				time.Sleep(time.Duration(500+rand.IntN(1000)) * time.Millisecond) // she reads
				answer, err := ask(client, server.URL+link, n/len(links))
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode >= http.StatusBadRequest {
					b.Errorf("status %d", answer.StatusCode)
				}
			}
		})
	}
	all.Wait()
	server.Close() // settles the last of each
	return s
}

// served is how long a server took for each request.
type served struct {
	mu   sync.Mutex
	took []time.Duration
}

func (s *served) report(b *testing.B) {
	b.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.took) != b.N {
		b.Fatalf("%d of %d requests measured", len(s.took), b.N)
	}
	slices.Sort(s.took)
	for _, percent := range []int{50, 95, 99} {
		b.ReportMetric(s.took[min(len(s.took)*percent/100, len(s.took)-1)].Seconds()*1000, fmt.Sprintf("p%d-ms", percent))
	}
	b.ReportMetric(0, "ns/op")
}

type timedListener struct {
	net.Listener
	served *served
}

func (l timedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &timedConn{Conn: conn, served: l.served}, err
}

// timedConn notes when a request begins to be read, and when its answer was
// last written to. The next request, or the end, settles it.
type timedConn struct {
	net.Conn
	served     *served
	mu         sync.Mutex
	begun, end time.Time
}

func (c *timedConn) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 && !c.end.IsZero() {
		c.settle()
	}
	if n > 0 && c.begun.IsZero() {
		c.begun = time.Now()
	}
	return n, err
}

func (c *timedConn) Write(from []byte) (int, error) {
	n, err := c.Conn.Write(from)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.end = time.Now()
	return n, err
}

func (c *timedConn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle()
	return c.Conn.Close()
}

func (c *timedConn) settle() {
	if !c.begun.IsZero() && !c.end.IsZero() {
		c.served.mu.Lock()
		c.served.took = append(c.served.took, c.end.Sub(c.begun))
		c.served.mu.Unlock()
	}
	c.begun, c.end = time.Time{}, time.Time{}
}

// crowdInvited invites n people who take mail, and gives the paths of their
// pages.
func (p *platform) crowdInvited(n int) (links []string) {
	p.t.Helper()
	cohort, ids := p.recruiting(), make([]scheduling.InsuredID, n)
	err := p.db.Write(p.t.Context(), func(tx *store.Tx) error {
		for at := range ids {
			i := scheduling.Insured{
				ID: store.NewID[scheduling.InsuredID](), Unit: "unit-95", FirstName: "Iris", LastName: fmt.Sprint("Valmont ", at),
				Email: fmt.Sprintf("iris%d@example.org", at), MailConsent: true, Language: "fr", CreatedAt: tx.Now, Version: 1,
			}
			if err := tx.AddInsured(i); err != nil {
				return err
			}
			ids[at] = i.ID
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	before := len(p.deliver())
	if _, err := p.desks.Inviting.Invite(p.t.Context(), p.actor("agent-lucie"), scheduling.CohortID(cohort), inviting.Plan{People: ids, ReplyBy: scheduling.MustDate("2027-01-17")}); err != nil {
		p.t.Fatal(err)
	}
	for _, m := range p.deliver()[before:] {
		link := linkInMail.FindStringSubmatch(m.Text)
		if link == nil || !strings.HasPrefix(link[1], "/v/") {
			p.t.Fatalf("no link in %q", m.Text)
		}
		links = append(links, link[1])
	}
	return links
}
