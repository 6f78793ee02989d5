package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"trame/scheduling/mail"
	"trame/scheduling/valdoise"
)

// TestInABrowser is the demonstration in a real browser: its stories, then a look
// at every page, those that the stories made among them.
func TestInABrowser(t *testing.T) {
	b := newBrowser(t)
	if b == nil {
		return
	}
	d := startDemo(t)
	b.demo = d
	t.Run("a session's story, without script", func(t *testing.T) { story(t, b) })
	t.Run("a sheet without network", func(t *testing.T) { offline(t, b) })
	t.Run("by keyboard alone", func(t *testing.T) { keyboard(t, b) })
	t.Run("every page", func(t *testing.T) { everyPage(t, b, seldom(t, d)) })
	t.Run("the room's tablet", func(t *testing.T) { roomsTablet(t, b) })
	t.Run("after the last meeting", func(t *testing.T) { afterTheLastMeeting(t, b) })
	t.Run("no screen is passed by", b.routes.nonePassedBy)
}

// browser starts tabs, each apart from the others as on a machine of its own.
type browser struct {
	ctx  context.Context
	axe  string // the accessibility rules, as a script
	demo *demo

	routes *routes
}

// newBrowser is nil where there is no browser and none is required.
func newBrowser(t *testing.T) *browser {
	t.Helper()
	program, rules := os.Getenv("TRAME_TEST_CHROMIUM"), os.Getenv("TRAME_TEST_AXE")
	if program == "" || rules == "" {
		if strings.Contains(os.Getenv("TRAME_TEST_REQUIRE"), "chromium") {
			t.Fatal("TRAME_TEST_REQUIRE asks for a browser, TRAME_TEST_CHROMIUM and TRAME_TEST_AXE do not name it and its rules")
		}
		t.Log("no browser here: .ci/test has one")
		return nil
	}
	axe, err := os.ReadFile(filepath.Clean(rules))
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(profile(t)),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-proxy-server", true))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return &browser{ctx: ctx, axe: string(axe), routes: pageRoutes(t)}
}

// profile is a folder that may outlive the browser's last writes.
func profile(t *testing.T) string {
	dir, err := os.MkdirTemp("", "trame-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// tab is one visitor's. It keeps what the browser complains about.
type tab struct {
	t    *testing.T
	ctx  context.Context
	demo *demo

	mu         sync.Mutex
	complaints []string
}

func (b *browser) tab(t *testing.T) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	v := &tab{t: t, ctx: ctx, demo: b.demo}
	// The first step opens the tab, which lives as long as its context.
	err := errors.Join(chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)), chromedp.Listen(ctx, v.hear))
	if err != nil {
		t.Fatal(err)
	}
	// Its rules are in a page before anybody asks: sent once a tab, not once a page.
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: b.axe}); err != nil {
		t.Fatal(err)
	}
	// Each tab believes to be the one in front: none is slowed down for another.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	return v
}

// hear keeps errors of the console, of scripts, and of the content policy.
func (v *tab) hear(event any) {
	var said string
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "the server responded with a status of 4") {
			said = string(e.Entry.Source) + ": " + e.Entry.Text
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			said = "console " + string(e.Type)
		}
	case *runtime.EventExceptionThrown:
		said = "exception: " + e.ExceptionDetails.Text
	}
	if said != "" {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.complaints = append(v.complaints, said)
	}
}

// heard gives the complaints since the last call.
func (v *tab) heard() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	said := v.complaints
	v.complaints = nil
	return said
}

func (v *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := v.try(steps...); err != nil {
		v.t.Fatal(err)
	}
}

// patience is how long one step of a visitor may take.
const patience = 30 * time.Second

func (v *tab) try(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// ask evaluates a script as a developer's tools do, whatever the page allows.
func ask[T any](v *tab, script string) T {
	v.t.Helper()
	answer, err := answered[T](v, script)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer
}

func answered[T any](v *tab, script string) (answer T, err error) {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	answer, err = chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		err = fmt.Errorf("%w in %.60s", err, script)
	}
	return answer, err
}

// as signs the tab in, or out for "".
func (v *tab) as(who string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	cookie, err := v.demo.cookie(who)
	if err == nil {
		_, err = chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
	}
	if err == nil && who != "" {
		_, err = chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{
			Name: "trame", Value: cookie, URL: v.demo.base,
		})
	}
	if err != nil {
		v.t.Fatal(err)
	}
}

// demo is the demonstration, served from a folder of the test.
type demo struct {
	base   string
	spool  *mail.Spool
	client *http.Client // follows nothing, keeps nothing
	gate   *gate
	ahead  atomic.Int64 // how far its clock is before ours, in nanoseconds

	mu      sync.Mutex
	cookies map[string]string
}

func startDemo(t *testing.T) *demo {
	t.Helper()
	data := filepath.Join(t.TempDir(), "demo")
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	listener, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	between := newGate(listener)
	d := &demo{gate: between, base: "http://" + listener.Addr().String(), client: &http.Client{CheckRedirect: stay}, cookies: map[string]string{"": ""}}
	h, err := demoHouse(ctx, data, false, listener.Addr(), d.now)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- h.live(ctx, between, nil) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	if d.spool, err = mail.NewSpool(filepath.Join(data, "courrier")); err != nil {
		t.Fatal(err)
	}
	return d
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// now is the demonstration's clock: today, or as much later as it was moved.
func (d *demo) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }

// later moves the clock; everybody has to sign in again.
func (d *demo) later(by time.Duration) {
	d.ahead.Add(int64(by))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cookies = map[string]string{"": ""}
}

// cookie is that of an agent who signed in, once for the whole test.
func (d *demo) cookie(who string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if known, ok := d.cookies[who]; ok {
		return known, nil
	}
	answer, err := d.client.PostForm(d.base+"/connexion", url.Values{"email": {address(who)}, "password": {valdoise.Password}})
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	for _, c := range answer.Cookies() {
		if c.Name == "trame" {
			d.cookies[who] = c.Value
			return c.Value, nil
		}
	}
	return "", fmt.Errorf("%s cannot sign in: %s", who, answer.Status)
}

func address(who string) string { return who + "@trame.example" }

// post sends a form as somebody would, apart from any browser, and gives where
// it leads.
func (d *demo) post(t *testing.T, who, path string, form url.Values) string {
	t.Helper()
	return d.send(t, who, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// send sends a form of any type as who, and gives where its answer leads.
func (d *demo) send(t *testing.T, who, path, kind string, form io.Reader) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.base+path, form)
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := d.cookie(who)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", kind)
	request.AddCookie(&http.Cookie{Name: "trame", Value: cookie})
	answer, err := d.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: %s", path, answer.Status)
	}
	return answer.Header.Get("Location")
}

// mailTo waits for the mail whose text holds a link under path, and gives the link.
func (d *demo) mailTo(t *testing.T, reader, path string) string {
	t.Helper()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for late := time.After(patience); ; {
		list, err := d.spool.List(50)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			whole, err := d.spool.Open(one.ID)
			if err != nil {
				t.Fatal(err)
			}
			_, link, found := strings.Cut(whole.Text, d.base+path)
			if found && strings.Contains(fmt.Sprint(whole.To), reader) {
				return d.base + path + strings.Fields(link)[0]
			}
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("no mail to %q with a link to %s", reader, path)
		}
	}
}
