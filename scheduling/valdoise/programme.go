package valdoise

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// The fixed ids of the reference programme. Its first version is approved and
// in use; the second waits for the local approval. Module n of the first is
// ModuleID(n).
const (
	programme     scheduling.ProgrammeID = "programme-vo"
	versionInUse  scheduling.VersionID   = "version-vo-1"
	versionToRead scheduling.VersionID   = "version-vo-2"
)

// ModuleID is the n-th module, from 1, of the version in use.
func ModuleID(n int) scheduling.ModuleID { return moduleID(versionInUse, n) }

func moduleID(v scheduling.VersionID, n int) scheduling.ModuleID {
	return scheduling.ModuleID(fmt.Sprintf("module-%s-%02d", v[len("version-"):], n))
}

// programmeText is the programme with its ten guides, written for this world
// after what the field publishes of it (mission.md §1).
//
//go:embed programme.json
var programmeText []byte

// Programme is the reference programme's content: version, modules with their
// guides and supports, eligibility rules. Nothing has an id yet.
func Programme() (code string, content scheduling.VersionContent, err error) {
	var text struct {
		Code                          string
		Title, Axis, Problem, Context string
		PublicTitle                   string `json:"public_title"`
		Public, Objectives, Method    string
		GroupMin                      int `json:"group_min"`
		GroupMax                      int `json:"group_max"`
		CadenceWeeks                  int `json:"cadence_weeks"`
		FollowUpMonths                int `json:"follow_up_months"`
		Rules                         []struct {
			Key, Source string
			Parameters  json.RawMessage
			Blocks      bool
		}
		Modules []struct {
			Title, Kind, Message, Method string
			ToBring                      string `json:"to_bring"`
			Part, Parts, Minutes         int
			Partners                     []scheduling.PartnerKind
			Testimony                    bool
			Guide                        []scheduling.GuideStep
			Resources                    []scheduling.Resource
		}
	}
	if err := json.Unmarshal(programmeText, &text); err != nil {
		return "", content, fmt.Errorf("programme.json: %w", err)
	}
	content.Version = scheduling.ProgrammeVersion{
		Title: text.Title, PublicTitle: text.PublicTitle, Axis: text.Axis, Problem: text.Problem,
		Context: text.Context, Public: text.Public, Objectives: text.Objectives, Method: text.Method,
		GroupMin: text.GroupMin, GroupMax: text.GroupMax, CadenceWeeks: text.CadenceWeeks, FollowUpMonths: text.FollowUpMonths,
		Questionnaire: satisfaction,
	}
	for i, m := range text.Modules {
		content.Modules = append(content.Modules, scheduling.ModuleContent{
			Module: scheduling.Module{
				Position: i + 1, Title: m.Title, Part: m.Part, Parts: m.Parts, Kind: m.Kind, Minutes: m.Minutes,
				Partners: m.Partners, Testimony: m.Testimony, Message: m.Message, Method: m.Method, ToBring: m.ToBring,
			},
			Guide: m.Guide, Resources: m.Resources,
		})
	}
	for _, r := range text.Rules {
		content.Rules = append(content.Rules, scheduling.EligibilityRule{
			Key: r.Key, Parameters: string(r.Parameters), Source: r.Source, Blocks: r.Blocks,
		})
	}
	return text.Code, content, nil
}

// loadProgramme adds the programme with its approved version, and a second
// version that was just submitted.
func loadProgramme(tx *store.Tx) error {
	code, content, err := Programme()
	if err != nil {
		return err
	}
	began := time.Date(2012, 6, 4, 8, 0, 0, 0, time.UTC)
	if err := tx.AddProgramme(scheduling.Programme{ID: programme, Unit: valDOise, Code: code, CreatedAt: began}); err != nil {
		return err
	}
	content.Version.ID, content.Version.Number = versionInUse, 1
	if err := loadVersion(tx, content, began); err != nil {
		return err
	}
	if err := approve(tx, versionInUse, began); err != nil {
		return err
	}
	content.Version.ID, content.Version.Number = versionToRead, 2
	content.Version.GroupMin = 8
	content.Modules[8].Partners = []scheduling.PartnerKind{"company_hr", "former_participant"}
	content.Modules[8].ToBring = "Vos questions sur la reprise, même celles que vous n’osez pas poser."
	return loadVersion(tx, content, tx.Now.AddDate(0, 0, -3))
}

// loadVersion adds a submitted version with what hangs on it.
func loadVersion(tx *store.Tx, content scheduling.VersionContent, at time.Time) error {
	v := content.Version
	v.Programme, v.Version = programme, 1
	v.CreatedBy, v.CreatedAt = "agent-claire", at.Add(-2*time.Hour)
	if err := tx.AddProgrammeVersion(v); err != nil {
		return err
	}
	for i, m := range content.Modules {
		m.ID, m.VersionID = moduleID(v.ID, i+1), v.ID
		if err := tx.AddModule(m.Module); err != nil {
			return err
		}
		if err := tx.SetGuide(m.ID, m.Guide); err != nil {
			return err
		}
		for j, r := range m.Resources {
			r.ID, r.Module, r.Position = scheduling.ResourceID(fmt.Sprintf("resource-%s-%d", m.ID, j+1)), m.ID, j+1
			if err := tx.AddResource(r); err != nil {
				return err
			}
		}
	}
	if err := loadLeaflet(tx, v.ID); err != nil {
		return err
	}
	if err := tx.SetEligibilityRules(v.ID, content.Rules); err != nil {
		return err
	}
	stored, err := tx.ContentOf(v)
	if err != nil {
		return err
	}
	if err := stored.Ready(); err != nil {
		return fmt.Errorf("version %d of the reference programme: %w", v.Number, err)
	}
	v.SubmittedBy, v.SubmittedAt, v.ContentHash = v.CreatedBy, at, stored.Hash()
	return tx.ReplaceProgrammeVersion(v)
}

// leaflet is the one support that is a file.
//
//go:embed reperes.txt
var leaflet []byte

func loadLeaflet(tx *store.Tx, v scheduling.VersionID) error {
	sum := sha256.Sum256(leaflet)
	m := moduleID(v, 1)
	return tx.AddResourceFile(scheduling.Resource{
		ID: scheduling.ResourceID(fmt.Sprintf("resource-%s-3", m)), Module: m, Position: 3, Kind: "aide_memoire", Title: "Repères pour bien commencer",
		FileName: "reperes.txt", FileType: "text/plain", FileBytes: len(leaflet), FileHash: hex.EncodeToString(sum[:]),
	}, leaflet)
}

// approve gives a version its two approvals, two and four weeks after at.
func approve(tx *store.Tx, id scheduling.VersionID, at time.Time) error {
	v, err := tx.Version(id)
	if err != nil {
		return err
	}
	for _, a := range []scheduling.Approval{
		{ID: "approval-vo-local", Level: scheduling.Local, User: "agent-helene", At: at.AddDate(0, 0, 14), Comment: "Une action attendue, avec un partenaire solide."},
		{ID: "approval-vo-regional", Level: scheduling.Regional, User: "agent-marc", At: at.AddDate(0, 0, 28), Comment: "Validé pour deux sessions par an."},
	} {
		a.VersionID, a.Verdict, a.ContentHash = id, scheduling.Approved, v.ContentHash
		if err := tx.AddApproval(a); err != nil {
			return err
		}
	}
	return nil
}
