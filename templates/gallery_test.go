package templates

import (
	"bytes"
	"cmp"
	"flag"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"trame/scheduling"
)

var galleryDir = flag.String("gallery", "", "folder to write the gallery's pages to, for looking at them")

// TestEveryPartialIsSoundHTML draws each partial in each layout and checks
// what a validator would.
func TestEveryPartialIsSoundHTML(t *testing.T) {
	for name, source := range gallery(t) {
		t.Run(name, func(t *testing.T) {
			if *galleryDir != "" {
				writeGallery(t, name, source)
			}
			checkHTML(t, source)
		})
	}
}

// gallery is every page this room draws, by name.
func gallery(t *testing.T) map[string]string {
	t.Helper()
	base, err := readFrames(files)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := readPages(base, os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]string{}
	for name, open := range samples {
		p, err := open()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := p.set.ExecuteTemplate(&out, p.layout, galleryView(name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		drawn[name] = out.String()
	}
	for name, v := range map[string]View{
		"signin": {Title: "Entrer", Demo: true, Phone: "36 46", Data: SignIn{Next: "/agenda", Accounts: []Account{
			{"Anne Morel", "Assistante de service social", "anne@exemple.fr", "essai"},
			{"Paul Roy", "Responsable d’unité", "paul@exemple.fr", "essai"},
		}}},
		"error": {Title: "Page introuvable", Phone: "36 46", Data: ProblemOf(404)},
	} {
		var out bytes.Buffer
		if err := Page(&out, name, v); err != nil {
			t.Fatal(err)
		}
		drawn[name] = out.String()
	}
	return drawn
}

func galleryView(name string) View {
	v := View{
		Title: "Galerie", Organisation: "Service social de l’Assurance Maladie, Val-d’Oise", Phone: "36 46",
		PhoneHours: "service gratuit + prix appel, du lundi au vendredi", Actor: "Anne Morel",
		ActorNote: "assistante de service social, Cergy", Nav: Navigation, Current: "cohorts", Demo: true,
		Flash: Flash{Kind: "done", Message: "Les 14 invitations partent dans cinq minutes.", Undo: Link{"Les retenir", "/retenir"}},
	}
	switch name {
	case "office":
		v.Data = galleryData()
		v.Errors = Errors{{"last", "Écrivez le nom de la personne."}, {"channel", "Choisissez un moyen de la joindre."}, {"", "Corrigez puis enregistrez."}}
		v.Form = url.Values{"first": {"Claire"}, "partner": {"mdph"}, "days": {"mardi"}}
	case "paper":
		v.Data = map[string]any{
			"From": v.Organisation, "FromLines": []string{"1 place de la Mairie", "95000 Cergy"},
			"ToLines": []string{"Mme Claire Martin", "3 rue des Lilas", "95520 Osny"}, "Place": "Cergy", "Date": scheduling.MustDate("2026-12-08"),
		}
	}
	return v
}

func galleryData() map[string]any {
	beads := galleryBeads()
	today := scheduling.MustDate("2027-02-02")
	entries := []Entry{
		{Date: today, Start: 14 * 60, End: 16 * 60, Title: "Osny · Mes droits (2/2)", Place: "Maison des Tulipes", Href: "/m/4", State: "today", Note: "11/12"},
		{Date: today.AddDays(2), Start: 9*60 + 30, End: 11*60 + 30, Title: "Argenteuil · Faire connaissance", Href: "/m/5", State: "planned", Note: "sans intervenant", NoteTone: "todo"},
		{Date: today.AddDays(7), Start: 14 * 60, End: 16 * 60, Title: "Osny · Du diagnostic à la reprise", Href: "/m/6", State: "planned"},
		{Date: today.AddDays(9), Start: 9*60 + 30, End: 11*60 + 30, Title: "Argenteuil · Mes droits", Href: "/m/7", State: "cancelled"},
	}
	byRow := []Entry{entries[0], entries[1]}
	byRow[0].Row, byRow[1].Row = "Osny", "Argenteuil"
	holiday := func(d scheduling.Date) string {
		if d == scheduling.MustDate("2027-02-05") {
			return "fermeture"
		}
		return ""
	}
	month := MonthOf(today, today, entries, holiday)
	month.Previous, month.Next, month.Now = "/agenda?mois=2027-01", "/agenda?mois=2027-03", "/agenda"
	return map[string]any{
		"Thread": Thread{Label: "Séances de la session de printemps", Beads: beads},
		"Small":  Thread{Beads: beads, Small: true},
		"Tabs":   []Tab{{"Participants", "/p", "11/12", true}, {"Invitations", "/i", "31", false}, {"Évaluation", "/e", "", false}, {"Livret", "/l", "24", false}},
		"Terms": []Term{
			{Term: "Site", Text: "Maison des Tulipes", Href: "/sites/1"},
			{Term: "État", Badge: NewBadge("cohort", "running")},
			{Term: "Places", Text: "11 inscrites sur 12"},
		},
		"Steps": []Step{{"Programme", "/1", "done"}, {"Dates", "", "current"}, {"Intervenants", "", "todo"}},
		"Table": Table{
			Caption: "Dernières présences",
			Columns: []Column{{Label: "Séance"}, {Label: "État"}, {Label: "Présents", Numeric: true}},
			Rows:    [][]any{{Link{"Mes droits (1/2)", "/m/3"}, NewBadge("meeting", "held"), 11}, {"Mes droits (2/2)", NewBadge("meeting", "planned"), "—"}},
		},
		"Pager": Pager{Shown: 20, Total: 1234, Previous: "/s?avant=a", Next: "/s?apres=b"},
		"Name":  "",
		"Confirm": Confirm{
			Title: "Envoyer les invitations", Text: "Rien ne part avant votre accord.", Effects: []string{"14 personnes reçoivent une invitation.", "Elles ont jusqu’au 20 décembre pour répondre."},
			Recipients: []Recipient{{"Claire M.", "mail", "Vos rencontres", "/apercu/1"}, {"Jean D.", "courrier", "Lettre à imprimer", ""}},
			Post:       "/envoyer", Button: "Envoyer 14 invitations", Cancel: "/retour", Undo: "Vous aurez cinq minutes pour les retenir.", Hidden: []Pair{{"wave", "w1"}},
		},
		"Bars": Bars{ID: "ages", Title: "Situation six mois après", Desc: "Base : 106 personnes sur 114 ; 8 réponses manquent.", Heading: "Situation", Rows: []Bar{
			{Label: "Invalidité 2", Value: 33, Text: "33 (31,1 %)"},
			{Label: "Reprise du travail", Value: 19, Text: "19 (17,9 %)"},
			{Label: "Invalidité 1, dont certaines à temps partiel ou inscrites comme demandeuses d’emploi", Value: 17, Text: "17 (16,0 %)"},
			{Label: "Autre", Text: "masqué", Masked: true},
		}},
		"Month": month, "Week": WeekOf(today, today, entries, holiday), "ByRow": WeekOf(today.AddDays(7), today, append(byRow, entries[2:]...), nil),
	}
}

func galleryBeads() []Bead {
	titles := []string{
		"Le projet et le comité", "Faire connaissance", "Mes droits (1/2)", "Mes droits (2/2)", "Du diagnostic à la reprise",
		"Le médecin du travail", "Rester ou se reconvertir", "La RQTH, un atout ?", "Le regard de l’entreprise", "Questions et témoignage",
	}
	first := scheduling.MustDate("2027-01-12")
	var beads []Bead
	for i, title := range titles {
		b := Bead{Position: i + 1, State: "planned", Date: first.AddDays(7 * i), Title: title, Link: "/m/" + itoa(i+1)}
		switch {
		case i == 1:
			b.State, b.Note, b.NoteTone = "cancelled", "reportée", "trouble"
		case i < 2:
			b.State, b.Count, b.Note, b.NoteTone = "held", "11/12", "Ligue, venue", "done"
		case i == 2:
			b.State, b.Hour = "to_fill_in", "14 h – 16 h"
		case i == 3:
			b.State, b.Hour, b.Count = "today", "14 h – 16 h", "12"
		case i == 5:
			b.Note, b.NoteTone = "à trouver", "todo"
		}
		beads = append(beads, b)
	}
	return append(beads, Bead{State: "supplementary", Date: first.AddMonths(8), Title: "Faire le point"})
}

func writeGallery(t *testing.T, name, source string) {
	t.Helper()
	source = strings.ReplaceAll(source, Asset("style.css"), "style.css")
	source = strings.ReplaceAll(source, Asset("favicon.svg"), "favicon.svg")
	if err := os.WriteFile(filepath.Join(*galleryDir, name+".html"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, asset := range []string{"style.css", "favicon.svg"} {
		body, err := fs.ReadFile(files, "static/"+asset)
		if err := cmp.Or(err, os.WriteFile(filepath.Join(*galleryDir, asset), body, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func checkHTML(t *testing.T, source string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%d h1, want 1", n)
	}
	if n := doc.Find("[style], style, script, [onclick]").Length(); n > 0 {
		t.Errorf("%d inline styles or scripts", n)
	}
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		if id := s.AttrOr("id", ""); id == "" || ids[id] {
			t.Errorf("id %q is empty or used twice", id)
		}
		ids[s.AttrOr("id", "")] = true
	})
	doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
		if doc.Find("label[for='"+s.AttrOr("id", "?")+"']").Length() != 1 {
			t.Errorf("no label for %s", outer(s))
		}
	})
	for _, attribute := range []string{"aria-describedby", "aria-labelledby", "for"} {
		doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attribute, "")) {
				if !ids[id] {
					t.Errorf("%s=%q points nowhere", attribute, id)
				}
			}
		})
	}
	doc.Find("a[href^='#']").Each(func(_ int, s *goquery.Selection) {
		if !ids[strings.TrimPrefix(s.AttrOr("href", ""), "#")] {
			t.Errorf("%s leads nowhere", outer(s))
		}
	})
	for _, leftover := range []string{"<no value>", "ZgotmplZ", "{{", "label.", "problem."} {
		if strings.Contains(source, leftover) {
			t.Errorf("the page shows %q", leftover)
		}
	}
}

func outer(s *goquery.Selection) string {
	text, err := goquery.OuterHtml(s)
	return cmp.Or(text, "element") + errorText(err)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestEveryPageParses(t *testing.T) {
	for name, open := range library().pages {
		if _, err := open(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
