package store

import (
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

// AddApproval adds one.
func (tx *Tx) AddApproval(a scheduling.Approval) error { return add(tx, approvalRow(a)) }

// Approval finds one.
func (tx *Tx) Approval(id scheduling.ApprovalID) (scheduling.Approval, error) {
	row, err := one[approvalRow](tx, "id = ?", id)
	return scheduling.Approval(row), err
}

func approvalOf(r approvalRow) scheduling.Approval { return scheduling.Approval(r) }

// Versions lists those of a programme, the newest first.
func (tx *Tx) Versions(id scheduling.ProgrammeID) ([]scheduling.ProgrammeVersion, error) {
	rows, err := all[programmeVersionRow](tx, "number desc", "programme_id = ?", id)
	return each(rows, err, programmeVersionOf)
}

// Approvals lists those of a version, in time.
func (tx *Tx) Approvals(id scheduling.VersionID) ([]scheduling.Approval, error) {
	rows, err := all[approvalRow](tx, "at", "version_id = ?", id)
	return each(rows, err, approvalOf)
}
