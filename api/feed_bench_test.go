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

	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
)

// BenchmarkFeed has many calendars come for a feed of five hundred meetings
// over a connection each: as it is read from the database, and when nothing
// changed. Beside it, a file with the same bytes served by the same framework.
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
		for _, c := range []struct {
			name, url, header, value string
			written                  bool // something, before each request
		}{
			{"file", shop.URL + "/feed.ics", "", "", false},
			{"feed", house.URL + address, "", "", false},
			{"feed, written anew", house.URL + address, "", "", true},
			{"file, unchanged", shop.URL + "/feed.ics", "If-Modified-Since", since, false},
			{"feed, unchanged", house.URL + address, "If-None-Match", calendar.Header.Get("ETag"), false},
		} {
			b.Run(name+"/"+c.name, func(b *testing.B) {
				b.SetParallelism(25)
				b.RunParallel(func(pb *testing.PB) {
					client := &http.Client{Transport: &http.Transport{}}
					defer client.CloseIdleConnections()
					for pb.Next() {
						if c.written {
							if err := p.db.Write(b.Context(), func(*store.Tx) error { return nil }); err != nil {
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
		b.Logf("%s, %d bytes: %.2f of the file's pace, %.3f written anew, %.2f when unchanged", name, len(calendar.Body),
			rate["feed"]/rate["file"], rate["feed, written anew"]/rate["file"], rate["feed, unchanged"]/rate["file, unchanged"])
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
