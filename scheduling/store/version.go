package store

import (
	"slices"
	"time"

	"trame/scheduling"
)

type programmeVersionRow struct {
	ID             scheduling.VersionID   `gorm:"primaryKey"`
	Programme      scheduling.ProgrammeID `gorm:"column:programme_id"`
	Number         int
	Title          string
	PublicTitle    string
	Axis           string
	Problem        string
	Context        string
	Public         string
	Objectives     string
	Method         string
	GroupMin       int
	GroupMax       int
	CadenceWeeks   int
	PauseForSchool bool
	FollowUpMonths int
	Questionnaire  scheduling.QuestionnaireID `gorm:"column:questionnaire_id;serializer:optional"`
	CreatedBy      scheduling.UserID          `gorm:"column:created_by"`
	CreatedAt      time.Time                  `gorm:"serializer:utc;autoCreateTime:false"`
	SubmittedBy    scheduling.UserID          `gorm:"column:submitted_by;serializer:optional"`
	SubmittedAt    time.Time                  `gorm:"serializer:utc"`
	ContentHash    string
	RetiredAt      time.Time `gorm:"serializer:utc"`
	Version        int
}

func (programmeVersionRow) TableName() string { return "programme_versions" }

type approvalRow struct {
	ID          scheduling.ApprovalID `gorm:"primaryKey"`
	VersionID   scheduling.VersionID
	Level       scheduling.ApprovalLevel
	Verdict     scheduling.Verdict
	User        scheduling.UserID `gorm:"column:user_id"`
	Comment     string
	ContentHash string
	At          time.Time `gorm:"serializer:utc"`
}

func (approvalRow) TableName() string { return "approvals" }

// AddProgrammeVersion adds one.
func (tx *Tx) AddProgrammeVersion(p scheduling.ProgrammeVersion) error {
	return add(tx, programmeVersionRow(p))
}

// Version finds one.
func (tx *Tx) Version(id scheduling.VersionID) (scheduling.ProgrammeVersion, error) {
	row, err := one[programmeVersionRow](tx, "id = ?", id)
	return scheduling.ProgrammeVersion(row), err
}

func programmeVersionOf(r programmeVersionRow) scheduling.ProgrammeVersion {
	return scheduling.ProgrammeVersion(r)
}

// ReplaceProgrammeVersion saves every column unless someone else did since p was read:
// then Conflict.
func (tx *Tx) ReplaceProgrammeVersion(p scheduling.ProgrammeVersion) error {
	p.Version++
	return replace(tx, programmeVersionRow(p), p.ID, p.Version)
}

// DeleteVersion takes a version away, with its modules, guides, supports and
// rules.
func (tx *Tx) DeleteVersion(id scheduling.VersionID) error {
	return touched(tx.db.Where("id = ?", id).Delete(&programmeVersionRow{}))
}

// AddApproval adds one.
func (tx *Tx) AddApproval(a scheduling.Approval) error { return add(tx, approvalRow(a)) }

// Approval finds one.
func (tx *Tx) Approval(id scheduling.ApprovalID) (scheduling.Approval, error) {
	row, err := one[approvalRow](tx, "id = ?", id)
	return scheduling.Approval(row), err
}

func approvalOf(r approvalRow) scheduling.Approval { return scheduling.Approval(r) }

// LockedVersion is Version, held against other writers until the end of the
// transaction.
func (tx *Tx) LockedVersion(id scheduling.VersionID) (scheduling.ProgrammeVersion, error) {
	row, err := locked[programmeVersionRow](tx, "id = ?", id)
	return scheduling.ProgrammeVersion(row), err
}

// Versions lists those of a programme, the newest first.
func (tx *Tx) Versions(id scheduling.ProgrammeID) ([]scheduling.ProgrammeVersion, error) {
	return tx.VersionsOf([]scheduling.ProgrammeID{id})
}

// VersionsOf lists those of several programmes, the newest first.
func (tx *Tx) VersionsOf(ids []scheduling.ProgrammeID) ([]scheduling.ProgrammeVersion, error) {
	rows, err := all[programmeVersionRow](tx, "number desc, id", "programme_id in ?", ids)
	return each(rows, err, programmeVersionOf)
}

// LatestVersion is the newest version of a programme, whatever its state.
func (tx *Tx) LatestVersion(id scheduling.ProgrammeID) (scheduling.ProgrammeVersion, error) {
	row, err := one[programmeVersionRow](tx,
		"programme_id = ? and number = (select max(number) from programme_versions where programme_id = ?)", id, id)
	return scheduling.ProgrammeVersion(row), err
}

// Approvals lists those of a version, in time.
func (tx *Tx) Approvals(id scheduling.VersionID) ([]scheduling.Approval, error) {
	return tx.ApprovalsOf([]scheduling.VersionID{id})
}

// ApprovalsOf lists those of several versions, in time.
func (tx *Tx) ApprovalsOf(ids []scheduling.VersionID) ([]scheduling.Approval, error) {
	rows, err := all[approvalRow](tx, "at, id", "version_id in ?", ids)
	return each(rows, err, approvalOf)
}

// VersionState is where a version stands.
func (tx *Tx) VersionState(id scheduling.VersionID) (scheduling.VersionState, error) {
	version, err := tx.Version(id)
	if err != nil {
		return "", err
	}
	approvals, err := tx.Approvals(id)
	return version.State(approvals), err
}

// ApprovedVersion is the newest approved version of a programme: the one that
// sessions are opened from (rule 1). NotFound when there is none.
func (tx *Tx) ApprovedVersion(id scheduling.ProgrammeID) (scheduling.ProgrammeVersion, error) {
	versions, err := tx.Versions(id)
	if err != nil {
		return scheduling.ProgrammeVersion{}, err
	}
	approved, err := tx.newestApproved(versions)
	if err == nil && len(approved) == 0 {
		err = scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	if err != nil {
		return scheduling.ProgrammeVersion{}, err
	}
	return approved[0], nil
}

// ApprovedVersions is the newest approved version of each programme of units,
// by title.
func (tx *Tx) ApprovedVersions(units []scheduling.UnitID) ([]scheduling.ProgrammeVersion, error) {
	rows, err := all[programmeVersionRow](tx, "title, number desc, id",
		"submitted_at is not null and retired_at is null and programme_id in (select id from programmes where unit_id in ?)", units)
	versions, err := each(rows, err, programmeVersionOf)
	if err != nil {
		return nil, err
	}
	return tx.newestApproved(versions)
}

// newestApproved keeps of each programme the approved version of the highest
// number, in the order given.
func (tx *Tx) newestApproved(versions []scheduling.ProgrammeVersion) ([]scheduling.ProgrammeVersion, error) {
	ids := make([]scheduling.VersionID, len(versions))
	for i, v := range versions {
		ids[i] = v.ID
	}
	approvals, err := tx.ApprovalsOf(ids)
	if err != nil {
		return nil, err
	}
	newest := map[scheduling.ProgrammeID]int{}
	for _, v := range versions {
		if v.State(approvals) == scheduling.VersionApproved {
			newest[v.Programme] = max(newest[v.Programme], v.Number)
		}
	}
	return slices.DeleteFunc(versions, func(v scheduling.ProgrammeVersion) bool { return newest[v.Programme] != v.Number }), nil
}

// VersionsByID finds several at once.
func (tx *Tx) VersionsByID(ids []scheduling.VersionID) ([]scheduling.ProgrammeVersion, error) {
	rows, err := all[programmeVersionRow](tx, "id", "id in ?", ids)
	return each(rows, err, programmeVersionOf)
}
