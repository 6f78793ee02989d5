package exchange

import (
	"strings"

	"trame/scheduling"
	"trame/scheduling/evaluation"
)

// columns of the CSV, one question a row; the head of the form comes first, as
// rows of a kind of their own.
var columns = []string{"key", "kind", "text", "help", "about", "each", "choices", "rows", "min", "max", "required", "if_question", "if_test", "if_value"}

// Rows is form as the rows of a CSV.
func Rows(form Form) [][]string {
	rows := [][]string{columns}
	row := func(cells ...string) { rows = append(rows, append(cells, make([]string, len(columns)-len(cells))...)) }
	row(form.Code, "form", form.Title, itoa(form.Number), mark(form.Anonymous, "anonymous", "named"))
	if form.Opening != "" {
		row("", "opening", form.Opening)
	}
	for _, q := range form.Questions {
		row(q.Key, string(q.Kind), q.Text, q.Help, string(q.About), mark(q.Each, "1", ""), optionLines(q.Options), optionLines(q.Rows),
			figure(q, q.Min), figure(q, q.Max), mark(q.Required, "1", ""), q.ShowIf.Question, string(q.ShowIf.Test), q.ShowIf.Value)
	}
	if form.Closing != "" {
		row("", "closing", form.Closing)
	}
	return rows
}

func mark(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func figure(q scheduling.Question, n int) string {
	if q.Min == 0 && q.Max == 0 {
		return ""
	}
	return itoa(n)
}

// optionLines is one option a line: its code, a star when it asks for words, and
// its label.
func optionLines(options []scheduling.Option) string {
	lines := make([]string, len(options))
	for i, o := range options {
		lines[i] = o.Code + mark(o.Open, "*", "") + " = " + o.Label
	}
	return strings.Join(lines, "\n")
}

func readOptionLines(text string) (options []scheduling.Option) {
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		code, label, found := strings.Cut(line, "=")
		if strings.TrimSpace(line) == "" {
			continue
		}
		code, label = strings.TrimSpace(code), strings.TrimSpace(label)
		bare, open := strings.CutSuffix(code, "*")
		if !found {
			label, bare = code, evaluation.NameFor(code, codesOf(options))
		}
		options = append(options, scheduling.Option{Code: bare, Label: label, Open: open && found})
	}
	return options
}

func codesOf(options []scheduling.Option) []string {
	codes := make([]string, len(options))
	for i, o := range options {
		codes[i] = o.Code
	}
	return codes
}

// sheet is a table read by the names of its columns.
type sheet struct {
	at   map[string]int
	rows [][]string
	lost []string // columns nobody reads
}

func newSheet(rows [][]string, known []string) sheet {
	s := sheet{at: map[string]int{}}
	if len(rows) == 0 {
		return s
	}
	for i, name := range rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		base, _, _ := strings.Cut(name, "::") // a label in a language
		if _, twice := s.at[base]; !twice {
			s.at[base] = i
		}
		if base != "" && !contains(known, base) {
			s.lost = append(s.lost, name)
		}
	}
	s.rows = rows[1:]
	return s
}

func (s sheet) cell(row []string, name string) string {
	if i, ok := s.at[name]; ok && i < len(row) {
		return strings.TrimSpace(row[i])
	}
	return ""
}

// ReadRows reads the rows of a CSV that Rows wrote, or somebody by its columns.
func ReadRows(rows [][]string) (Form, []Loss, error) {
	s := newSheet(rows, columns)
	for _, wanted := range []string{"kind", "text"} {
		if _, ok := s.at[wanted]; !ok {
			return Form{}, nil, refuse("exchange.no_column", "column", wanted)
		}
	}
	form := Form{Questionnaire: scheduling.Questionnaire{Anonymous: true}}
	var losses []Loss
	for _, name := range s.lost {
		losses = append(losses, Loss{"column", name})
	}
	var used names
	for i, row := range s.rows {
		text := s.cell(row, "text")
		switch kind := s.cell(row, "kind"); kind {
		case "form":
			form.Code, form.Title, form.Number = s.cell(row, "key"), text, whole(s.cell(row, "help"))
			form.Anonymous = s.cell(row, "about") != "named"
		case "opening":
			form.Opening = text
		case "closing":
			form.Closing = text
		case "":
			if text != "" {
				return Form{}, nil, refuse("exchange.row_kind", "row", i+2)
			}
		default:
			q := s.question(row)
			q.Key = used.key(s.cell(row, "key"), text)
			form.Questions = append(form.Questions, q)
		}
	}
	return finish(form, losses)
}

func (s sheet) question(row []string) scheduling.Question {
	return scheduling.Question{
		Kind: scheduling.QuestionKind(s.cell(row, "kind")), Text: s.cell(row, "text"), Help: s.cell(row, "help"),
		About: scheduling.QuestionAbout(s.cell(row, "about")), Each: yes(s.cell(row, "each")), Required: yes(s.cell(row, "required")),
		Options: readOptionLines(s.cell(row, "choices")), Rows: readOptionLines(s.cell(row, "rows")),
		Min: whole(s.cell(row, "min")), Max: whole(s.cell(row, "max")),
		ShowIf: scheduling.Condition{
			Question: s.cell(row, "if_question"), Test: scheduling.ConditionTest(s.cell(row, "if_test")), Value: s.cell(row, "if_value"),
		},
	}
}

func yes(cell string) bool {
	return contains([]string{"1", "yes", "true", "oui", "vrai", "true()", "x"}, strings.ToLower(cell))
}
