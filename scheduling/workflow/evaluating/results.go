package evaluating

import (
	"context"
	"maps"
	"slices"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

// Results is what the sessions of the actor's units answered to one
// questionnaire, together. Sessions count once the year in which
// they answered is over: what is shown then does not change (rule 21).
type Results struct {
	Questionnaire scheduling.Questionnaire
	Moments       []MomentResults // in the order of a session's life
	Sessions      []SessionLine   // the latest first
	Coming        int             // of them, those that will count later
	MayName       bool            // the actor may take who answered what: it bears names, and he reads social content
	Moved         []MovedBetween  // person by person, where answers bear names

	named map[askedAt]namedAnswers
}

// MomentResults is what was answered at one moment.
type MomentResults struct {
	Moment    scheduling.Moment
	Asked     int
	Answered  int
	Questions []evaluation.Gathered
}

// SessionLine is a session that was asked.
type SessionLine struct {
	Cohort   scheduling.Cohort
	Site     string
	Asked    int
	Answered int
	Counts   bool // among those shown together
}

var moments = []scheduling.Moment{scheduling.AtStart, scheduling.AtEnd, scheduling.AtSixMonths}

// Results gathers them; only who may see reports may.
func (d *Desk) Results(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (r Results, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		r, err = results(tx, actor, id)
		return err
	})
	return r, err
}

// ExportResults is Results for a file: it leaves a trace.
func (d *Desk) ExportResults(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID) (r Results, err error) {
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		if r, err = results(tx, actor, id); err != nil {
			return err
		}
		return audit(tx, actor.ID.Ref(), "exported", "questionnaire:"+string(id), "", nil)
	})
	return r, err
}

func results(tx *store.Tx, actor scheduling.Actor, id scheduling.QuestionnaireID) (r Results, err error) {
	if r.Questionnaire, err = tx.Questionnaire(id); err != nil {
		return r, err
	}
	units := actor.Units(scheduling.SeeReports)
	if r.Questionnaire.Organisation != actor.Organisation || len(units) == 0 {
		return r, refuse(scheduling.NotFound, "not_found")
	}
	r.MayName = !r.Questionnaire.Anonymous && len(actor.Units(scheduling.SeeSocial)) > 0
	cohorts, err := tx.CohortsAsked(id, units)
	if err != nil || len(cohorts) == 0 {
		return r, err
	}
	if err := r.list(tx, cohorts); err != nil {
		return r, err
	}
	questions, err := questionsIn(tx, cohorts, id)
	if err != nil {
		return r, err
	}
	for _, m := range moments {
		if err := r.gather(tx, m, questions); err != nil {
			return r, err
		}
	}
	r.pair(questions)
	for _, s := range r.Sessions {
		if !s.Counts {
			r.Coming++
		}
	}
	return r, nil
}

// questionsIn is the questions of a questionnaire, those asked of each subject
// once for each that any of the sessions had.
func questionsIn(tx *store.Tx, cohorts []scheduling.Cohort, id scheduling.QuestionnaireID) ([]scheduling.Question, error) {
	questions, err := tx.Questions(id)
	if err != nil {
		return nil, err
	}
	ids := make([]scheduling.CohortID, len(cohorts))
	for i, c := range cohorts {
		ids[i] = c.ID
	}
	subjects, err := tx.Subjects(ids...)
	return evaluation.Flat(evaluation.Lay(questions, subjects)), err
}

// list names the sessions.
func (r *Results) list(tx *store.Tx, cohorts []scheduling.Cohort) error {
	ids := make([]scheduling.SiteID, len(cohorts))
	for i, c := range cohorts {
		ids[i] = c.Site
	}
	sites, err := tx.SitesByID(ids)
	if err != nil {
		return err
	}
	cities := map[scheduling.SiteID]string{}
	for _, s := range sites {
		cities[s.ID] = s.City
	}
	for _, c := range cohorts {
		r.Sessions = append(r.Sessions, SessionLine{Cohort: c, Site: cities[c.Site]})
	}
	return nil
}

// gather adds what was answered at a moment, when anybody was asked.
func (r *Results) gather(tx *store.Tx, moment scheduling.Moment, questions []scheduling.Question) error {
	ids := make([]scheduling.CohortID, len(r.Sessions))
	for i, s := range r.Sessions {
		ids[i] = s.Cohort.ID
	}
	assignments, err := tx.AssignmentsOf(ids, moment)
	if err != nil {
		return err
	}
	submissions, err := tx.Submissions(ids, moment)
	if err != nil {
		return err
	}
	given := map[scheduling.CohortID][]scheduling.Answers{}
	for _, s := range submissions {
		if s.Questionnaire == r.Questionnaire.ID {
			given[s.Cohort] = append(given[s.Cohort], s.Answers)
		}
	}
	result := MomentResults{Moment: moment}
	var counted []evaluation.SessionAnswers
	years := map[scheduling.CohortID]int{} // of the sessions that count
	for i := range r.Sessions {
		line := &r.Sessions[i]
		asked := slices.DeleteFunc(assignments[line.Cohort.ID], func(a scheduling.Assignment) bool { return a.Questionnaire != r.Questionnaire.ID })
		answers := given[line.Cohort.ID]
		line.Asked, line.Answered = line.Asked+len(asked), line.Answered+len(answers)
		year, over := evaluation.Settled(asked, scheduling.DateOf(tx.Now))
		if !over {
			continue
		}
		line.Counts, years[line.Cohort.ID] = true, year
		result.Asked, result.Answered = result.Asked+len(asked), result.Answered+len(answers)
		counted = append(counted, evaluation.SessionAnswers{Year: year, Answers: answers})
	}
	if len(counted) > 0 {
		r.keepNamed(moment, years, submissions)
		texts, err := tx.FreeTexts(slices.Sorted(maps.Keys(years)), moment)
		if err != nil {
			return err
		}
		result.Questions = evaluation.Gather(questions, counted, evaluation.Threshold)
		for i := range result.Questions {
			result.Questions[i].All.Quote(texts)
		}
		r.Moments = append(r.Moments, result)
	}
	return nil
}

// Changes are the questions asked at two moments, as all answered them then
// and later; only those that measure the same (rule 22).
func (r Results) Changes() []evaluation.Comparison {
	if len(r.Moments) < 2 {
		return nil
	}
	first, last := r.Moments[0], r.Moments[len(r.Moments)-1]
	return evaluation.Compare(together(first), together(last))
}

func together(m MomentResults) (r evaluation.Results) {
	for _, q := range m.Questions {
		r.Questions = append(r.Questions, q.All)
	}
	return r
}
