package evaluating_test

import (
	"slices"
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

func TestAQuestionIsAskedOfEachModuleFacilitatorAndSite(t *testing.T) {
	story(t, func(w *world) {
		w.Read(func(tx *store.Tx) error {
			subjects, err := tx.Subjects(cohort)
			var modules, sites, people []string
			for _, s := range subjects {
				switch s.About {
				case scheduling.AboutModule:
					modules = append(modules, s.Label)
				case scheduling.AboutSite:
					sites = append(sites, s.Label)
				default:
					people = append(people, s.Label)
				}
			}
			if len(modules) != 10 || !strings.HasPrefix(modules[2], "3. ") || !slices.Equal(sites, []string{"Maison des Tulipes"}) || len(people) < 2 {
				w.Errorf("%q, %q, %q, %v", modules, sites, people, err)
			}
			return err
		})
	})
}

func TestEveryKindOfQuestionIsKept(t *testing.T) {
	story(t, func(w *world) {
		q, questions, err := w.desk.Questionnaire(w.Context(), w.Worker, "questionnaire-satisfaction")
		w.Must(err)
		questions = append(questions,
			scheduling.Question{Key: "part", Kind: scheduling.SectionHeading, Text: "Les modules", About: scheduling.AboutWhole},
			scheduling.Question{
				Key: "trust", Kind: scheduling.MatrixQuestion, Text: "Confiance", About: scheduling.AboutModule, Each: true, Min: 1, Max: 5,
				Rows:   []scheduling.Option{{Code: "job", Label: "Mon poste"}},
				ShowIf: scheduling.Condition{Question: "satisfaction_overall", Test: scheduling.AtLeast, Value: "3"},
			},
			scheduling.Question{
				Key: "came", Kind: scheduling.SingleQuestion, Text: "Venue", About: scheduling.AboutWhole,
				Options: []scheduling.Option{{Code: "bus", Label: "En bus"}, {Code: "other", Label: "Autrement", Open: true}},
			})
		for i := range questions {
			questions[i].Position = i + 1
		}
		id, err := w.desk.Add(w.Context(), w.Worker, q, questions)
		w.Must(err)
		_, kept, err := w.desk.Questionnaire(w.Context(), w.Worker, id)
		w.Must(err)
		trust, came := kept[17], kept[18]
		if !trust.Each || trust.Rows[0].Label != "Mon poste" || trust.ShowIf.Test != scheduling.AtLeast || !came.Options[1].Open {
			w.Errorf("%+v, %+v", trust, came)
		}
	})
}
