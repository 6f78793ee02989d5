package store

import (
	"trame/scheduling"
)

type freeTextRow struct {
	ID         scheduling.FreeTextID `gorm:"primaryKey"`
	Cohort     scheduling.CohortID   `gorm:"column:cohort_id"`
	Moment     scheduling.Moment
	Submission scheduling.SubmissionID `gorm:"column:submission_id"`
	Question   string                  `gorm:"column:question_key"`
	Verdict    scheduling.TextVerdict
	Words      string `gorm:"->"` // they stand with the answers
}

func (freeTextRow) TableName() string { return "free_texts" }

func freeTextOf(r freeTextRow) scheduling.FreeText { return scheduling.FreeText(r) }

// AnswerGroup is everybody of a session who was asked one questionnaire at one
// moment.
type AnswerGroup struct {
	Cohort        scheduling.CohortID        `gorm:"column:cohort_id;primaryKey"`
	Questionnaire scheduling.QuestionnaireID `gorm:"column:questionnaire_id;primaryKey"`
	Moment        scheduling.Moment          `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (AnswerGroup) TableName() string { return "text_listings" }

// toList keeps the assignments of groups whose answering is over, so that nothing
// is added to them any more, and whose texts were not listed.
const toList = ` not exists (select 1 from text_listings l
		where l.cohort_id = a.cohort_id and l.questionnaire_id = a.questionnaire_id and l.moment = a.moment)
	group by a.cohort_id, a.questionnaire_id, a.moment
	having sum(case when a.used_on is null and a.answer_by >= ? then 1 else 0 end) = 0 `

// GroupsToList are those of a cohort.
func (tx *Tx) GroupsToList(id scheduling.CohortID, today scheduling.Date) ([]AnswerGroup, error) {
	return some[AnswerGroup](tx, `
		select a.cohort_id, a.questionnaire_id, a.moment from assignments a where a.cohort_id = ? and`+toList+`
		order by a.questionnaire_id, a.moment`, id, today)
}

// CohortsToList are the cohorts with one, up to 500.
func (tx *Tx) CohortsToList(today scheduling.Date) ([]scheduling.CohortID, error) {
	return some[scheduling.CohortID](tx, `
		select distinct cohort_id from (select a.cohort_id from assignments a where`+toList+`) g
		order by cohort_id limit 500`, today)
}

// ListTexts puts texts of a group on the list of those to read; once.
func (tx *Tx) ListTexts(g AnswerGroup, texts []scheduling.FreeText) error {
	if err := add(tx, g); err != nil {
		return err
	}
	rows := make([]freeTextRow, len(texts))
	for i, t := range texts {
		rows[i] = freeTextRow(t)
	}
	return addAll(tx, rows)
}

const freeTexts = `select t.*, a.value as words from free_texts t
	join answers a on a.submission_id = t.submission_id and a.question_key = t.question_key `

// FreeTexts lists those of cohorts at a moment, in the order of their random
// ids.
func (tx *Tx) FreeTexts(ids []scheduling.CohortID, moment scheduling.Moment) ([]scheduling.FreeText, error) {
	rows, err := some[freeTextRow](tx, freeTexts+"where t.cohort_id in ? and t.moment = ? order by t.id", ids, moment)
	return each(rows, err, freeTextOf)
}

// FreeTextsOf lists those of one cohort.
func (tx *Tx) FreeTextsOf(id scheduling.CohortID) ([]scheduling.FreeText, error) {
	rows, err := some[freeTextRow](tx, freeTexts+"where t.cohort_id = ? order by t.id", id)
	return each(rows, err, freeTextOf)
}

// FreeText finds one.
func (tx *Tx) FreeText(id scheduling.FreeTextID) (scheduling.FreeText, error) {
	rows, err := some[freeTextRow](tx, freeTexts+"where t.id = ?", id)
	if err != nil {
		return scheduling.FreeText{}, err
	}
	if len(rows) == 0 {
		return scheduling.FreeText{}, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return freeTextOf(rows[0]), nil
}

// JudgeText writes down what its reader made of one. Its words take the place
// of those that were there.
func (tx *Tx) JudgeText(t scheduling.FreeText) error {
	if err := touched(tx.db.Model(&freeTextRow{}).Where("id = ?", t.ID).Update("verdict", t.Verdict)); err != nil {
		return err
	}
	return touched(tx.db.Model(&answerRow{}).Where("submission_id = ? and question_key = ?", t.Submission, t.Question).Update("value", t.Words))
}

// TextsToRead counts, by session, the texts that nobody has read.
func (tx *Tx) TextsToRead(units []scheduling.UnitID) ([]Need, error) {
	return some[Need](tx, `
		select t.cohort_id as cohort, c.label, s.city, count(*) as n
		from free_texts t join cohorts c on c.id = t.cohort_id join sites s on s.id = c.site_id
		where t.verdict = '' and c.unit_id in ?
		group by t.cohort_id, c.label, s.city order by c.label, t.cohort_id limit 50`, units)
}
