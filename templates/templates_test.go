package templates

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAPageThatFailsWritesNothing(t *testing.T) {
	var out bytes.Buffer
	if err := Page(&out, "signin", View{}); err == nil || out.Len() > 0 {
		t.Errorf("error %v after %d bytes, want an error and none", err, out.Len())
	}
	if err := Page(&out, "nowhere", View{}); err == nil {
		t.Error("an unknown page was drawn")
	}
}

func TestThePublicTabSaysNothing(t *testing.T) {
	page := gallery(t)["public"]
	if !strings.Contains(page, "<title>Vos rencontres</title>") || strings.Contains(page, "Galerie") {
		t.Error("the title of a public page tells what it is about")
	}
	if !strings.Contains(page, `href="tel:3646"`) {
		t.Error("a public page without a phone")
	}
}

func TestWhatWasTypedIsEscaped(t *testing.T) {
	var out bytes.Buffer
	v := View{Title: "<b>", Phone: "<i>1", Flash: Flash{Message: "<script>alert(1)</script>"}, Data: Problem{Title: "<u>"}}
	if err := Page(&out, "error", v); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"<script>", "<b>", "<u>", "<i>"} {
		if strings.Contains(out.String(), raw) {
			t.Errorf("%s came through", raw)
		}
	}
}

func TestAMailHasOneLineOfSubjectAndTwoBodies(t *testing.T) {
	m := sampleMails(t)["sample"]
	v := MailView{Organisation: "Service social", Phone: "36 46", Data: map[string]string{
		"First": "Claire & Anne", "When": "mardi 12 janvier, 14 h – 16 h", "Link": "https://exemple.fr/r/abc", "Extra": "\r\nBcc: x@y",
	}}
	subject, plain, rich, err := m.fill(v)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(subject, "\r\n") {
		t.Errorf("subject %q", subject)
	}
	for what, ok := range map[string]bool{
		"text keeps the ampersand":     strings.Contains(plain, "Claire & Anne"),
		"text ends with the phone":     strings.Contains(plain, "36\u00a046"),
		"html escapes":                 strings.Contains(rich, "Claire &amp; Anne"),
		"html shows the whole address": strings.Count(rich, "https://exemple.fr/r/abc") == 3,
		"html is held in Outlook":      strings.Contains(rich, "<!--[if mso]>"),
		"html dials":                   strings.Contains(rich, `href="tel:3646"`),
	} {
		if !ok {
			t.Errorf("not so: %s\n%s\n%s", what, plain, rich)
		}
	}
	if *galleryDir != "" {
		writeGallery(t, "mail", rich)
	}
}

func TestATextHasNoFrame(t *testing.T) {
	got, err := sampleMails(t)["bare"].body(MailView{Phone: "36 46", Data: map[string]string{"Phone": "36 46"}})
	if want := "Rendez-vous à 14\u00a0h. Une question\u202f? 36 46"; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func sampleMails(t *testing.T) map[string]letter {
	t.Helper()
	tree := fstest.MapFS{}
	for _, source := range []fs.FS{files, os.DirFS("testdata")} {
		names, err := fs.Glob(source, "mail/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			body, err := fs.ReadFile(source, name)
			if err != nil {
				t.Fatal(err)
			}
			tree[name] = &fstest.MapFile{Data: body}
		}
	}
	known, err := readMails(tree)
	if err != nil {
		t.Fatal(err)
	}
	mails := map[string]letter{}
	for name, open := range known {
		if mails[name], err = open(); err != nil {
			t.Fatal(err)
		}
	}
	return mails
}

func TestStaticFilesAreKeptForEverUnderTheirHash(t *testing.T) {
	for name, want := range map[string]struct {
		path, cache string
		status      int
	}{
		"hashed":    {Asset("style.css"), "public, max-age=31536000, immutable", 200},
		"plain":     {"/static/style.css", "no-cache", 200},
		"favicon":   {Asset("favicon.svg"), "public, max-age=31536000, immutable", 200},
		"absent":    {"/static/nothing.css", "", 404},
		"traversal": {"/static/../templates.go", "", 404},
	} {
		t.Run(name, func(t *testing.T) {
			answer := httptest.NewRecorder()
			Static().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, want.path, nil))
			if answer.Code != want.status || answer.Header().Get("Cache-Control") != want.cache {
				t.Errorf("%s: %d %q", want.path, answer.Code, answer.Header().Get("Cache-Control"))
			}
		})
	}
}
