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

// BenchmarkAnswerPage has two hundred people at their own pages at once, in two
// ways; what is measured is the server's time, never the people's.
//
// “thinking”: each on her own connection opens the page, thinks for a second (a
// half to one and a half), opens it again; then they send answers. Requests are
// b.N. -handler- is the time inside the server's handler, -wire- from the first
// byte of a request that the server reads to the last byte of the answer that
// it writes: there the clients, on the same cores, get in between.
//
// “arriving”: the same people come one after another at a given rate, without a
// network, each as soon as her moment has come, be the server done with those
// before or not. The rate rises by a quarter every so many seconds for as long
// as 95 in 100 are inside the handler for less than five milliseconds; the last
// that held is printed, 0 for none. b.N says nothing here.
//
// “one by one”: b.N requests, and what each takes of a processor: what other
// people's load does not change.
//
//	go test ./api -run '^$' -bench AnswerPage -benchtime 2000x
func BenchmarkAnswerPage(b *testing.B) {
	p := newPlatform(b)
	links := p.crowdInvited(200)
	opens := func(n int) *http.Request {
		return httptest.NewRequest(http.MethodGet, links[n%len(links)], nil)
	}
	answers := func(n int) *http.Request {
		reply := []scheduling.InvitationReply{scheduling.CallMe, scheduling.Refuses}[n/len(links)%2] // always something new
		r := httptest.NewRequest(http.MethodPost, links[n%len(links)], strings.NewReader(url.Values{"reply": {string(reply)}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	for _, does := range []struct {
		what string
		ask  func(n int) *http.Request
		asks int
	}{{"opening", opens, http.StatusOK}, {"answering", answers, http.StatusSeeOther}} {
		crowd := crowd{handler: p.handler, ask: does.ask, expect: does.asks, people: len(links)}
		b.Run(does.what+" by 200 who think", func(b *testing.B) { crowd.think(b) })
		b.Run(does.what+" by 200 who arrive", func(b *testing.B) { crowd.arrive(b) })
		b.Run(does.what+" one by one", func(b *testing.B) { crowd.queue(b) })
	}
}

// crowd is people who ask something of a server, the n-th time by ask(n).
type crowd struct {
	handler http.Handler
	ask     func(n int) *http.Request
	expect  int
	people  int
}

// think has everybody ask, b.N times together, over the network.
func (c crowd) think(b *testing.B) {
	var inside, wire served
	server := httptest.NewUnstartedServer(inside.around(c.handler))
	server.Listener = timedListener{server.Listener, &wire}
	server.Start()
	var all sync.WaitGroup
	for at := range c.people {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{MaxIdleConns: 1}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			defer client.CloseIdleConnections()
			for n := at; n < b.N; n += c.people {
				time.Sleep(time.Duration(500+rand.IntN(1000)) * time.Millisecond) // she reads
				r := c.ask(n)
				r.RequestURI, r.URL.Scheme, r.URL.Host = "", "http", server.Listener.Addr().String()
				answer, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode != c.expect {
					b.Errorf("status %d", answer.StatusCode)
				}
			}
		})
	}
	all.Wait()
	server.Close() // settles the last of each
	inside.report(b, "handler-", b.N)
	wire.report(b, "wire-", b.N)
	b.ReportMetric(0, "ns/op")
}

// What is promised of a page, and how the rate at which it holds is sought.
const (
	promised = 5 * time.Millisecond
	firstly  = 50.0 // a second
	between  = 1.25
	lasting  = 3 * time.Second
)

// arrive finds the highest rate at which the promise holds.
func (c crowd) arrive(b *testing.B) {
	held, at, asked := served{}, 0.0, 0
	for rate := firstly; ; rate *= between {
		s := &served{}
		n, late := c.comeAt(b, s, rate, asked)
		if asked += n; late || s.percentile(95) >= promised {
			break
		}
		held.took, at = s.took, rate
	}
	if at > 0 {
		held.report(b, "handler-", len(held.took))
	}
	b.ReportMetric(at, "arrivals/s")
	b.ReportMetric(0, "ns/op")
}

// comeAt has people come at a rate, at random moments, for a while; late is
// that the server was not done with them soon after.
func (c crowd) comeAt(b *testing.B, s *served, rate float64, from int) (n int, late bool) {
	handler, began, moment := s.around(c.handler), time.Now(), time.Duration(0)
	var all sync.WaitGroup
	for ; moment < lasting; n++ {
		time.Sleep(time.Until(began.Add(moment)))
		moment += time.Duration(rand.ExpFloat64() / rate * float64(time.Second))
		all.Go(func() {
			answer := httptest.NewRecorder()
			if handler.ServeHTTP(answer, c.ask(from+n)); answer.Code != c.expect {
				b.Errorf("status %d", answer.Code)
			}
		})
	}
	all.Wait()
	return n, time.Since(began) > lasting+lasting/10
}

// queue has b.N requests come one after another.
func (c crowd) queue(b *testing.B) {
	began := onProcessor()
	for n := range b.N {
		answer := httptest.NewRecorder()
		if c.handler.ServeHTTP(answer, c.ask(n)); answer.Code != c.expect {
			b.Errorf("status %d", answer.Code)
		}
	}
	b.ReportMetric(float64((onProcessor()-began).Microseconds())/float64(b.N), "processor-µs/op")
}

// served is how long a server took for each request.
type served struct {
	mu   sync.Mutex
	took []time.Duration
}

// around measures the time inside a handler.
func (s *served) around(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		handler.ServeHTTP(w, r)
		s.add(time.Since(began))
	})
}

func (s *served) add(took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, took)
}

// percentile is what so many in a hundred did not wait longer than.
func (s *served) percentile(percent int) time.Duration {
	slices.Sort(s.took)
	return s.took[min(len(s.took)*percent/100, len(s.took)-1)]
}

func (s *served) report(b *testing.B, what string, n int) {
	b.Helper()
	if len(s.took) != n {
		b.Fatalf("%d of %d requests measured", len(s.took), n)
	}
	for _, percent := range []int{50, 95, 99} {
		b.ReportMetric(s.percentile(percent).Seconds()*1000, fmt.Sprintf("p%d-%sms", percent, what))
	}
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
		c.served.add(c.end.Sub(c.begun))
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
