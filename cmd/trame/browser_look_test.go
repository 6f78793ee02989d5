package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// sight is what a look at a page brings back from the browser.
type sight struct {
	Axe []struct {
		ID    string   `json:"id"`
		Help  string   `json:"help"`
		Nodes []string `json:"nodes"` // CSS selectors
	} `json:"axe"`
	Headings int      `json:"headings"` // of the first level
	Lang     string   `json:"lang"`
	Title    string   `json:"title"`
	Public   bool     `json:"public"`
	Inline   []string `json:"inline"` // style and script written in the page
}

// looking is a function of what axe should look at, and which of its rules.
const looking = `(async (where, only) => {
  const found = await axe.run(where, {resultTypes: ['violations'], iframes: false, ...only});
  const name = e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className ? '.' + e.className : '');
  return {
    axe: found.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(' '))})),
    headings: document.querySelectorAll('h1').length,
    lang: document.documentElement.lang,
    title: document.title,
    public: document.body.classList.contains('public'),
    inline: [...document.querySelectorAll('[style], style, script:not([src]), [onclick], [onchange], [onsubmit], [href^="javascript:"]')].map(name),
  };
})`

const (
	everyRule  = `(document, {rules: {'target-size': {enabled: true}}})`
	narrowRule = `(document, {runOnly: {type: 'rule', values: ['scrollable-region-focusable', 'target-size', 'landmark-unique', 'link-name', 'button-name']}})`
	darkRule   = `(document, {runOnly: {type: 'rule', values: ['color-contrast']}})`

	// What comes back after a refusal differs from the page looked at before in its sentences alone.
	refusedRule     = `('main', {rules: {'target-size': {enabled: true}}})`
	refusedDarkRule = `({include: [['.errors'], ['.wrong']]}, {runOnly: {type: 'rule', values: ['color-contrast']}})`
)

// tooWide names the innermost elements that stick out of a narrow window.
const tooWide = `(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll('*')].filter(e => {
    const box = e.getBoundingClientRect();
    if (box.right <= width + 0.5 || box.width < 2) return false;
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return false;
    return true;
  });
  return ['' + document.documentElement.scrollWidth + ' px'].concat(
    out.filter(e => !out.some(o => o !== e && e.contains(o))).slice(0, 4).map(e => e.tagName.toLowerCase() + '.' + e.className + ' "' + e.textContent.trim().slice(0, 30) + '"'));
})()`

// look opens path and says what is wrong with it; nothing is right.
func (v *tab) look(url string) (faults []string) {
	v.heard()
	if err := v.try(chromedp.Navigate(url)); err != nil {
		return []string{"does not open: " + err.Error()}
	}
	return v.inspect()
}

// inspect says what is wrong with the page that is open: as it is, in the
// dark, and on a narrow window.
func (v *tab) inspect() []string {
	faults := v.sight(everyRule).faults()
	faults = append(faults, v.dark(darkRule)...)
	v.do(chromedp.EmulateViewport(320, 640))
	faults = append(faults, v.sideways()...)
	for _, found := range v.sight(narrowRule).broken() {
		if !slices.Contains(faults, found) {
			faults = append(faults, "at 320 px, "+found)
		}
	}
	v.do(chromedp.EmulateViewport(1280, 900))
	return append(faults, v.heard()...)
}

func (v *tab) sight(rules string) sight {
	v.t.Helper()
	return ask[sight](v, looking+rules)
}

// dark says what cannot be read in the dark colours.
func (v *tab) dark(rules string) (faults []string) {
	v.prefers("dark")
	for _, found := range v.sight(rules).broken() {
		faults = append(faults, "in the dark, "+found)
	}
	v.prefers("light")
	return faults
}

// sideways says what sticks out of the window.
func (v *tab) sideways() []string {
	if wide := ask[[]string](v, tooWide); len(wide) > 0 {
		return []string{"scrolls sideways at 320 px: " + strings.Join(wide, " | ")}
	}
	return nil
}

// prefers chooses the light or the dark colours; nothing moves in between.
func (v *tab) prefers(scheme string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		v.t.Fatal(err)
	}
}

func (s sight) faults() []string {
	faults := s.broken()
	if s.Headings != 1 {
		faults = append(faults, fmt.Sprintf("%d headings of the first level", s.Headings))
	}
	if s.Lang != "fr" {
		faults = append(faults, fmt.Sprintf("language %q", s.Lang))
	}
	if title := strings.TrimPrefix(s.Title, "Erreur\u00a0: "); s.Public && title != "Vos rencontres" {
		faults = append(faults, fmt.Sprintf("a public title says %q", title))
	}
	if len(s.Inline) > 0 {
		faults = append(faults, "inline: "+strings.Join(s.Inline, " | "))
	}
	return faults
}

// broken lists the rules of axe that the page breaks, and where.
func (s sight) broken() (faults []string) {
	for _, a := range s.Axe {
		faults = append(faults, fmt.Sprintf("%s (%s): %s", a.ID, a.Help, strings.Join(a.Nodes[:min(3, len(a.Nodes))], " | ")))
	}
	return faults
}

func TestTheLookFindsWhatIsWrong(t *testing.T) {
	b := newBrowser(t)
	if b == nil {
		return
	}
	const bad = `<!doctype html><html lang="en"><head><title>Votre cancer</title></head><body class="public">
		<main><h1>Un</h1><h1>Deux</h1><p style="width: 900px">large</p><input name="x"><script>window.x = 1</script></main></body></html>`
	const policy = "default-src 'none'; style-src 'self'; script-src 'self'"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/lax" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		_, _ = fmt.Fprint(w, bad)
	}))
	defer server.Close()
	v := b.tab(t)
	all := strings.Join(v.look(server.URL), "\n") + strings.Join(v.look(server.URL+"/lax"), "\n")
	for _, want := range []string{
		"label (", "2 headings", `language "en"`, `title says "Votre cancer"`, "inline: p", "sideways", "Content Security Policy",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("goes unseen: %s\n%s", want, all)
		}
	}
}
