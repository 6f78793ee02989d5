package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"trame/api"
	"trame/api/pages"
	"trame/scheduling"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/store/storetest"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
)

// platform is the whole of Trame on one database, with the reference world
// loaded, a clock that the test sets, and mail kept in memory.
type platform struct {
	t       testing.TB
	clock   *storetest.Clock
	db      *store.DB
	desks   pages.Desks
	office  *post.Office
	keys    *vault.Vault
	runner  *jobs.Runner
	mail    *mail.Memory
	handler http.Handler
	texts   *sms.Memory
	logs    *journal
	web     *web                // where the calendars that people subscribe to stand
	dns     map[string][]string // TXT records
	tokens  map[string]string
}

// journal is what the server logs: some tests read while it serves others.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// today is where the tests' clock begins: a Tuesday morning in Osny.
const today = "2027-01-12T09:00:00+01:00"

// world is the reference world, loaded once.
var world = storetest.NewFilled(today, func(ctx context.Context, db *store.DB) error {
	return valdoise.Load(ctx, db, quickHash)
})

// quickHash is of valdoise.Password, at a ten-thousandth of the cost of a real
// one: hundreds of tests sign in, and none of them is about how.
const quickHash = "$argon2id$v=19$m=64,t=1,p=1$dHJhbWUtdGVzdC1zYWx0IQ$BLgFutJEc1igY3suiUyhEBzqn7EReUJ2wKHPvfTG2bw"

// newPlatform is a platform on a temporary SQLite file.
func newPlatform(t testing.TB) *platform {
	t.Helper()
	clock := storetest.NewClock(today)
	return platformOn(t, world.SQLite(t, clock), clock)
}

// eachPlatform runs f on a platform of each database.
func eachPlatform(t *testing.T, f func(t *testing.T, p *platform)) {
	t.Helper()
	clock := storetest.NewClock(today)
	world.EachDialect(t, clock, func(t *testing.T, db *store.DB) {
		clock.Set(storetest.NewClock(today).Now()) // the one before may have lived for months
		f(t, platformOn(t, db, clock))
	})
}

func platformOn(t testing.TB, db *store.DB, clock *storetest.Clock) *platform {
	t.Helper()
	return platformAnswered(t, db, clock, false)
}

// platformAnswered is one whose invitations are answered to one address for
// all, or to a secret one each.
func platformAnswered(t testing.TB, db *store.DB, clock *storetest.Clock, fixed bool) *platform {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	passwords := vault.NewPasswords(2)
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	p := &platform{t: t, clock: clock, db: db, keys: keys, mail: &mail.Memory{}, texts: &sms.Memory{}, logs: &journal{}, web: &web{}, dns: map[string][]string{}, tokens: map[string]string{}}
	log := slog.New(slog.NewTextHandler(p.logs, nil))
	p.office = post.New(keys, "http://trame.example").WithTexts().WithReplies("planning@agenda.trame.example", fixed)
	p.desks = pages.NewDesks(pages.Rooms{
		DB: db, Post: p.office, Vault: keys, Passwords: passwords, Zone: zone, Fetch: p.web.get, KeepMail: 7 * 24 * time.Hour,
		Lookup: func(_ context.Context, name string) ([]string, error) { return p.dns[name], nil },
	})
	p.runner = jobs.NewRunner(db, jobs.Carriers{
		scheduling.ByMail: jobs.NewMailer(p.office, p.mail, "trame.example"), scheduling.BySMS: jobs.NewTexter(p.office, p.texts),
	}, log)
	p.handler = api.New(p.desks, api.Settings{
		Settings: pages.Settings{
			Zone: zone, Log: log, Post: p.office,
		},
		BaseURL: "http://trame.example", Version: "test", Proxies: "direct", Ready: db.Ping, Receipts: "gateway-secret",
	})
	return p
}

// in is the same platform inside a subtest.
func (p *platform) in(t testing.TB) *platform {
	inner := *p
	inner.t = t
	return &inner
}

// deliver sends all that is due and returns what was sent since the start.
func (p *platform) deliver() []mail.Mail {
	p.t.Helper()
	for {
		n, err := p.runner.Once(context.WithoutCancel(p.t.Context()))
		if err != nil {
			p.t.Fatal(err)
		}
		if n == 0 {
			return p.mail.Sent()
		}
	}
}

// answer is a response, read.
type answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
	Log    string // what the server logged up to here
}

// page is the answer's HTML.
func (a answer) page() *goquery.Document {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.Body))
	if err != nil {
		a.t.Fatal(err)
	}
	return doc
}

// into reads the answer's JSON.
func (a answer) into(value any) {
	a.t.Helper()
	if err := json.Unmarshal([]byte(a.Body), value); err != nil {
		a.t.Fatalf("%v in %s", err, a.Body)
	}
}

// want fails unless the answer has that status.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %s\n%s", a.Status, status, a.Body, a.Log)
	}
	return a
}

// token signs an account of the reference world in; "claire.moreau" is enough
// of its address.
func (p *platform) token(who string) string {
	p.t.Helper()
	if token, ok := p.tokens[who]; ok {
		return token
	}
	var in struct{ Token string }
	p.call("", http.MethodPost, "/api/v1/sign-ins",
		map[string]string{"email": who + "@trame.example", "password": valdoise.Password}).want(http.StatusCreated).into(&in)
	p.tokens[who] = in.Token
	return in.Token
}

// call sends a JSON request as who ("" is nobody), with header pairs.
func (p *platform) call(who, method, path string, body any, headers ...string) answer {
	p.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	request := httptest.NewRequestWithContext(p.t.Context(), method, path, content)
	request.Header.Set("Content-Type", "application/json")
	if who != "" {
		request.Header.Set("Authorization", "Bearer "+p.token(who))
	}
	return p.send(request, headers...)
}

// open gets a page as who.
func (p *platform) open(who, path string) answer {
	p.t.Helper()
	return p.browse(who, httptest.NewRequestWithContext(p.t.Context(), http.MethodGet, path, nil))
}

// post sends a form as who.
func (p *platform) post(who, path string, form url.Values) answer {
	p.t.Helper()
	request := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.browse(who, request)
}

// browse sends a browser's request as who, with the cookie of a sign-in.
func (p *platform) browse(who string, request *http.Request) answer {
	p.t.Helper()
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	if who != "" {
		request.AddCookie(&http.Cookie{Name: "trame", Value: p.token(who)})
	}
	return p.send(request)
}

func (p *platform) send(request *http.Request, headers ...string) answer {
	p.t.Helper()
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	if strings.HasPrefix(request.URL.Path, "/api/") {
		called.Store(request.Method+" "+request.URL.Path, true)
	}
	recorder := httptest.NewRecorder()
	p.handler.ServeHTTP(recorder, request)
	return answer{p.t, recorder.Code, recorder.Header(), recorder.Body.String(), p.logs.String()}
}
