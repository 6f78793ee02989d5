package filing_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestRule25_SheGetsAllThatIsHeldAboutHerAndNothingOfTheOthers(t *testing.T) {
	const hers, others = "MARQUEUR-ELLE", "MARQUEUR-AUTRE"
	inEachHouse(t, func(h *house) {
		group := h.participants()
		her, other := group[0].Insured, group[1].Insured
		h.furnish(group[0], other.ID, 1)
		h.furnish(group[1], her.ID, 2)
		l := h.look()
		l.run("update messages set sealed = '' where insured_id is not null")
		for _, id := range []scheduling.InsuredID{her.ID, other.ID} {
			word := map[bool]string{true: hers, false: others}[id == her.ID]
			for _, column := range []string{"first_name", "last_name", "street", "city", "email", "phone", "internal_number", "pathology", "occupation", "notes"} {
				l.run("update insured set " + column + " = '" + word + "-" + column + "' where id = '" + string(id) + "'")
			}
			l.run("update redirections set note = '" + word + "-note', target = '" + word + "-target' where insured_id = '" + string(id) + "'")
			l.run("update invitations set comment = '" + word + "-comment' where insured_id = '" + string(id) + "'")
			l.run("update eligibility_checks set override_reason = '" + word + "-override' where insured_id = '" + string(id) + "'")
			l.run("update follow_ups set details = '" + word + "-details' where enrolment_id in (select id from enrolments where insured_id = '" + string(id) + "')")
		}
		c, err := h.desk.Copy(t.Context(), h.worker, her.ID, today)
		h.ok(err)
		var text, pdf bytes.Buffer
		h.ok(c.WriteJSON(&text))
		h.ok(c.WritePDF(&pdf))
		for _, word := range []string{"first_name", "last_name", "street", "city", "email", "phone", "internal_number", "pathology", "occupation", "notes", "note", "target", "comment", "override", "details"} {
			if !strings.Contains(text.String(), hers+"-"+word) {
				t.Errorf("the copy leaves out %s", word)
			}
		}
		if strings.Contains(text.String(), others) || strings.Contains(text.String(), "key-1") {
			t.Error("the copy holds what is another's, or her NIR")
		}
		var shape struct {
			Format     string `json:"format"`
			Enrolments []struct{ Attendances []struct{ Date string } }
			Person     struct {
				NIR bool `json:"nir_kept"`
			}
		}
		h.ok(json.Unmarshal(text.Bytes(), &shape))
		if shape.Format != "trame.person/1" || len(shape.Enrolments) != 1 || len(shape.Enrolments[0].Attendances) < 5 || !shape.Person.NIR {
			t.Errorf("%+v", shape)
		}
		if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) || bytes.Count(pdf.Bytes(), []byte("/Type /Page ")) < 2 {
			t.Errorf("a PDF of %d bytes", pdf.Len())
		}
		if file := os.Getenv("TRAME_SHOW_COPY"); file != "" {
			h.ok(os.WriteFile(file, pdf.Bytes(), 0o600))
		}
		h.read(func(tx *store.Tx) error {
			events, err := tx.AuditOf("insured:"+string(her.ID), 1)
			if len(events) != 1 || events[0].Verb != "exported" {
				t.Errorf("%+v", events)
			}
			return err
		})
	})
}

func TestACopyIsMadeForWhoAskedOnADayByWhoMayRead(t *testing.T) {
	inEachHouse(t, func(h *house) {
		her := h.participants()[0].Insured.ID
		for key, ask := range map[string]struct {
			by scheduling.Actor
			on scheduling.Date
		}{
			"actor.may_not.answer_rights": {h.adviser, today},
			"not_found":                   {h.elsewhere, today},
			"erasure.asked_on.required":   {h.worker, scheduling.Date{}},
			"erasure.asked_on.future":     {h.worker, today.AddDays(1)},
		} {
			_, err := h.desk.Copy(t.Context(), ask.by, her, ask.on)
			h.refused(err, key)
		}
	})
}
