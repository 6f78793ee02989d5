package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/inviting"
)

// BenchmarkAnswerPage has two hundred people open their pages within a second,
// again and again, each her own: what half of them and all but one in a hundred
// waited at the server, and what it can take when they do not wait.
func BenchmarkAnswerPage(b *testing.B) {
	p := newPlatform(b)
	links := p.crowdInvited(200)
	open := func(n int) time.Duration {
		from, answer := time.Now(), httptest.NewRecorder()
		p.handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, links[n%len(links)], nil))
		if answer.Code != http.StatusOK {
			b.Errorf("status %d", answer.Code)
		}
		return time.Since(from)
	}
	open(0)
	b.Run("200 within a second", func(b *testing.B) {
		var waited []time.Duration
		var lock sync.Mutex
		var all sync.WaitGroup
		arrivals := time.NewTicker(time.Second / 200)
		defer arrivals.Stop()
		for n := 0; b.Loop(); n++ {
			<-arrivals.C
			all.Go(func() {
				took := open(n)
				lock.Lock()
				defer lock.Unlock()
				waited = append(waited, took)
			})
		}
		all.Wait()
		slices.Sort(waited)
		b.ReportMetric(waited[len(waited)/2].Seconds()*1000, "ms/half")
		b.ReportMetric(waited[len(waited)*99/100].Seconds()*1000, "ms/99%")
	})
	b.Run("as many as it takes", func(b *testing.B) {
		b.SetParallelism(100)
		b.RunParallel(func(pb *testing.PB) {
			for n := 0; pb.Next(); n++ {
				open(n)
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
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
