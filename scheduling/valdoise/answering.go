package valdoise

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/store"
)

const satisfaction scheduling.QuestionnaireID = "questionnaire-satisfaction"

// loadQuestionnaire adds the questionnaire that the programme asks at the end.
func loadQuestionnaire(tx *store.Tx) error {
	q, questions := evaluation.Reference()
	q.ID, q.Organisation, q.Version = satisfaction, organisation, 1
	q.CreatedAt = time.Date(2012, 6, 1, 8, 0, 0, 0, time.UTC)
	return tx.AddQuestionnaire(q, questions)
}

// ask hands the questionnaire to everybody of a session who did not leave it,
// on the day of its last module, and returns how many.
func (g *gathering) ask(c scheduling.CohortID, on time.Time, unused int) int {
	asked := 0
	for _, e := range g.enrolments {
		if e.Cohort != c || e.State != scheduling.Enrolled && e.State != scheduling.Deceased {
			continue
		}
		a := scheduling.Assignment{
			ID: scheduling.AssignmentID("assignment-" + e.ID[len("enrolment-"):]), Cohort: c, Enrolment: e.ID, Questionnaire: satisfaction,
			Moment: scheduling.AtEnd, Channel: scheduling.ByMail, TokenHash: store.RandomID[string](), CreatedAt: on,
			AnswerBy: scheduling.DateOf(on).AddDays(30),
		}
		if asked >= unused {
			a.UsedOn = scheduling.DateOf(on).AddDays(g.dice.IntN(12))
		}
		g.assignments = append(g.assignments, a)
		asked++
	}
	return asked - unused
}

// answerPast gives the past sessions their submissions: a hundred or so, of
// which 92 in a hundred are satisfied, as the field publishes [002].
func (g *gathering) answerPast() {
	var cohorts []scheduling.CohortID
	for i, r := range runs {
		last := g.meetings[11*i+9].EndsAt
		for range g.ask(r.id, last, []int{1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1}[i]) {
			cohorts = append(cohorts, r.id)
		}
	}
	g.submit(cohorts)
}

// shares are how the answers to each scale spread, in percent, from the last
// step down; what is missing to 100 did not answer.
var shares = map[string][]int{
	"satisfaction_overall": {55, 37, 8},
	"useful_rights":        {50, 38, 11},
	"useful_contacts":      {61, 30, 8},
	"useful_steps":         {38, 40, 14, 7},
	"useful_exchange":      {72, 21, 6},
	"useful_outlook":       {34, 42, 16, 7},
	"quality_welcome":      {74, 25},
	"quality_pace":         {41, 39, 13, 6},
	"quality_place":        {46, 33, 12, 8},
	"quality_group":        {63, 30, 7},
	"quality_hours":        {38, 36, 15, 10},
}

var confidences = []struct {
	code    string
	percent int
}{{"back_to_job", 42}, {"change_job", 24}, {"new_project", 37}, {"beyond_paid_work", 22}, {"new_start", 51}}

// submit adds a submission for each cohort given, in no order that tells.
func (g *gathering) submit(cohorts []scheduling.CohortID) {
	n := len(cohorts)
	answers := make([]scheduling.Answers, n)
	for i := range answers {
		answers[i] = scheduling.Answers{"recommend": {scheduling.Yes}}
		for _, c := range confidences {
			if g.dice.IntN(100) < c.percent {
				answers[i]["confidence"] = append(answers[i]["confidence"], c.code)
			}
		}
		if answers[i]["confidence"] == nil {
			answers[i]["confidence"] = []string{"not_yet"}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(shares)) {
		g.spread(answers, key, shares[key])
	}
	for i, words := range [][]string{hesitations, takeaways, lacks} {
		key := []string{"recommend_why_not", "takeaway", "missing"}[i]
		for j, at := range g.dice.Perm(n) {
			if j*100 >= n*len(words) { // as many in a hundred as there are words
				break
			}
			answers[at][key] = []string{words[j%len(words)]}
			if i == 0 {
				answers[at]["recommend"] = []string{scheduling.No}
			}
		}
	}
	for i, c := range cohorts {
		g.submissions = append(g.submissions, scheduling.Submission{
			ID: store.RandomID[scheduling.SubmissionID](), Cohort: c, Questionnaire: satisfaction, Moment: scheduling.AtEnd,
			Medium: scheduling.Online, Answers: answers[i],
		})
	}
}

// listTexts has the texts of past sessions reviewed, but for those of the last
// one: they wait. A text that only some were asked for stays hidden: so few of
// a session were (rule 21).
func listTexts(tx *store.Tx, submissions []scheduling.Submission) error {
	texts, last := map[scheduling.CohortID][]scheduling.FreeText{}, runs[len(runs)-1].id
	for _, s := range submissions {
		verdict := scheduling.TextPublished
		if s.Cohort == last {
			verdict = scheduling.TextWaits
		}
		for _, key := range []string{"takeaway", "missing"} {
			if len(s.Answers[key]) > 0 {
				texts[s.Cohort] = append(texts[s.Cohort], scheduling.FreeText{
					ID: store.RandomID[scheduling.FreeTextID](), Cohort: s.Cohort, Moment: s.Moment, Submission: s.ID, Question: key, Verdict: verdict,
				})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		if err := tx.ListTexts(store.AnswerGroup{Cohort: id, Questionnaire: satisfaction, Moment: scheduling.AtEnd}, texts[id]); err != nil {
			return err
		}
	}
	return nil
}

// spread deals the steps of a scale to submissions by shares in percent.
func (g *gathering) spread(answers []scheduling.Answers, key string, percents []int) {
	order, done := g.dice.Perm(len(answers)), 0
	for step, reached := 0, 0; step < len(percents); step++ {
		reached += percents[step]
		for ; done < (len(answers)*reached+50)/100; done++ {
			answers[order[done]][key] = []string{fmt.Sprint(5 - step)}
		}
	}
}

// What people wrote, as people write.
var (
	hesitations = lines(`Le trajet, quand on n’a pas de voiture.
Il faut être prêt à parler devant les autres.
C’était long pour moi à ce moment-là de mon traitement.
Les horaires de l’après-midi, je fatigue vite.
J’aurais préféré commencer plus tard.
La salle était difficile à trouver la première fois.`)
	takeaways = lines(`Je ne suis pas seule.
Le médecin du travail n’est pas là pour nous piéger.
On peut demander un aménagement avant de reprendre.
L’écoute, la bienveillance du groupe.
J’ai osé appeler mon employeur.
La visite de pré-reprise : personne ne m’en avait parlé.
On a le droit de ne pas aller vite.
Des réponses claires à des questions que je traînais depuis un an.
Les témoignages de ceux qui ont repris.
Comprendre mes indemnités, enfin.
Le rire, aussi.
Un nouveau projet, qui tient debout.
La confiance.
Que la reconnaissance de travailleur handicapé peut aider.
Le café du début, où tout le monde parlait.
Savoir qui appeler.`)
	lacks = lines(`Un module sur la fatigue.
Plus de temps pour échanger entre nous.
Parler de la mutuelle et de la prévoyance.
Une rencontre avec un employeur qui hésite.
Une séance pour les proches.
Des documents à relire chez soi.
Un point à trois mois, six c’est long.
Parler davantage d’argent.
Une séance le matin.
Un groupe de discussion après la fin.`)
)

func lines(text string) []string { return strings.Split(text, "\n") }
