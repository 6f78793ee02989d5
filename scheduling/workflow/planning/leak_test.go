package planning_test

import (
	"encoding/json"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/planning"
)

// The markers stand in every field that a partner must not read (rule 14,
// calendar.md §6).
var markers = []string{
	"ZZSITE", "ZZTITLE", "ZZPROBLEM", "ZZCONTEXT", "ZZPUBLIC", "ZZNOTES", "ZZLABEL", "ZZREASON",
	"ZZOTHER", "ZZPARTNER", "Prénom", "Confidentiel", "example.org",
}

func (h *house) mark(cohort scheduling.CohortID) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		c, err := tx.Cohort(cohort)
		if err != nil {
			return err
		}
		site, err := tx.Site(c.Site)
		if err != nil {
			return err
		}
		site.Name = "ZZSITE contre le cancer"
		if err := tx.ReplaceSite(site); err != nil {
			return err
		}
		v, err := tx.Version(c.VersionID)
		if err != nil {
			return err
		}
		v.Title, v.Problem, v.Context, v.Public = "ZZTITLE cancer", "ZZPROBLEM", "ZZCONTEXT", "ZZPUBLIC"
		if err := tx.ReplaceProgrammeVersion(v); err != nil {
			return err
		}
		p, err := tx.Partner("partner-psy")
		if err != nil {
			return err
		}
		p.Name, p.Notes = "ZZPARTNER", "ZZNOTES"
		if err := tx.ReplacePartner(p); err != nil {
			return err
		}
		f, err := tx.Facilitator("facilitator-psy")
		if err != nil {
			return err
		}
		f.LastName, f.Email = "ZZOTHER", "ZZOTHER@partenaire.example"
		return tx.ReplaceFacilitator(f)
	})
}

func TestRule14_NothingAPartnerGetsTellsOfAnybodyElse(t *testing.T) {
	inEachHouse(t, func(h *house) {
		c := spring()
		c.Label, c.Notes = "ZZLABEL", "ZZNOTES"
		cohort := h.opened(c)
		h.seat(cohort, 3)
		h.mark(cohort)
		m := h.needing(cohort, "occupational_physician")
		var ids []scheduling.AnimationID
		for _, id := range []scheduling.FacilitatorID{physician, "facilitator-psy"} {
			a, err := h.desk.Place(t.Context(), h.claire, scheduling.Animation{Meeting: m.ID, Facilitator: id})
			h.must(err)
			ids = append(ids, a)
		}
		_, err := h.desk.Invite(t.Context(), h.claire, m.ID, ids)
		h.must(err)
		h.sendAll()
		token, produced := "", map[string]string{}
		collect := func() {
			messages, letters := h.messages(cohort)
			for i, l := range letters {
				if messages[i].Recipient != "facilitator:"+string(physician) {
					continue
				}
				produced[messages[i].Kind] = l.Subject + l.Text + l.HTML
				produced[messages[i].Kind+".ics"] = strings.ReplaceAll(string(l.Calendar), "\r\n ", "")
				if messages[i].Kind == "meeting_request" {
					token = tokenIn(t, l)
				}
			}
		}
		collect()
		page, err := h.desk.Appointment(t.Context(), token)
		h.must(err)
		if page.Heads != 3 || page.Title == "" || len(page.Leads) != 1 {
			t.Errorf("the page says too little: %+v", page)
		}
		text, err := json.Marshal(struct {
			planning.Appointment
			Zone string
		}{page, ""})
		h.must(err)
		produced["page"] = string(text)
		_, feed, err := h.desk.OpenFeed(t.Context(), h.claire, "facilitator", string(physician), "Téléphone")
		h.must(err)
		calendar, err := h.desk.Calendar(t.Context(), feed)
		h.must(err)
		produced["feed"] = strings.ReplaceAll(string(calendar.Body), "\r\n ", "")
		download, err := h.desk.Download(t.Context(), token)
		h.must(err)
		produced["download"] = strings.ReplaceAll(string(download), "\r\n ", "")
		h.do(move(m, m.Date.AddDays(1).String(), "10:00"))
		h.sendAll()
		cancel := planning.CancelMeeting{Meeting: m.ID, Version: h.meeting(m.ID).Version, Reason: "ZZREASON"}
		h.do(cancel)
		collect()
		for _, name := range []string{"meeting_request", "meeting_update", "meeting_cancel", "meeting_cancel.ics", "page", "feed", "download"} {
			if produced[name] == "" {
				t.Errorf("%s was not produced", name)
			}
		}
		for name, text := range produced {
			for _, marker := range markers {
				if strings.Contains(strings.ToLower(text), strings.ToLower(marker)) {
					t.Errorf("%s tells %q:\n%s", name, marker, text)
				}
			}
			if strings.HasSuffix(name, ".ics") || name == "feed" || name == "download" {
				if strings.Contains(text, token) || strings.Contains(text, feed) {
					t.Errorf("%s holds a secret:\n%s", name, text)
				}
			}
		}
	})
}
