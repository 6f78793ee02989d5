package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// BenchmarkFeed has many calendars come for a feed of five hundred meetings
// over a connection each: when nothing changed, when something else was
// written to the database, and when one of the meetings changed. Beside it, a
// file with the same bytes served by the same framework with nothing in
// between; and, for what did not change, a file that is served by the house
// itself.
func BenchmarkFeed(b *testing.B) {
	for name, p := range map[string]*platform{"sqlite": newPlatform(b)} {
		address := p.siteOf500()
		house := httptest.NewServer(p.handler)
		b.Cleanup(house.Close)
		calendar := p.open("", address).want(http.StatusOK)
		file := filepath.Join(b.TempDir(), "feed.ics")
		if err := os.WriteFile(file, []byte(calendar.Body), 0o600); err != nil {
			b.Fatal(err)
		}
		static := echo.New()
		static.File("/feed.ics", file)
		shop := httptest.NewServer(static)
		b.Cleanup(shop.Close)
		at, err := os.Stat(file)
		if err != nil {
			b.Fatal(err)
		}
		since := at.ModTime().UTC().Format(http.TimeFormat)
		rate := map[string]float64{}
		meeting := p.oneMeeting()
		aside := func(*store.Tx) error { return nil }
		within := func(tx *store.Tx) error { return tx.NextSequence(meeting) }
		asset := p.open("", "/static/style.css").want(http.StatusOK).Header.Get("ETag")
		for _, c := range []struct {
			name, url, header, value string
			write                    func(*store.Tx) error // before each request
		}{
			{"file", shop.URL + "/feed.ics", "", "", nil},
			{"feed", house.URL + address, "", "", nil},
			{"feed, something written", house.URL + address, "", "", aside},
			{"feed, a meeting changed", house.URL + address, "", "", within},
			{"file, unchanged", shop.URL + "/feed.ics", "If-Modified-Since", since, nil},
			{"feed, unchanged", house.URL + address, "If-None-Match", "", nil},
			{"the house's file, unchanged", house.URL + "/static/style.css", "If-None-Match", asset, nil},
		} {
			if c.name == "feed, unchanged" {
				c.value = p.open("", address).Header.Get("ETag")
			}
			b.Run(name+"/"+c.name, func(b *testing.B) {
				b.SetParallelism(25)
				b.RunParallel(func(pb *testing.PB) {
					client := &http.Client{Transport: &http.Transport{}}
					defer client.CloseIdleConnections()
					for pb.Next() {
						if c.write != nil {
							if err := p.db.Write(b.Context(), c.write); err != nil {
								b.Error(err)
							}
						}
						comeFor(b, client, c.url, c.header, c.value)
					}
				})
				rate[c.name] = float64(b.N) / b.Elapsed().Seconds()
				b.ReportMetric(rate[c.name], "requests/s")
			})
		}
		b.Logf("%s, %d bytes: %.2f of the file's pace; %.3f when something was written, %.3f when a meeting changed; unchanged %.2f, and %.2f of the house's own file", name, len(calendar.Body),
			rate["feed"]/rate["file"], rate["feed, something written"]/rate["file"], rate["feed, a meeting changed"]/rate["file"],
			rate["feed, unchanged"]/rate["file, unchanged"], rate["feed, unchanged"]/rate["the house's file, unchanged"])
	}
}

func comeFor(b *testing.B, client *http.Client, url, header, value string) {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
	if err != nil {
		b.Error(err)
		return
	}
	if header != "" {
		request.Header.Set(header, value)
	}
	answer, err := client.Do(request)
	if err != nil {
		b.Error(err)
		return
	}
	if want := map[bool]int{false: http.StatusOK, true: http.StatusNotModified}[header != ""]; answer.StatusCode != want {
		b.Errorf("status %d, want %d", answer.StatusCode, want)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		b.Error(err)
	}
	if err := answer.Body.Close(); err != nil {
		b.Error(err)
	}
}

func (p *platform) oneMeeting() (id scheduling.MeetingID) {
	p.t.Helper()
	if err := storetest.SQL(p.t, p.db).QueryRowContext(p.t.Context(), "select min(id) from meetings where site_id = 'site-osny'").Scan(&id); err != nil {
		p.t.Fatal(err)
	}
	return id
}

// siteOf500 fills a site's calendar and gives its address.
func (p *platform) siteOf500() string {
	p.t.Helper()
	cohort := p.recruiting()
	rows := storetest.SQL(p.t, p.db)
	for k := range 50 {
		for _, statement := range []string{
			`insert into cohorts select 'c%[2]d', version_id, unit_id, label, site_id, room_id, lead_id, second_id, first_date, start_minute, cadence_weeks,
				school_pause, capacity, last_entry, threshold, notes, created_by, created_at, recruiting_at, confirmed_at, postponed_at, cancelled_at, closed_at, reason, version
				from cohorts where id = '%[1]s'`,
			`insert into meetings select id || '-%[2]d', 'c%[2]d', module_id, kind, position, date, start_minute, minutes, zone, starts_at, ends_at, site_id, room_id, held_at,
				nobody_came, cancelled_at, cancel_reason, uid || '-%[2]d', sequence, changed_at, version
				from meetings where cohort_id = '%[1]s' and kind = 'module'`,
		} {
			if _, err := rows.ExecContext(p.t.Context(), fmt.Sprintf(statement, cohort, k)); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	var feed struct{ Address string }
	p.call("claire.moreau", http.MethodPost, "/api/v1/feeds", map[string]any{"name": "Accueil", "scope": "site", "owner": "site-osny"}).want(http.StatusCreated).into(&feed)
	p.clock.Add(time.Minute)
	return feed.Address[len("http://trame.example"):]
}
