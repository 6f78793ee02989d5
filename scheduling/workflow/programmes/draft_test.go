package programmes_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/workflow/programmes"
)

func TestAProgrammeBeginsAsADraftOfItsUnit(t *testing.T) {
	inEachHouse(t, func(h *house) {
		bad := identity
		bad.PublicTitle = "Vivre avec un cancer"
		for name, c := range map[string]struct {
			actor scheduling.Actor
			p     scheduling.Programme
			v     scheduling.ProgrammeVersion
			want  string
		}{
			"another unit's manager":         {h.other, scheduling.Programme{Unit: unit, Code: "A1"}, identity, "not_found"},
			"the region plans nothing":       {h.regional, scheduling.Programme{Unit: unit, Code: "A1"}, identity, "actor.may_not.organise"},
			"a code with spaces":             {h.worker, scheduling.Programme{Unit: unit, Code: "A 1"}, identity, "programme.code.form"},
			"no unit":                        {h.worker, scheduling.Programme{Code: "A1"}, identity, "programme.unit.required"},
			"a health word for participants": {h.worker, scheduling.Programme{Unit: unit, Code: "A1"}, bad, "version.public_title.health_word"},
		} {
			_, err := h.desk.Create(h.Context(), c.actor, c.p, c.v)
			if h.refused(err, c.want); h.Failed() {
				h.Logf("case: %s", name)
			}
		}
		h.draft()
		_, err := h.desk.Create(h.Context(), h.worker, scheduling.Programme{Unit: unit, Code: "VO-EMPLOI"}, identity)
		h.refused(err, "programme.code.taken")
		cards := must[[]programmes.Card](h)(h.desk.List(h.Context(), h.worker))
		if len(cards) != 1 || cards[0].Meetings != 3 || cards[0].State != scheduling.VersionDraft || cards[0].Unit.Name != "Val-d’Oise" {
			h.Errorf("the list: %+v", cards)
		}
		if others := must[[]programmes.Card](h)(h.desk.List(h.Context(), h.other)); len(others) != 0 {
			h.Errorf("another unit sees %d", len(others))
		}
	})
}

func TestAVersionNamesAQuestionnaireOfItsOrganisation(t *testing.T) {
	inEachHouse(t, func(h *house) {
		h.write(func(tx *store.Tx) error {
			other := scheduling.Organisation{ID: "o2", Code: "CGSS", Kind: "cgss", Name: "CGSS", TimeZone: "America/Martinique", Phone: "3646", SenderEmail: "b@example.org", RetentionMonths: 24}
			err := tx.AddOrganisation(other)
			for _, o := range []scheduling.OrganisationID{"o", "o2"} {
				q := scheduling.Questionnaire{ID: scheduling.QuestionnaireID("q-" + o), Organisation: o, Code: "avis", Number: 1, Title: "Votre avis", CreatedAt: tx.Now, Version: 1}
				err = errors.Join(err, tx.AddQuestionnaire(q, nil))
			}
			return err
		})
		edited := identity
		edited.ID = h.draft()
		for questionnaire, refused := range map[scheduling.QuestionnaireID]bool{"q-o2": true, "q-none": true, "q-o": false} {
			edited.Version, edited.Questionnaire = h.seen(edited.ID), questionnaire
			err := h.desk.Edit(h.Context(), h.worker, edited)
			if refused {
				h.refused(err, "reference.unknown")
			} else {
				h.ok(err)
			}
		}
	})
}

func TestAStaleEditIsAConflict(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		seen := h.seen(id)
		h.ok(h.desk.MoveModule(h.Context(), h.worker, id, seen, 1, false))
		h.refused(h.desk.MoveModule(h.Context(), h.worker, id, seen, 1, false), "stale")
		_, err := h.desk.AddModule(h.Context(), h.worker, id, seen, scheduling.Module{Title: "x", Kind: "content", Minutes: 60})
		h.refused(err, "stale")
		h.refused(h.desk.Submit(h.Context(), h.worker, id, seen), "stale")
	})
}

func TestRule04_PositionsStayOneToNWhateverIsMovedOrTakenOut(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		h.order(id, "1 Présentation", "2 Mes droits (1/2)", "3 Mes droits (2/2)")
		h.ok(h.desk.MoveModule(h.Context(), h.worker, id, h.seen(id), 3, true))
		h.order(id, "1 Mes droits (1/2)", "2 Mes droits (2/2)", "3 Présentation")
		must[int](h)(h.desk.AddModule(h.Context(), h.worker, id, h.seen(id), scheduling.Module{Title: "Bilan", Kind: "closing", Minutes: 90, Testimony: true}))
		h.ok(h.desk.DeleteModule(h.Context(), h.worker, id, h.seen(id), 1))
		h.order(id, "1 Mes droits (2/2)", "2 Présentation", "3 Bilan")
		h.refused(h.desk.Submit(h.Context(), h.worker, id, h.seen(id)), "module.part.apart")
		h.ok(h.desk.EditModule(h.Context(), h.worker, id, h.seen(id), 1, scheduling.Module{Title: "Mes droits", Kind: "content", Minutes: 150}))
		h.order(id, "1 Mes droits", "2 Présentation", "3 Bilan")
		h.refused(h.desk.DeleteModule(h.Context(), h.worker, id, h.seen(id), 4), "not_found")
		h.ok(h.desk.Submit(h.Context(), h.worker, id, h.seen(id)))
	})
}

func (h *house) order(id scheduling.VersionID, want ...string) {
	h.Helper()
	var got []string
	h.read(func(tx *store.Tx) error {
		modules, err := tx.Modules(id)
		for _, m := range modules {
			got = append(got, string(rune('0'+m.Position))+" "+m.Heading())
		}
		return err
	})
	if !slices.Equal(got, want) {
		h.Errorf("got %q, want %q", got, want)
	}
}

func TestAGuideKeepsItsStepsInOrderAndDropsEmptyLines(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		g := programmes.Guide{Message: "Vous n’êtes pas seule.\r\n", Method: "Tour de table", Steps: []scheduling.GuideStep{
			{Minutes: 15, Title: "Accueil"}, {}, {Minutes: 105, Title: "Échanges", Detail: "En petits groupes"},
		}}
		h.ok(h.desk.SetGuide(h.Context(), h.worker, id, h.seen(id), 1, g))
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		m := sheet.Content.Modules[0]
		if len(m.Guide) != 2 || m.Guide[1].Title != "Échanges" || m.GuideMinutes() != 120 || m.Message != "Vous n’êtes pas seule." {
			h.Errorf("the guide: %+v", m)
		}
		g.Steps[0].Title = ""
		h.refused(h.desk.SetGuide(h.Context(), h.worker, id, h.seen(id), 1, g), "text.required")
		h.ok(h.desk.EditModule(h.Context(), h.worker, id, h.seen(id), 1, scheduling.Module{Title: "Bienvenue", Kind: "presentation", Minutes: 90}))
		sheet = must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		if m = sheet.Content.Modules[0]; len(m.Guide) != 2 || m.Method != "Tour de table" {
			h.Errorf("editing the module lost its guide: %+v", m)
		}
	})
}

func TestASupportIsJudgedByItsBytes(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		for name, c := range map[string]struct {
			file    string
			content []byte
			want    string
		}{
			"a page that calls itself a PDF": {"film.pdf", []byte("<html><script>alert(1)</script>"), "resource.file.kind"},
			"a program":                      {"film.mp4", []byte("\x7fELF\x02\x01\x01\x00"), "resource.file.kind"},
			"nothing":                        {"vide.pdf", nil, "resource.file.empty"},
			"too much":                       {"gros.pdf", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("x"), programmes.FileLimit)...), "resource.file.too_big"},
		} {
			err := h.desk.AddResource(h.Context(), h.worker, id, h.seen(id), 1,
				scheduling.Resource{Kind: "aide_memoire", Title: "Mémo", FileName: c.file}, c.content)
			if h.refused(err, c.want); h.Failed() {
				h.Logf("case: %s", name)
			}
		}
		pdf := []byte("%PDF-1.7\nbonjour")
		h.ok(h.desk.AddResource(h.Context(), h.worker, id, h.seen(id), 1,
			scheduling.Resource{Kind: "aide_memoire", Title: "Mémo", FileName: "../../etc/\"mémo\"\r\n.pdf"}, pdf))
		h.ok(h.desk.AddResource(h.Context(), h.worker, id, h.seen(id), 1,
			scheduling.Resource{Kind: "film", Title: "Le film", Link: "https://www.ameli.fr/film"}, nil))
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		resources := sheet.Content.Modules[0].Resources
		if len(resources) != 2 || resources[0].FileType != "application/pdf" || resources[0].FileBytes != len(pdf) || resources[0].FileName != "-mémo---.pdf" {
			h.Fatalf("supports: %+v", resources)
		}
		r, content, err := h.desk.Resource(h.Context(), h.manager, resources[0].ID)
		if err != nil || !bytes.Equal(content, pdf) || r.Title != "Mémo" {
			h.Errorf("read %q of %+v: %v", content, r, err)
		}
		_, _, err = h.desk.Resource(h.Context(), h.other, resources[0].ID)
		h.refused(err, "not_found")
		h.ok(h.desk.DeleteResource(h.Context(), h.worker, id, h.seen(id), resources[1].ID))

		h.ok(h.desk.Submit(h.Context(), h.worker, id, h.seen(id)))
		h.ok(h.decide(h.manager, id, scheduling.ChangesRequested, "Encore."))
		next := must[scheduling.VersionID](h)(h.desk.Revise(h.Context(), h.worker, id))
		sheet = must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, next))
		_, content, err = h.desk.Resource(h.Context(), h.manager, sheet.Content.Modules[0].Resources[0].ID)
		if err != nil || !bytes.Equal(content, pdf) {
			h.Errorf("the next version's file: %q, %v", content, err)
		}
	})
}

func TestEligibilityRulesAreStoredWithTheirSource(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		rules := []scheduling.EligibilityRule{
			{Key: "leave_days", Parameters: `{"at_least": 90}`, Source: "circulaire CNAM 28/2007", Blocks: true},
			{},
			{Key: "consent", Source: "descriptif national"},
		}
		h.ok(h.desk.SetRules(h.Context(), h.worker, id, h.seen(id), rules))
		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.worker, id))
		if got := sheet.Content.Rules; len(got) != 2 || !got[0].Blocks || got[1].Key != "consent" || got[1].Parameters != "{}" || got[1].Position != 2 {
			h.Errorf("rules: %+v", got)
		}
		rules[0].Parameters = `["at_least", 90]`
		h.refused(h.desk.SetRules(h.Context(), h.worker, id, h.seen(id), rules), "rule.parameters.object")
		rules[0].Parameters = `{"at_least": 9000}`
		h.refused(h.desk.SetRules(h.Context(), h.worker, id, h.seen(id), rules), "rule.parameter.range")
	})
}

func TestRule32_ACopyKeepsItsOriginShowsWhatDiffersAndIsApprovedAgain(t *testing.T) {
	inEachHouse(t, func(h *house) {
		origin := h.approved()
		_, err := h.desk.Copy(h.Context(), h.worker, origin, unit78, "Y-EMPLOI")
		h.refused(err, "not_found") // not his unit
		_, err = h.desk.Copy(h.Context(), h.other, origin, unit78, "Y-EMPLOI")
		h.refused(err, "not_found") // not a programme he sees
		_, err = h.desk.Copy(h.Context(), h.lead, origin, unit, "Y-EMPLOI")
		h.refused(err, "programme.copy.same_unit")
		copied := must[scheduling.VersionID](h)(h.desk.Copy(h.Context(), h.lead, origin, unit78, "y-emploi"))

		sheet := must[programmes.Sheet](h)(h.desk.Version(h.Context(), h.other, copied))
		if sheet.Origin == nil || sheet.Origin.Version != origin || sheet.Origin.Unit != "Val-d’Oise" || sheet.Origin.Seen || sheet.Code != "Y-EMPLOI" {
			h.Errorf("the copy's origin: %+v", sheet.Origin)
		}
		if h.state(copied) != scheduling.VersionDraft || sheet.Content.Version.ContentHash != "" {
			h.Error("the copy came approved")
		}
		h.ok(h.desk.DeleteModule(h.Context(), h.other, copied, h.seen(copied), 1))
		list := must[[]programmes.Comparison](h)(h.desk.Compare(h.Context(), h.other, copied))
		if len(list) != 1 || !list[0].Origin || len(list[0].Differences) != 4 {
			h.Fatalf("what differs: %+v", list)
		}
		var fields []string
		for _, d := range list[0].Differences {
			fields = append(fields, strings.TrimPrefix(d.Module+"/"+d.Field, "/"))
		}
		want := []string{"meetings", "Mes droits (1/2)/position", "Mes droits (2/2)/position", "Présentation/module"}
		if !slices.Equal(fields, want) {
			h.Errorf("differs in %q, want %q", fields, want)
		}
	})
}

func TestAnotherUnitsProgrammeIsNotFound(t *testing.T) {
	inEachHouse(t, func(h *house) {
		id := h.draft()
		_, err := h.desk.Version(h.Context(), h.other, id)
		h.refused(err, "not_found")
		_, err = h.desk.Programme(h.Context(), h.other, h.version(id).Programme)
		h.refused(err, "not_found")
		_, err = h.desk.Compare(h.Context(), h.other, id)
		h.refused(err, "not_found")
		h.refused(h.desk.Submit(h.Context(), h.other, id, h.seen(id)), "not_found")
	})
}
