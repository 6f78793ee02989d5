package evaluating

import (
	"bytes"
	"context"

	"trame/scheduling"
	"trame/scheduling/evaluation/exchange"
	"trame/scheduling/transfer"
)

// Export writes a questionnaire in one of exchange.Formats.
func (d *Desk) Export(ctx context.Context, actor scheduling.Actor, id scheduling.QuestionnaireID, format string) ([]byte, error) {
	q, questions, err := d.Questionnaire(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	form := exchange.Form{Questionnaire: q, Questions: questions}
	var out bytes.Buffer
	switch format {
	case exchange.FHIR:
		return exchange.WriteFHIR(form)
	case exchange.XLSForm:
		book := exchange.WriteXLSForm(form)
		sheets := make([]transfer.Sheet, len(exchange.Sheets))
		for i, name := range exchange.Sheets {
			sheets[i].Name = name
			for _, row := range book[name] {
				sheets[i].Rows = append(sheets[i].Rows, transfer.Texts(row))
			}
		}
		err = transfer.WriteWorkbook(&out, sheets)
	case exchange.CSV:
		err = transfer.WriteTable(&out, exchange.Rows(form))
	default:
		err = refuse(scheduling.NotFound, "not_found")
	}
	return out.Bytes(), err
}

// Import reads a file of any of exchange.Formats into a new questionnaire, or the
// next number of its code, and says what of the file was left out.
func (d *Desk) Import(ctx context.Context, actor scheduling.Actor, raw []byte) (scheduling.QuestionnaireID, []exchange.Loss, error) {
	if !actor.Can(scheduling.Organise) {
		return "", nil, refuse(scheduling.Forbidden, "actor.may_not.organise")
	}
	form, losses, err := readForm(raw)
	if err != nil {
		return "", nil, err
	}
	id, err := d.Add(ctx, actor, form.Questionnaire, form.Questions)
	return id, losses, err
}

// readForm tells the format by how the file begins.
func readForm(raw []byte) (exchange.Form, []exchange.Loss, error) {
	start := bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(start) == 0:
		return exchange.Form{}, nil, scheduling.Refuse(scheduling.Invalid, "exchange.empty", "file")
	case start[0] == '{' || start[0] == '[':
		return exchange.ReadFHIR(start)
	case bytes.HasPrefix(start, []byte("PK")):
		book, err := transfer.ReadBook(raw, exchange.Sheets)
		if err != nil {
			return exchange.Form{}, nil, err
		}
		return exchange.ReadXLSForm(book)
	}
	rows, err := transfer.ReadTable(raw)
	if err != nil {
		return exchange.Form{}, nil, err
	}
	return exchange.ReadRows(rows)
}
