package main

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// seldom brings about what neither the demonstration nor the stories show: a
// session put off, a letter to print, somebody proposed and not yet asked, a
// programme copied elsewhere, a year planned. It gives where a walk comes upon them.
func seldom(t *testing.T, d *demo) []string {
	copied := d.post(t, "ines.faure", "/versions/version-vo-1/copier", url.Values{"code": {"essai"}, "unit": {"unit-92"}})

	first := d.now().AddDate(0, 0, 150)
	for first.Weekday() != time.Thursday {
		first = first.AddDate(0, 0, 1)
	}
	day := first.Format(time.DateOnly)
	session := d.post(t, "claire.moreau", "/sessions/nouvelle", url.Values{
		"step": {"open"}, "version": {"version-vo-1"}, "unit": {"unit-95"}, "label": {"Session reportée"}, "site": {"site-osny/"}, "lead": {"agent-claire"},
		"first_date": {day}, "start": {"09:30"}, "cadence_weeks": {"1"}, "capacity": {"12"}, "last_entry": {"2"}, "threshold": {"3"},
		"seal": {strings.Join([]string{"version-vo-1", "site-osny", "", "agent-claire", "", day, "570", "1", "false"}, "|")},
	})
	d.post(t, "claire.moreau", session+"/reporter", url.Values{"step": {"confirm"}, "version": {"1"}, "reason": {"La salle est en travaux."}})

	person := d.post(t, "claire.moreau", "/personnes", url.Values{
		"last_name": {"Letellier"}, "first_name": {"Rose"}, "unit": {"unit-95"}, "gender": {"f"},
		"street": {"3 rue des Lilas"}, "postcode": {"95520"}, "city": {"Osny"}, "letter_consent": {"1"},
	})
	d.post(t, "claire.moreau", "/sessions/cohort-argenteuil/inviter/envoyer", url.Values{
		"people": {strings.TrimPrefix(person, "/personnes/")}, "channels": {"mail", "letter"}, "reply_by": {d.now().AddDate(0, 0, 10).Format(time.DateOnly)},
	})
	texted := d.post(t, "claire.moreau", "/personnes", url.Values{
		"last_name": {"Sorel"}, "first_name": {"Nadège"}, "unit": {"unit-95"}, "gender": {"f"}, "phone": {"06 12 34 56 78"}, "sms_consent": {"1"},
	})
	d.post(t, "claire.moreau", "/sessions/cohort-argenteuil/inviter/envoyer", url.Values{
		"people": {strings.TrimPrefix(texted, "/personnes/")}, "channels": {"sms"}, "reply_by": {d.now().AddDate(0, 0, 10).Format(time.DateOnly)},
	})
	d.post(t, "claire.moreau", "/seances/meeting-argenteuil-10/intervenants", url.Values{"who": {"facilitator:facilitator-reseau"}, "asked_by": {"social_worker"}})
	proposals := "/sessions/proposer?version=version-vo-1&site=site-osny&capacity=12&cadence_weeks=1&from=" + day + "&until="
	long, short := proposals+first.AddDate(0, 6, 0).Format(time.DateOnly), proposals+first.AddDate(0, 1, 0).Format(time.DateOnly)

	signal := d.post(t, "claire.moreau", "/signalements", url.Values{
		"last_name": {"Vernier"}, "first_name": {"Paule"}, "unit": {"unit-95"}, "source": {"self"}, "received_on": {d.now().Format(time.DateOnly)},
	})
	slip := d.post(t, "claire.moreau", signal+"/reorienter", url.Values{"reason": {"pension"}, "version": {"1"}})

	plan := d.post(t, "helene.dubois", "/plans", url.Values{
		"unit": {"unit-95"}, "label": {"Année entière"}, "seconds": {"1"},
		"first_day": {d.now().AddDate(0, 7, 0).Format(time.DateOnly)}, "last_day": {d.now().AddDate(1, 6, 0).Format(time.DateOnly)},
		"wishes.0.version": {"version-vo-1"}, "wishes.0.times": {"2"}, "wishes.0.sites": {"site-osny", "site-argenteuil"},
		"wishes.0.leads": {"agent-claire", "agent-samir"}, "wishes.0.cadence_weeks": {"1"}, "wishes.0.capacity": {"12"},
	})
	broughtIn(t, d)
	d.post(t, "anne.roussel", "/reglages/organisme", url.Values{
		"version": {"1"}, "name": {"Service social de l’Assurance Maladie"}, "time_zone": {"Europe/Paris"}, "phone": {"3646"}, "phone_hours": {"du lundi au vendredi"},
		"sender_name": {"Service social de l’Assurance Maladie"}, "sender_email": {"service-social@trame.example"}, "retention_months": {"24"}, "nir_allowed": {"1"},
	})
	d.post(t, "claire.moreau", person+"/nir", url.Values{"nir": {"2 84 05 75 123 456 72"}})
	twin := d.post(t, "claire.moreau", "/personnes", url.Values{ // the same person, entered twice
		"last_name": {"Sorel-Petit"}, "first_name": {"Nadège"}, "unit": {"unit-95"}, "gender": {"f"}, "birth_date": {"1980-02-29"}, "email": {"nadege@example.org"},
	})
	d.post(t, "claire.moreau", "/personnes", url.Values{
		"last_name": {"Sorel Petit"}, "first_name": {"Nadège"}, "unit": {"unit-95"}, "birth_date": {"1980-02-29"}, "phone": {"06 12 34 56 79"},
	})
	alive := d.post(t, "claire.moreau", "/personnes", url.Values{"last_name": {"Delorme"}, "first_name": {"Inès"}, "unit": {"unit-95"}})
	d.post(t, "claire.moreau", alive+"/deces", url.Values{"version": {"1"}})
	d.post(t, "claire.moreau", alive+"/deces/erreur", url.Values{"reason": {"Confusion avec une homonyme."}})
	drawn := d.post(t, "claire.moreau", "/lettres/pdf", url.Values{"when": {"later"}})
	asked := d.post(t, "claire.moreau", "/questionnaires", url.Values{"model": {"confidence"}})
	return append(byMail(t, d), asked, drawn, twin, alive, signal, slip, person+"/modifier", long, short, plan, plan+"/mois", plan+"/comparer", copied+"/modules/1/trame/modifier", session, "/seances/meeting-argenteuil-10/intervenants", "/sessions/cohort-argenteuil", "/sessions/cohort-argenteuil/invitations")
}

// byMail brings about the pages to which a mail alone leads: a partner's
// question, the dates of a co-animator who wants one mail for all of them.
func byMail(t *testing.T, d *demo) []string {
	const booklet = "/sessions/cohort-osny/livret"
	entries := d.page(t, "claire.moreau", booklet).Find(`a[href^="` + booklet + `/"]`)
	asked := false
	for _, entry := range entries.EachIter() {
		form := d.page(t, "claire.moreau", entry.AttrOr("href", "")).Find(`form[action$="/demander"]`)
		if asked = form.Length() > 0; asked {
			partner := form.Find(`[name="facilitator"] option:not([value=""])`).First().AttrOr("value", "")
			d.post(t, "claire.moreau", form.AttrOr("action", ""), url.Values{"facilitator": {partner}})
			break
		}
	}
	if !asked {
		t.Fatal("no question of the booklet may be put to a partner")
	}

	const meeting = "/seances/meeting-argenteuil-09/intervenants"
	d.post(t, "claire.moreau", "/intervenants/facilitator-travail/recapitulatif", url.Values{"recap": {"1"}})
	d.post(t, "claire.moreau", meeting, url.Values{"who": {"facilitator:facilitator-travail"}, "asked_by": {"social_worker"}})
	invited := url.Values{}
	for _, one := range d.page(t, "claire.moreau", meeting+"/inviter").Find(`[name="animation"]`).EachIter() {
		invited.Add("animation", one.AttrOr("value", ""))
	}
	d.post(t, "claire.moreau", meeting+"/inviter", invited)
	d.post(t, "claire.moreau", "/sessions/cohort-argenteuil/envois/maintenant", nil)

	// a witness who is asked to a meeting, another whose consent is noted anew
	const closing = "/seances/meeting-osny-10/temoins"
	who := d.page(t, "claire.moreau", closing).Find(`form[action="`+closing+`"] [name="who"]`).First().AttrOr("value", "")
	d.post(t, "claire.moreau", closing, url.Values{"who": {who}, "form": {"in_person"}, "by": {"message"}})
	other := d.page(t, "claire.moreau", "/temoins").Find(`tbody th a:not([href*="`+who+`"])`).First().AttrOr("href", "")
	d.post(t, "claire.moreau", other, url.Values{
		"version": {d.page(t, "claire.moreau", other).Find(`[name="version"]`).AttrOr("value", "")}, "way": {"phone"},
		"given_on": {d.now().Format(time.DateOnly)}, "forms": {"in_person"}, "themes": {"work"},
	})

	var paths []string
	for _, link := range []string{"/reponse/", "/r/", "/temoin/", "/temoignage/"} {
		paths = append(paths, strings.TrimPrefix(d.mailTo(t, "", link), d.base))
	}
	return paths
}

// page is what who reads at path.
func (d *demo) page(t *testing.T, who, path string) *goquery.Document {
	t.Helper()
	walker := walk{browser: &browser{demo: d, routes: &routes{reached: map[string]bool{}}}, who: who}
	page, err := walker.open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// broughtIn leaves an import to be reviewed: its rows lead to their own pages.
func broughtIn(t *testing.T, d *demo) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	err := errors.Join(w.WriteField("unit", "unit-95"), w.WriteField("source", "cpam_90"))
	file, fileErr := w.CreateFormFile("file", "signalements.csv")
	if err = errors.Join(err, fileErr); err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(file, "N° de signalement;Nom;Prénom;Né(e) le;Début d’arrêt;Autre\nS1;Marin;Sophie;14/03/1990;01/10/2026;x\nS2;Letellier;Rose;;01/10/2026;x\nS3;Roche;Paul;hier;01/10/2026;x\n")
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	path := d.send(t, "claire.moreau", "/personnes/importer", w.FormDataContentType(), &form)
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for late := time.After(patience); ; {
		page := d.page(t, "claire.moreau", path)
		if page.Find("tbody tr").Length() == 3 {
			return
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatal("the import is not read: " + page.Find("main").Text())
		}
	}
}
