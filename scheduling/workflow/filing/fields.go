package filing

import "trame/scheduling"

// Field is one thing that two files say, and which is proposed: the fuller one;
// of consents the stricter.
type Field struct {
	Name       string
	Keep, Gone string
	Pick       string // keep, gone, both
}

// Same reports whether there is nothing to choose.
func (f Field) Same() bool { return f.Keep == f.Gone }

// May reports whether a field may come from there.
func (f Field) may(from string) bool {
	return from == "keep" || from == "gone" || from == "both" && f.Name == "notes"
}

// fields lists what two files say, in the order of the screen.
func fields(keep, gone scheduling.Insured) (list []Field) {
	add := func(name, a, b string) {
		f := Field{name, a, b, "keep"}
		if len(b) > len(a) && a == "" {
			f.Pick = "gone"
		}
		if name == "notes" && a != "" && b != "" && a != b {
			f.Pick = "both"
		}
		list = append(list, f)
	}
	add("last_name", keep.LastName, gone.LastName)
	add("first_name", keep.FirstName, gone.FirstName)
	add("birth_date", keep.BirthDate.String(), gone.BirthDate.String())
	add("gender", keep.Gender, gone.Gender)
	add("internal_number", keep.InternalNumber, gone.InternalNumber)
	add("address", address(keep), address(gone))
	add("email", keep.Email, gone.Email)
	add("phone", keep.Phone, gone.Phone)
	for _, c := range []struct {
		name string
		a, b bool
	}{
		{"mail_consent", keep.MailConsent, gone.MailConsent},
		{"sms_consent", keep.SMSConsent, gone.SMSConsent},
		{"letter_consent", keep.LetterConsent, gone.LetterConsent},
	} {
		f := Field{c.name, consent(c.a), consent(c.b), "keep"}
		if c.a && !c.b {
			f.Pick = "gone"
		}
		list = append(list, f)
	}
	add("language", keep.Language, gone.Language)
	add("contract", keep.Contract, gone.Contract)
	add("occupation", keep.Occupation, gone.Occupation)
	add("occupation_group", keep.OccupationGroup, gone.OccupationGroup)
	add("pathology", keep.Pathology, gone.Pathology)
	add("notes", keep.Notes, gone.Notes)
	return list
}

func address(i scheduling.Insured) string {
	if i.Street == "" && i.City == "" {
		return ""
	}
	return i.Street + ", " + i.Postcode + " " + i.City
}

func consent(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// one is the person that two files make, as chosen. Death and pause win whatever
// was chosen; a consent falls with the address it was for.
func (m Merge) one(from map[string]string) (scheduling.Insured, error) {
	i := m.Keep
	for _, f := range m.Fields {
		pick := f.Pick
		if chosen, named := from[f.Name]; named {
			pick = chosen
		}
		if !f.may(pick) {
			return i, scheduling.Refuse(scheduling.Invalid, "merge.choice", f.Name)
		}
		if pick != "keep" {
			take(&i, m, f.Name, pick)
		}
	}
	i.MailConsent = i.MailConsent && i.Email != ""
	i.SMSConsent = i.SMSConsent && i.Phone != ""
	if i.DeceasedOn.IsZero() {
		i.DeceasedOn = m.Gone.DeceasedOn
	}
	if m.Gone.PausedUntil.After(i.PausedUntil) {
		i.PausedUntil = m.Gone.PausedUntil
	}
	if m.Gone.CreatedAt.Before(i.CreatedAt) {
		i.CreatedAt = m.Gone.CreatedAt
	}
	return i, nil
}

// take brings one field of the file that goes.
func take(i *scheduling.Insured, m Merge, name, pick string) {
	g := m.Gone
	texts := map[string][2]*string{
		"last_name": {&i.LastName, &g.LastName}, "first_name": {&i.FirstName, &g.FirstName}, "gender": {&i.Gender, &g.Gender},
		"internal_number": {&i.InternalNumber, &g.InternalNumber}, "email": {&i.Email, &g.Email}, "phone": {&i.Phone, &g.Phone},
		"language": {&i.Language, &g.Language}, "contract": {&i.Contract, &g.Contract}, "occupation": {&i.Occupation, &g.Occupation},
		"pathology": {&i.Pathology, &g.Pathology}, "occupation_group": {&i.OccupationGroup, &g.OccupationGroup},
	}
	switch name {
	case "birth_date":
		i.BirthDate = g.BirthDate
	case "address":
		i.Street, i.Postcode, i.City, i.Insee, i.AddressWrongOn = g.Street, g.Postcode, g.City, g.Insee, g.AddressWrongOn
	case "mail_consent":
		i.MailConsent = g.MailConsent
	case "sms_consent":
		i.SMSConsent = g.SMSConsent
	case "letter_consent":
		i.LetterConsent = g.LetterConsent
	case "notes":
		if pick == "both" {
			g.Notes = i.Notes + "\n\n" + g.Notes
		}
		i.Notes = g.Notes
	default:
		*texts[name][0] = *texts[name][1]
	}
}
