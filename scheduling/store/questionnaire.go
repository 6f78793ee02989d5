package store

import (
	"time"

	"trame/scheduling"
)

type questionnaireRow struct {
	ID           scheduling.QuestionnaireID `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID  `gorm:"column:organisation_id"`
	Code         string
	Number       int
	Title        string
	Opening      string
	Closing      string
	Anonymous    bool
	CreatedAt    time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	FrozenAt     time.Time `gorm:"serializer:utc"`
	Version      int
}

func (questionnaireRow) TableName() string { return "questionnaires" }

func questionnaireOf(r questionnaireRow) scheduling.Questionnaire {
	return scheduling.Questionnaire(r)
}

type questionRow struct {
	ID            scheduling.QuestionID      `gorm:"primaryKey"`
	Questionnaire scheduling.QuestionnaireID `gorm:"column:questionnaire_id"`
	Position      int
	Key           string
	Kind          scheduling.QuestionKind
	Text          string
	Help          string
	About         scheduling.QuestionAbout
	Each          bool                `gorm:"column:for_each"`
	Options       []scheduling.Option `gorm:"serializer:json"`
	Rows          []scheduling.Option `gorm:"serializer:json"`
	Min           int                 `gorm:"column:lowest"`
	Max           int                 `gorm:"column:highest"`
	Required      bool
	ShowIf        scheduling.Condition `gorm:"embedded;embeddedPrefix:show_if_"`
}

func (questionRow) TableName() string { return "questions" }

func questionOf(r questionRow) scheduling.Question { return scheduling.Question(r) }

// AddQuestionnaire adds one with its questions, which get ids and the
// positions 1..n.
func (tx *Tx) AddQuestionnaire(q scheduling.Questionnaire, questions []scheduling.Question) error {
	if err := add(tx, questionnaireRow(q)); err != nil {
		return err
	}
	return tx.addQuestions(q.ID, questions)
}

func (tx *Tx) addQuestions(id scheduling.QuestionnaireID, questions []scheduling.Question) error {
	rows := make([]questionRow, len(questions))
	for i, q := range questions {
		q.ID, q.Questionnaire, q.Position = NewID[scheduling.QuestionID](), id, i+1
		rows[i] = questionRow(q)
	}
	return addAll(tx, rows)
}

// Questionnaire finds one.
func (tx *Tx) Questionnaire(id scheduling.QuestionnaireID) (scheduling.Questionnaire, error) {
	row, err := one[questionnaireRow](tx, "id = ?", id)
	return scheduling.Questionnaire(row), err
}

// LockQuestionnaire finds one and holds it until the end of the transaction.
func (tx *Tx) LockQuestionnaire(id scheduling.QuestionnaireID) (scheduling.Questionnaire, error) {
	row, err := locked[questionnaireRow](tx, "id = ?", id)
	return scheduling.Questionnaire(row), err
}

// Questionnaires lists those of an organisation, by code, the newest first.
func (tx *Tx) Questionnaires(id scheduling.OrganisationID) ([]scheduling.Questionnaire, error) {
	rows, err := all[questionnaireRow](tx, "code, number desc", "organisation_id = ?", id)
	return each(rows, err, questionnaireOf)
}

// Questions lists those of a questionnaire, in order.
func (tx *Tx) Questions(id scheduling.QuestionnaireID) ([]scheduling.Question, error) {
	rows, err := all[questionRow](tx, "position", "questionnaire_id = ?", id)
	return each(rows, err, questionOf)
}

// ReplaceQuestionnaire saves every column and question unless someone else did
// since q was read: then Conflict.
func (tx *Tx) ReplaceQuestionnaire(q scheduling.Questionnaire, questions []scheduling.Question) error {
	q.Version++
	if err := replace(tx, questionnaireRow(q), q.ID, q.Version); err != nil {
		return err
	}
	if err := tx.db.Where("questionnaire_id = ?", q.ID).Delete(&questionRow{}).Error; err != nil {
		return err
	}
	return tx.addQuestions(q.ID, questions)
}

// FreezeQuestionnaire notes that one was sent: it changes no more.
func (tx *Tx) FreezeQuestionnaire(id scheduling.QuestionnaireID) error {
	return tx.db.Model(&questionnaireRow{}).Where("id = ? and frozen_at is null", id).Update("frozen_at", tx.Now).Error
}

// QuestionnaireSubmitted reports whether a submitted version asks one: its
// approval covers it.
func (tx *Tx) QuestionnaireSubmitted(id scheduling.QuestionnaireID) (bool, error) {
	rows, err := some[int](tx, "select count(*) from programme_versions where questionnaire_id = ? and submitted_at is not null", id)
	if err != nil {
		return false, err
	}
	return rows[0] > 0, nil
}
