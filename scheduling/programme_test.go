package scheduling

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// modules makes a sound content of n modules.
func contentOf(n int) VersionContent {
	c := VersionContent{Version: ProgrammeVersion{
		ID: "v", Title: "Cancer et retour à l’emploi", PublicTitle: "Rencontres du service social",
		Axis: "job_retention", Problem: "p", Public: "p", Objectives: "o",
		GroupMin: 10, GroupMax: 12, CadenceWeeks: 1, FollowUpMonths: 6,
	}}
	for i := range n {
		c.Modules = append(c.Modules, ModuleContent{
			Module: Module{Position: i + 1, Title: fmt.Sprintf("Module %d", i+1), Kind: "content", Minutes: 120},
			Guide:  []GuideStep{{Position: 1, Minutes: 120, Title: "Échanges"}},
		})
	}
	return c
}

// fields are those that err finds fault with, each with its key.
func fields(err error) []string {
	var faults Faults
	if !errors.As(err, &faults) {
		return nil
	}
	list := make([]string, len(faults))
	for i, f := range faults {
		list[i] = f.Field + " " + f.Key
	}
	return list
}

func TestRule03_FewerThanThreeModulesAreNoCollectiveIntervention(t *testing.T) {
	for n, want := range map[int][]string{
		0: {"modules version.modules.too_few"},
		2: {"modules version.modules.too_few"},
		3: nil,
		4: nil,
	} {
		if got := fields(contentOf(n).Ready()); !slices.Equal(got, want) {
			t.Errorf("%d modules: %v, want %v", n, got, want)
		}
	}
}

func TestRule04_PositionsAreOneToNAndPartsStandSideBySide(t *testing.T) {
	part := func(position int, title string, part, parts int) Module {
		return Module{Position: position, Title: title, Part: part, Parts: parts}
	}
	for name, c := range map[string]struct {
		modules []Module
		want    []string
	}{
		"in order":          {[]Module{part(1, "a", 0, 0), part(2, "b", 1, 2), part(3, "b", 2, 2)}, nil},
		"a gap":             {[]Module{part(1, "a", 0, 0), part(3, "b", 0, 0)}, []string{"modules.2.position module.position.gap"}},
		"from zero":         {[]Module{part(0, "a", 0, 0)}, []string{"modules.1.position module.position.gap"}},
		"parts apart":       {[]Module{part(1, "b", 1, 2), part(2, "a", 0, 0), part(3, "b", 2, 2)}, []string{"modules.1.part module.part.apart", "modules.3.part module.part.apart"}},
		"parts turned":      {[]Module{part(1, "b", 2, 2), part(2, "b", 1, 2)}, []string{"modules.1.part module.part.apart", "modules.2.part module.part.apart"}},
		"a part is missing": {[]Module{part(1, "b", 1, 2)}, []string{"modules.1.part module.part.apart"}},
		"another title":     {[]Module{part(1, "b", 1, 2), part(2, "c", 2, 2)}, []string{"modules.1.part module.part.apart", "modules.2.part module.part.apart"}},
		"three parts":       {[]Module{part(1, "b", 1, 3), part(2, "b", 2, 3), part(3, "b", 3, 3)}, nil},
	} {
		if got := fields(CheckOrder(c.modules)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestRule04_PartsMoveTogether(t *testing.T) {
	modules := []Module{
		{ID: "a", Title: "a"}, {ID: "b1", Title: "b", Part: 1, Parts: 2}, {ID: "b2", Title: "b", Part: 2, Parts: 2}, {ID: "c", Title: "c"},
	}
	for name, c := range map[string]struct {
		n    int
		up   bool
		want string
	}{
		"down past both parts":   {1, false, "b1 b2 a c"},
		"up past both parts":     {4, true, "a c b1 b2"},
		"a part takes the other": {2, false, "a c b1 b2"},
		"from either":            {3, true, "b1 b2 a c"},
		"first stays first":      {1, true, "a b1 b2 c"},
		"last stays last":        {4, false, "a b1 b2 c"},
	} {
		var ids []string
		for _, m := range Moved(modules, c.n, c.up) {
			ids = append(ids, string(m.ID))
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestEveryFaultOfASubmissionIsAtItsField(t *testing.T) {
	c := contentOf(3)
	c.Version.Title, c.Version.Problem, c.Version.GroupMax = " ", "", 9
	c.Modules[1].Minutes = 5
	c.Modules[1].Guide[0].Title = ""
	c.Modules[2].Partners = []PartnerKind{"mdph", "wizard", "mdph"}
	c.Modules[2].Resources = []Resource{{Kind: "film", Title: "Le film", Link: "http://example.org"}}
	c.Rules = []EligibilityRule{{Key: "Leave days", Parameters: "[]", Source: ""}}
	want := []string{
		"title text.required", "group_max version.group_max.range", "problem version.problem.required",
		"modules.2.minutes module.minutes.range", "modules.2.steps.1.title text.required",
		"modules.3.partners module.partners.unknown", "modules.3.partners module.partners.twice",
		"modules.3.resources.1.link resource.link.https",
		"rules.1.key rule.key.form", "rules.1.parameters rule.parameters.object", "rules.1.source rule.source.required",
	}
	if got := fields(c.Ready()); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestASupportIsOneHTTPSLinkOrOneFile(t *testing.T) {
	for link, want := range map[string]string{
		"https://www.ameli.fr/film":      "",
		"http://www.ameli.fr/film":       "link resource.link.https",
		"javascript:alert(1)":            "link resource.link.https",
		"https://":                       "link resource.link.https",
		"https://agent:secret@ameli.fr/": "link resource.link.https",
		"//ameli.fr":                     "link resource.link.https",
		"":                               "link resource.link_or_file",
	} {
		got := strings.Join(fields(Resource{Kind: "film", Title: "Film", Link: link}.Validate()), ", ")
		if got != want {
			t.Errorf("%q: %s, want %s", link, got, want)
		}
	}
	both := Resource{Kind: "film", Title: "Film", Link: "https://ameli.fr", FileName: "film.mp4"}
	if got := fields(both.Validate()); !slices.Equal(got, []string{"link resource.link_and_file"}) {
		t.Error(got)
	}
}

func TestRule13_APublicTitleHoldsNoHealthWord(t *testing.T) {
	for title, want := range map[string]string{
		"Rencontres du service social de l’Assurance Maladie": "",
		"Rencontres du service social de l'assurance maladie": "",
		"Un temps pour soi, au sein du groupe":                "",
		"Reprendre le travail, ensemble":                      "",
		"Cancer et retour à l’emploi":                         "Cancer",
		"Après la MALADIE":                                    "MALADIE",
		"Vivre avec un handicap":                              "handicap",
		"Groupe de parole post-cancer":                        "post-cancer",
		"Santé et travail":                                    "Santé",
		"Sante\u0301 et travail":                              "Sante\u0301",
		"De l'ho\u0302pital au domicile":                      "ho\u0302pital",
		"Parcours de l'hôpital au domicile":                   "hôpital",
		"Être en invalidité : et après ?":                     "invalidité",
		"Le stress post-traumatique":                          "post-traumatique",
		"L’arrêt de travail":                                  "arrêt",
	} {
		if got := HealthWord(title); got != want {
			t.Errorf("%q holds %q, want %q", title, got, want)
		}
	}
}

func TestRule01_AVersionIsApprovedLocallyThenRegionallyByTwoPeople(t *testing.T) {
	at := time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	approval := func(level ApprovalLevel, verdict Verdict, user UserID, hash string, day int) Approval {
		return Approval{VersionID: "v", Level: level, Verdict: verdict, User: user, ContentHash: hash, At: at.AddDate(0, 0, day)}
	}
	local := approval(Local, Approved, "nadia", "h", 1)
	regional := approval(Regional, Approved, "paul", "h", 2)
	for name, c := range map[string]struct {
		approvals []Approval
		want      VersionState
	}{
		"nobody":                         {nil, VersionSubmitted},
		"local":                          {[]Approval{local}, VersionApprovedLocal},
		"local then regional":            {[]Approval{local, regional}, VersionApproved},
		"read in any order":              {[]Approval{regional, local}, VersionApproved},
		"regional alone":                 {[]Approval{regional}, VersionSubmitted},
		"regional before local":          {[]Approval{approval(Regional, Approved, "paul", "h", 0), local}, VersionApprovedLocal},
		"the same person twice":          {[]Approval{local, approval(Regional, Approved, "nadia", "h", 2)}, VersionApprovedLocal},
		"another content locally":        {[]Approval{approval(Local, Approved, "nadia", "old", 1), regional}, VersionSubmitted},
		"another content regionally":     {[]Approval{local, approval(Regional, Approved, "paul", "old", 2)}, VersionApprovedLocal},
		"changes requested locally":      {[]Approval{approval(Local, ChangesRequested, "nadia", "h", 1)}, VersionChangesRequested},
		"changes requested regionally":   {[]Approval{local, approval(Regional, ChangesRequested, "paul", "h", 2)}, VersionChangesRequested},
		"rejected locally":               {[]Approval{approval(Local, Rejected, "nadia", "h", 1)}, VersionRejected},
		"rejected regionally":            {[]Approval{local, approval(Regional, Rejected, "paul", "h", 2)}, VersionRejected},
		"an approval of another version": {[]Approval{{VersionID: "w", Level: Local, Verdict: Approved, User: "nadia", ContentHash: "h", At: at}}, VersionSubmitted},
	} {
		v := ProgrammeVersion{ID: "v", SubmittedAt: at, ContentHash: "h"}
		if got := v.State(c.approvals); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := (ProgrammeVersion{}).State(nil); got != VersionDraft {
		t.Errorf("not submitted: %s", got)
	}
	if got := (ProgrammeVersion{SubmittedAt: at, RetiredAt: at}).State(nil); got != VersionRetired {
		t.Errorf("retired: %s", got)
	}
}

func TestRule02_TheHashCoversAllThatIsApprovedAndNothingElse(t *testing.T) {
	base := contentOf(3)
	base.Modules[0].Resources = []Resource{{Kind: "film", Title: "Film", FileName: "f.mp4", FileHash: "aa"}}
	base.Rules = []EligibilityRule{{Key: "leave_days", Parameters: `{"from": 90, "at": "start"}`, Source: "circulaire", Blocks: true}}
	hash := base.Hash()
	for name, change := range map[string]func(*VersionContent){
		"title":      func(c *VersionContent) { c.Version.Title += "!" },
		"public":     func(c *VersionContent) { c.Version.Public += "!" },
		"group size": func(c *VersionContent) { c.Version.GroupMax++ },
		"cadence":    func(c *VersionContent) { c.Version.CadenceWeeks++ },
		"a module":   func(c *VersionContent) { c.Modules = c.Modules[:2] },
		"order":      func(c *VersionContent) { c.Modules[0], c.Modules[1] = c.Modules[1], c.Modules[0] },
		"minutes":    func(c *VersionContent) { c.Modules[0].Minutes++ },
		"a partner":  func(c *VersionContent) { c.Modules[0].Partners = []PartnerKind{"mdph"} },
		"a step":     func(c *VersionContent) { c.Modules[0].Guide[0].Detail = "…" },
		"a file":     func(c *VersionContent) { c.Modules[0].Resources[0].FileHash = "bb" },
		"a rule":     func(c *VersionContent) { c.Rules[0].Blocks = false },
	} {
		c := cloneContent(base)
		if change(&c); c.Hash() == hash {
			t.Errorf("%s changed, the hash did not", name)
		}
	}
	for name, change := range map[string]func(*VersionContent){
		"identity":        func(c *VersionContent) { c.Version.ID, c.Version.Number, c.Modules[0].ID = "w", 2, "m" },
		"who and when":    func(c *VersionContent) { c.Version.SubmittedBy, c.Version.SubmittedAt = "u", time.Now() },
		"spaces in JSON":  func(c *VersionContent) { c.Rules[0].Parameters = `{"at":"start","from":90}` },
		"the stored hash": func(c *VersionContent) { c.Version.ContentHash = "h" },
	} {
		c := cloneContent(base)
		if change(&c); c.Hash() != hash {
			t.Errorf("%s is no content, yet the hash changed", name)
		}
	}
}

func TestTheCanonicalFormIsSortedAndBare(t *testing.T) {
	c := VersionContent{Version: ProgrammeVersion{Title: "Œuvrer <ensemble> & mieux"}}
	want := `{"axis":"","cadence_weeks":0,"context":"","follow_up_months":0,"form":"trame.programme/1",` +
		`"group_max":0,"group_min":0,"method":"","modules":[],"objectives":"","pause_for_school":false,"problem":"",` +
		`"public":"","public_title":"","questionnaire":"","rules":[],"title":"Œuvrer <ensemble> & mieux"}`
	if got := string(c.Canonical()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRule32_WhatDiffersIsSaidFieldByFieldAndModuleByModule(t *testing.T) {
	before := contentOf(4)
	after := cloneContent(before)
	after.Version.GroupMax = 14
	after.Modules[0].Minutes = 90
	after.Modules[1].Title = "Nouveau titre"
	after.Modules[2], after.Modules[3] = after.Modules[3], after.Modules[2]
	after.Modules[2].Position, after.Modules[3].Position = 3, 4
	after.Modules = append(after.Modules, ModuleContent{Module: Module{Position: 5, Title: "En plus"}})
	want := []Difference{
		{"", "group", "10–12", "10–14"},
		{"", "meetings", "4", "5"},
		{"Module 1", "minutes", "120", "90"},
		{"Nouveau titre", "title", "Module 2", "Nouveau titre"},
		{"Module 4", "position", "4", "3"},
		{"Module 3", "position", "3", "4"},
		{"En plus", "module", "", "En plus"},
	}
	if got := Differences(before, after); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := Differences(after, after); len(got) != 0 {
		t.Errorf("a content differs from itself: %q", got)
	}
	gone := Differences(after, before)
	if last := gone[len(gone)-1]; last != (Difference{"En plus", "module", "En plus", ""}) {
		t.Errorf("a module taken out: %q", last)
	}
}

func cloneContent(c VersionContent) VersionContent {
	c.Modules, c.Rules = slices.Clone(c.Modules), slices.Clone(c.Rules)
	for i := range c.Modules {
		c.Modules[i].Guide = slices.Clone(c.Modules[i].Guide)
		c.Modules[i].Resources = slices.Clone(c.Modules[i].Resources)
	}
	return c
}
