package store

import (
	"slices"

	"trame/scheduling"
)

// VersionContent is all of a version that an approval covers.
func (tx *Tx) VersionContent(id scheduling.VersionID) (scheduling.VersionContent, error) {
	version, err := tx.Version(id)
	if err != nil {
		return scheduling.VersionContent{}, err
	}
	return tx.ContentOf(version)
}

// ContentOf is VersionContent of a version already read.
func (tx *Tx) ContentOf(version scheduling.ProgrammeVersion) (scheduling.VersionContent, error) {
	content := scheduling.VersionContent{Version: version}
	modules, err := tx.Modules(version.ID)
	if err != nil {
		return content, err
	}
	if content.Rules, err = tx.EligibilityRules(version.ID); err != nil {
		return content, err
	}
	content.Modules, err = tx.moduleContents(modules)
	return content, err
}

func (tx *Tx) moduleContents(modules []scheduling.Module) ([]scheduling.ModuleContent, error) {
	ids := make([]scheduling.ModuleID, len(modules))
	for i, m := range modules {
		ids[i] = m.ID
	}
	steps, err := tx.GuideStepsOf(ids)
	if err != nil {
		return nil, err
	}
	resources, err := tx.ResourcesOf(ids)
	if err != nil {
		return nil, err
	}
	contents := make([]scheduling.ModuleContent, len(modules))
	for i, m := range modules {
		contents[i].Module = m
	}
	for _, s := range steps {
		at := slices.Index(ids, s.Module)
		contents[at].Guide = append(contents[at].Guide, s)
	}
	for _, r := range resources {
		at := slices.Index(ids, r.Module)
		contents[at].Resources = append(contents[at].Resources, r)
	}
	return contents, nil
}

// AddVersionContent adds a version with modules, guides, supports and rules.
// Whatever id content has is replaced by a new one; files are copied from the
// supports that had them. It returns the version's new id.
func (tx *Tx) AddVersionContent(content scheduling.VersionContent) (scheduling.VersionID, error) {
	v := content.Version
	v.ID = NewID[scheduling.VersionID]()
	if err := tx.AddProgrammeVersion(v); err != nil {
		return "", err
	}
	for i, m := range content.Modules {
		m.ID, m.VersionID, m.Position = NewID[scheduling.ModuleID](), v.ID, i+1
		if err := tx.addModuleContent(m); err != nil {
			return "", err
		}
	}
	return v.ID, tx.SetEligibilityRules(v.ID, content.Rules)
}

func (tx *Tx) addModuleContent(m scheduling.ModuleContent) error {
	if err := tx.AddModule(m.Module); err != nil {
		return err
	}
	if err := tx.SetGuide(m.ID, m.Guide); err != nil {
		return err
	}
	for i, r := range m.Resources {
		from := r.ID
		r.ID, r.Module, r.Position = NewID[scheduling.ResourceID](), m.ID, i+1
		if err := tx.AddResource(r); err != nil {
			return err
		}
		if r.FileName == "" {
			continue
		}
		if err := tx.CopyResourceFile(from, r.ID); err != nil {
			return err
		}
	}
	return nil
}
