package evaluation

import (
	"slices"
	"strconv"
	"strings"

	"trame/scheduling"
)

// Item is a question as a participant meets it, with one answer: a line of a
// matrix, the words of « autre », a question about the third module. Its Key
// names that answer, and no other (see Part).
type Item struct {
	scheduling.Question
	Asked   scheduling.Question // the question it was made of, as written
	Row     scheduling.Option   // the line of the matrix; zero for none
	Words   bool                // it is the words of the open choice of the item before
	Subject scheduling.Subject  // zero: the whole
	Section string              // the title it stands under
}

// Lay sets the questions out for a session with these subjects. Questions that
// follow each other and are asked for each of the same sort go subject by
// subject. A question asked for each of what the session has none of is not
// asked.
func Lay(questions []scheduling.Question, subjects []scheduling.Subject) []Item {
	var items []Item
	section, each := "", map[string]bool{}
	for i := 0; i < len(questions); {
		q := questions[i]
		switch {
		case q.Kind == scheduling.SectionHeading:
			section = q.Text
			i++
		case q.Each:
			run := i
			for run < len(questions) && questions[run].Each && questions[run].About == q.About && questions[run].Kind != scheduling.SectionHeading {
				run++
			}
			for _, s := range subjects {
				if s.About == q.About {
					for _, asked := range questions[i:run] {
						each[asked.Key] = true
						items = append(items, lay(asked, s, section, each)...)
					}
				}
			}
			i = run
		default:
			items = append(items, lay(q, scheduling.Subject{}, section, nil)...)
			i++
		}
	}
	for i := range items {
		items[i].Position = i + 1
	}
	return items
}

// Flat is the questions of Lay alone: what Shown, Check and Tabulate read.
func Flat(items []Item) []scheduling.Question {
	questions := make([]scheduling.Question, len(items))
	for i, item := range items {
		questions[i] = item.Question
	}
	return questions
}

// Plain is the questions of a questionnaire as they are asked once, of the whole
// session: those asked for each subject are left out.
func Plain(questions []scheduling.Question) []scheduling.Question { return Flat(Lay(questions, nil)) }

// Part takes the key of an answer apart: the key of its question, the line of
// the matrix or the open choice, and the subject; "" for none.
func Part(key string) (question, row, subject string) {
	key, subject, _ = strings.Cut(key, "@")
	question, row, _ = strings.Cut(key, ".")
	return question, row, subject
}

// lay makes the items of one question about one subject. It may depend on a
// question asked once, or on one of those asked for each subject of its sort:
// then on the answer about the same.
func lay(q scheduling.Question, s scheduling.Subject, section string, each map[string]bool) []Item {
	item := Item{Question: q, Asked: q, Subject: s, Section: section}
	item.Each = false
	if s.ID != "" {
		item.Text += " · " + s.Label
		item.Key += "@" + s.ID
	}
	if each[q.ShowIf.Question] {
		item.ShowIf.Question += "@" + s.ID
	}
	if q.Kind == scheduling.MatrixQuestion {
		return lines(item)
	}
	items := []Item{item}
	for _, o := range q.Options {
		if o.Open {
			items = append(items, words(item, o))
		}
	}
	return items
}

// lines makes an item of each line of a matrix.
func lines(matrix Item) []Item {
	items := make([]Item, len(matrix.Asked.Rows))
	for i, row := range matrix.Asked.Rows {
		items[i] = matrix
		items[i].Row, items[i].Rows = row, nil
		items[i].Key = within(matrix.Key, row.Code)
		items[i].Text = matrix.Asked.Text + " · " + row.Label
		if matrix.Subject.ID != "" {
			items[i].Text += " · " + matrix.Subject.Label
		}
		items[i].Kind = scheduling.SingleQuestion
		if matrix.Max > matrix.Min {
			items[i].Kind = scheduling.ScaleQuestion
		}
	}
	return items
}

// words is the item that takes what an open choice asks for.
func words(choice Item, open scheduling.Option) Item {
	item := choice
	item.Words, item.Row = true, open
	item.Key = within(choice.Key, open.Code)
	item.Kind, item.Options, item.Required, item.Help = scheduling.TextQuestion, nil, false, ""
	item.Text = choice.Text + " · " + open.Label
	item.ShowIf = scheduling.Condition{Question: choice.Key, Value: open.Code}
	return item
}

// within puts a part before the subject of a key.
func within(key, part string) string {
	question, subject, about := strings.Cut(key, "@")
	if about {
		return question + "." + part + "@" + subject
	}
	return question + "." + part
}

// Codes lists the values that a closed question's answer may take, in the order
// they are shown; none for an open question, a matrix and a section.
func Codes(q scheduling.Question) []string {
	switch q.Kind {
	case scheduling.YesNoQuestion:
		return []string{scheduling.Yes, scheduling.No}
	case scheduling.ScaleQuestion:
		return scale(q)
	case scheduling.SingleQuestion, scheduling.MultipleQuestion:
		list := make([]string, len(q.Options))
		for i, o := range q.Options {
			list[i] = o.Code
		}
		return list
	}
	return nil
}

func scale(q scheduling.Question) (list []string) {
	for step := q.Min; step <= min(q.Max, q.Min+longestScale); step++ { // bounded: Validate asks before it has refused
		list = append(list, strconv.Itoa(step))
	}
	return list
}

// Complete reads what a page posted before it is checked: words written beside
// an open choice that nobody ticked tick it.
func Complete(items []Item, answers scheduling.Answers) scheduling.Answers {
	complete := make(scheduling.Answers, len(answers))
	for key, values := range answers {
		complete[key] = values
	}
	for _, item := range items {
		if !item.Words || !filled(complete[item.Key]) {
			continue
		}
		choice, code := item.ShowIf.Question, item.ShowIf.Value
		several := item.Asked.Kind == scheduling.MultipleQuestion
		if !slices.Contains(complete[choice], code) && (several || !filled(complete[choice])) {
			complete[choice] = append(slices.Clone(complete[choice]), code)
		}
	}
	return complete
}

func filled(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return tidy(v) != "" })
}

// Page is what a participant is shown at once: one question about one subject,
// with all lines of a matrix, and with the words of an open choice.
type Page struct {
	Name    string // what tells it from the others
	Asked   scheduling.Question
	Subject scheduling.Subject
	Section string
	Items   []Item
}

// Pages puts together what goes together, in order.
func Pages(items []Item) []Page {
	var pages []Page
	for _, item := range items {
		name := item.Asked.Key
		if item.Subject.ID != "" {
			name += "@" + item.Subject.ID
		}
		if len(pages) == 0 || pages[len(pages)-1].Name != name {
			pages = append(pages, Page{Name: name, Asked: item.Asked, Subject: item.Subject, Section: item.Section})
		}
		last := &pages[len(pages)-1]
		last.Items = append(last.Items, item)
	}
	return pages
}

// ShownPages lists the pages a person is to see, given her answers so far.
func ShownPages(items []Item, answers scheduling.Answers) []Page {
	shown := map[string]bool{}
	for _, q := range Shown(Flat(items), Complete(items, answers)) {
		shown[q.Key] = true
	}
	return slices.DeleteFunc(Pages(items), func(p Page) bool { return !shown[p.Items[0].Key] })
}

// Check reads the answers to one page: its faults bear the keys of its items.
func (p Page) Check(answers scheduling.Answers) error {
	var faults scheduling.Faults
	complete := Complete(p.Items, answers)
	for _, item := range p.Items {
		if _, fault := read(item.Question, complete[item.Key]); fault != nil {
			faults = append(faults, fault)
		}
	}
	return faults.Err()
}
