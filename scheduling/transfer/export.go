package transfer

import (
	"fmt"
	"io"
	"strings"

	"trame/scheduling"
)

// WritePeople writes people as French Excel opens it: UTF-8 with its mark,
// semicolons, every cell guarded. social adds the personal social content.
// Read back, it is the same people.
func WritePeople(w io.Writer, people []scheduling.Insured, social bool) error {
	var fields []Field
	var header []string
	for _, h := range headings {
		if social || !h.field.Social() {
			fields, header = append(fields, h.field), append(header, h.names[0])
		}
	}
	out, err := NewTable(w)
	if err != nil {
		return err
	}
	if err := out.Row(header); err != nil {
		return err
	}
	for _, i := range people {
		row := make([]string, len(fields))
		for at, f := range fields {
			row[at] = shown(i, f)
		}
		if err := out.Row(row); err != nil {
			return err
		}
	}
	return out.Close()
}

func shown(i scheduling.Insured, f Field) string {
	if source := texts(&i, f); source != nil {
		return strings.ReplaceAll(*source, "\r", "")
	}
	switch f {
	case Email:
		return i.Email
	case Postcode:
		return i.Postcode
	case Gender:
		return strings.ToUpper(i.Gender)
	case Contract:
		return i.Contract
	case OccupationGroup:
		return i.OccupationGroup
	case Pathology:
		return i.Pathology
	case BirthDate:
		if i.BirthDate.IsZero() {
			return ""
		}
		return fmt.Sprintf("%02d/%02d/%04d", i.BirthDate.Day, i.BirthDate.Month, i.BirthDate.Year)
	case MailConsent:
		return yesNo(i.MailConsent)
	case SMSConsent:
		return yesNo(i.SMSConsent)
	default:
		return yesNo(i.LetterConsent)
	}
}

func yesNo(b bool) string {
	if b {
		return "oui"
	}
	return "non"
}
