package api

import (
	"context"
	"net/http"

	"trame/scheduling"
	"trame/scheduling/evaluation"
	"trame/scheduling/workflow/evaluating"
)

func (a *api) evaluationRoutes() {
	get(a, "/questionnaires", operation{ID: "listQuestionnaires", Summary: "The questionnaires of the organisation", Tag: "Evaluation"}, a.listQuestionnaires)
	get(a, "/questionnaires/{id}", operation{ID: "readQuestionnaire", Summary: "A questionnaire with its questions", Tag: "Evaluation"}, a.readQuestionnaire)
	get(a, "/questionnaires/{id}/responses", operation{ID: "exportResponses", Summary: "Who answered what, of a questionnaire that bears names: a FHIR R4 Bundle; it leaves a trace", Tag: "Evaluation"}, a.exportResponses)
	post(a, "/questionnaires", operation{ID: "addQuestionnaire", Summary: "Write a questionnaire, or the next number of one", Tag: "Evaluation", Status: http.StatusCreated}, a.addQuestionnaire)
	get(a, "/cohorts/{id}/evaluation", operation{ID: "readEvaluation", Summary: "Where the evaluation of a session stands, and its results", Tag: "Evaluation"}, a.readEvaluation)
	post(a, "/cohorts/{id}/assignments", operation{ID: "handOut", Summary: "Hand the questionnaire to everybody who came", Tag: "Evaluation"}, a.handOut)
	post(a, "/cohorts/{id}/assignments/reminder", operation{ID: "remindOfQuestionnaire", Summary: "Remind, once, those who have not answered", Tag: "Evaluation"}, a.remindOfQuestionnaire)
	put(a, "/cohorts/{id}/assignments/reminder", operation{ID: "holdReminder", Summary: "Put the reminder off, or have it leave by itself", Tag: "Evaluation", Status: http.StatusNoContent}, a.holdReminder)
	post(a, "/cohorts/{id}/end-answering", operation{ID: "endAnswering", Summary: "Close the links that were not used", Tag: "Evaluation", Status: http.StatusNoContent}, a.endAnswering)
	a.paperSheetRoutes()
	open(a, http.MethodPost, "/submissions", operation{ID: "answer", Summary: "Answer by a personal link, anonymously", Tag: "Evaluation", Status: http.StatusNoContent},
		[]map[string][]string{}, a.answer)
}

type optionBody struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Open  bool   `json:"open,omitempty" doc:"Asks for words of one's own"`
}

type conditionBody struct {
	Question string                   `json:"question"`
	Test     scheduling.ConditionTest `json:"test,omitempty" enum:"is_not,at_least,at_most" doc:"Absent: is"`
	Value    string                   `json:"value"`
}

type questionBody struct {
	Key      string         `json:"key"`
	Kind     string         `json:"kind" enum:"scale,single,multiple,yes_no,number,text,date,matrix,section"`
	Text     string         `json:"text"`
	Help     string         `json:"help,omitempty"`
	About    string         `json:"about,omitempty" enum:"whole,module,facilitator,site"`
	Each     bool           `json:"each,omitempty" doc:"Asked once for each module, facilitator or site of the session"`
	Options  []optionBody   `json:"options,omitempty"`
	Rows     []optionBody   `json:"rows,omitempty" doc:"Lines of a matrix"`
	Min      int            `json:"min,omitempty"`
	Max      int            `json:"max,omitempty"`
	Required bool           `json:"required,omitempty"`
	ShowIf   *conditionBody `json:"show_if,omitempty"`
}

type questionnaireBody struct {
	ID        string         `json:"id,omitempty" readOnly:"true"`
	Code      string         `json:"code" doc:"Stable across numbers"`
	Number    int            `json:"number,omitempty" readOnly:"true"`
	Title     string         `json:"title" doc:"Participants read it: no health word"`
	Opening   string         `json:"opening,omitempty"`
	Closing   string         `json:"closing,omitempty"`
	Named     bool           `json:"named,omitempty" doc:"Submissions say whose they are; absent: anonymous"`
	Frozen    bool           `json:"frozen,omitempty" readOnly:"true" doc:"It was sent, and changes no more"`
	Questions []questionBody `json:"questions,omitempty"`
}

func questionnaireOf(q scheduling.Questionnaire, questions []scheduling.Question) questionnaireBody {
	b := questionnaireBody{ID: string(q.ID), Code: q.Code, Number: q.Number, Title: q.Title, Opening: q.Opening, Closing: q.Closing, Named: !q.Anonymous, Frozen: q.Frozen()}
	for _, question := range questions {
		one := questionBody{
			Key: question.Key, Kind: string(question.Kind), Text: question.Text, Help: question.Help, About: string(question.About), Each: question.Each,
			Min: question.Min, Max: question.Max, Required: question.Required,
		}
		for _, o := range question.Options {
			one.Options = append(one.Options, optionBody(o))
		}
		for _, r := range question.Rows {
			one.Rows = append(one.Rows, optionBody(r))
		}
		if question.ShowIf.Question != "" {
			shown := conditionBody(question.ShowIf)
			one.ShowIf = &shown
		}
		b.Questions = append(b.Questions, one)
	}
	return b
}

func (b questionnaireBody) questions() (list []scheduling.Question) {
	for i, q := range b.Questions {
		question := scheduling.Question{
			Position: i + 1, Key: q.Key, Kind: scheduling.QuestionKind(q.Kind), Text: q.Text, Help: q.Help, About: scheduling.QuestionAbout(q.About), Each: q.Each,
			Min: q.Min, Max: q.Max, Required: q.Required,
		}
		if question.About == "" {
			question.About = scheduling.AboutWhole
		}
		for _, o := range q.Options {
			question.Options = append(question.Options, scheduling.Option(o))
		}
		for _, r := range q.Rows {
			question.Rows = append(question.Rows, scheduling.Option(r))
		}
		if q.ShowIf != nil {
			question.ShowIf = scheduling.Condition(*q.ShowIf)
		}
		list = append(list, question)
	}
	return list
}

func (a *api) listQuestionnaires(ctx context.Context, actor scheduling.Actor, _ *struct{}) (*body[page[questionnaireBody]], error) {
	list, err := a.Evaluating.Questionnaires(ctx, actor)
	if err != nil {
		return nil, err
	}
	items := make([]questionnaireBody, len(list))
	for i, q := range list {
		items[i] = questionnaireOf(q, nil)
	}
	return &body[page[questionnaireBody]]{page[questionnaireBody]{Items: items}}, nil
}

type questionnaireIn struct {
	ID string `path:"id"`
}

func (a *api) readQuestionnaire(ctx context.Context, actor scheduling.Actor, in *questionnaireIn) (*body[questionnaireBody], error) {
	q, questions, err := a.Evaluating.Questionnaire(ctx, actor, scheduling.QuestionnaireID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[questionnaireBody]{questionnaireOf(q, questions)}, nil
}

type fhirAnswer struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (a *api) exportResponses(ctx context.Context, actor scheduling.Actor, in *questionnaireIn) (*fhirAnswer, error) {
	raw, err := a.Evaluating.ExportResponses(ctx, actor, scheduling.QuestionnaireID(in.ID))
	if err != nil {
		return nil, err
	}
	return &fhirAnswer{Type: "application/fhir+json", Body: raw}, nil
}

func (a *api) addQuestionnaire(ctx context.Context, actor scheduling.Actor, in *body[questionnaireBody]) (*body[questionnaireBody], error) {
	b := in.Body
	id, err := a.Evaluating.Add(ctx, actor, scheduling.Questionnaire{Code: b.Code, Title: b.Title, Opening: b.Opening, Closing: b.Closing, Anonymous: !b.Named}, b.questions())
	if err != nil {
		return nil, err
	}
	return a.readQuestionnaire(ctx, actor, &questionnaireIn{ID: string(id)})
}

type resultCellBody struct {
	Code  string `json:"code"`
	Count *int   `json:"count" nullable:"true" doc:"null: hidden, too few people"`
}

type resultBody struct {
	Key      string           `json:"key"`
	Withheld bool             `json:"withheld,omitempty" doc:"Too few answers to show anything"`
	Answered int              `json:"answered"`
	Asked    int              `json:"asked"`
	Mean     *float64         `json:"mean,omitempty"`
	Cells    []resultCellBody `json:"cells,omitempty"`
	Texts    []string         `json:"texts,omitempty" doc:"Those that a social worker has reviewed"`
	Unread   int              `json:"texts_unread,omitempty" doc:"Texts that wait to be reviewed"`
	KeptOut  int              `json:"texts_kept_out,omitempty"`
}

type evaluationBody struct {
	Questionnaire string       `json:"questionnaire"`
	Asked         int          `json:"asked"`
	Answered      int          `json:"answered"`
	AnswerBy      string       `json:"answer_by,omitempty" format:"date"`
	Reminded      int          `json:"reminded" doc:"People who were reminded, once each"`
	RemindedOn    string       `json:"reminded_on,omitempty" format:"date" doc:"The last day on which somebody was"`
	ReminderHeld  bool         `json:"reminder_held,omitempty" doc:"Somebody put the reminder off"`
	Over          bool         `json:"over" doc:"Nobody may answer any more: the results are shown from then on"`
	Results       []resultBody `json:"results,omitempty" doc:"Absent before, and under five submissions"`
}

func evaluationOf(o evaluating.Overview) evaluationBody {
	b := evaluationBody{
		Questionnaire: string(o.Questionnaire.ID), Asked: o.Asked, Answered: o.Answered, AnswerBy: o.AnswerBy.String(), Over: o.Over,
		Reminded: o.Reminders.Sent, RemindedOn: o.Reminders.Last.String(), ReminderHeld: o.Reminders.Held,
	}
	for _, q := range o.Results.Questions {
		b.Results = append(b.Results, resultOf(q))
	}
	return b
}

func resultOf(q evaluation.Result) resultBody {
	r := resultBody{Key: q.Question.Key, Withheld: q.Withheld, Answered: q.Answered, Asked: q.Asked, Texts: q.Texts, Unread: q.Unread, KeptOut: q.KeptOut}
	if q.HasMean {
		r.Mean = &q.Mean
	}
	for _, c := range q.Cells {
		cell := resultCellBody{Code: c.Code}
		if !c.Masked {
			cell.Count = &c.Count
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

func (a *api) readEvaluation(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[evaluationBody], error) {
	o, err := a.Evaluating.Overview(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[evaluationBody]{evaluationOf(o)}, nil
}

type handOutBody struct {
	Assignments int `json:"assignments" doc:"People who were handed it now"`
}

func (a *api) handOut(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[handOutBody], error) {
	n, err := a.Evaluating.HandOut(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[handOutBody]{handOutBody{n}}, nil
}

type remindedBody struct {
	Reminded int `json:"reminded" doc:"People who are written to now, or tomorrow when they have a message today"`
}

func (a *api) remindOfQuestionnaire(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*body[remindedBody], error) {
	n, err := a.Evaluating.Remind(ctx, actor, scheduling.CohortID(in.ID))
	if err != nil {
		return nil, err
	}
	return &body[remindedBody]{remindedBody{n}}, nil
}

func (a *api) holdReminder(ctx context.Context, actor scheduling.Actor, in *struct {
	ID   string `path:"id" doc:"Of the session"`
	Body struct {
		Held bool `json:"held"`
	}
},
) (*struct{}, error) {
	return nil, a.Evaluating.HoldReminders(ctx, actor, scheduling.CohortID(in.ID), in.Body.Held)
}

func (a *api) endAnswering(ctx context.Context, actor scheduling.Actor, in *CohortPath) (*struct{}, error) {
	return nil, a.Evaluating.EndAnswering(ctx, actor, scheduling.CohortID(in.ID))
}

func (a *api) answer(ctx context.Context, in *struct {
	Body struct {
		Answers map[string][]string `json:"answers" doc:"Values by question key"`
		Token   string              `json:"token" writeOnly:"true" doc:"Of the personal link; never in an address, where logs would keep it"`
	}
},
) (*struct{}, error) {
	if err := a.Evaluating.Answer(ctx, in.Body.Token, in.Body.Answers); err != nil {
		return nil, problemOf(err)
	}
	return nil, nil
}
