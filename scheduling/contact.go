package scheduling

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Contracts are the contract situations of an insured person, in the order of
// the screens.
var Contracts = []string{"employed", "dismissed", "job_seeker", "self_employed", "invalidity_1", "other"}

// DeclineReasons are why a person does not come, in the order of the screens.
var DeclineReasons = []string{
	"health", "transport", "hours", "date", "caring", "already_followed",
	"prefers_individual", "not_interested", "back_at_work", "other",
}

// Tidy removes the blanks people leave around what they type.
func (i Insured) Tidy() Insured {
	for _, text := range []*string{
		&i.InternalNumber, &i.FirstName, &i.LastName, &i.Street, &i.Postcode, &i.City, &i.Insee,
		&i.Email, &i.Phone, &i.Language, &i.Pathology, &i.Occupation, &i.OccupationGroup, &i.Contract, &i.Notes,
	} {
		*text = strings.TrimSpace(*text)
	}
	i.Email = strings.ToLower(i.Email)
	if i.Language == "" {
		i.Language = "fr"
	}
	return i
}

// Validate gives every fault of i on a day: names are required, what else is
// given must be usable.
func (i Insured) Validate(today Date) error {
	var faults Faults
	faults.Check(i.Unit != "", "unit", "insured.unit.required")
	faults.Check(i.LastName != "", "last_name", "insured.last_name.required")
	faults.Check(i.FirstName != "", "first_name", "insured.first_name.required")
	faults.Check(len(i.LastName) <= 100, "last_name", "insured.name.long")
	faults.Check(len(i.FirstName) <= 100, "first_name", "insured.name.long")
	faults.Check(plain(i.LastName), "last_name", "insured.name.control")
	faults.Check(plain(i.FirstName), "first_name", "insured.name.control")
	faults.Check(plausibleBirth(i.BirthDate, today), "birth_date", "insured.birth_date.implausible")
	faults.Check(i.Gender == "" || i.Gender == "f" || i.Gender == "m", "gender", "insured.gender.unknown")
	faults.Check(i.Email == "" || isAddress(i.Email), "email", "insured.email.malformed")
	faults.Check(i.Phone == "" || isPhone(i.Phone), "phone", "insured.phone.malformed")
	faults.Check(i.Postcode == "" || isPostcode(i.Postcode), "postcode", "insured.postcode.malformed")
	faults.Check(!i.MailConsent || i.Email != "", "email", "insured.email.consented")
	faults.Check(!i.SMSConsent || i.Phone != "", "phone", "insured.phone.consented")
	faults.Check(i.DeceasedOn.IsZero() || !i.DeceasedOn.After(today), "deceased_on", "insured.deceased_on.future")
	faults.Check(i.OccupationGroup == "" || slices.Contains(OccupationGroups, i.OccupationGroup), "occupation_group", "insured.occupation_group.unknown")
	faults.Check(len(i.Notes) <= 10000, "notes", "insured.notes.long")
	return faults.Err()
}

// Changed names the fields in which i differs from before, in alphabetical
// order.
func (i Insured) Changed(before Insured) (changed []string) {
	for name, differs := range map[string]bool{
		"unit": i.Unit != before.Unit, "internal_number": i.InternalNumber != before.InternalNumber,
		"first_name": i.FirstName != before.FirstName, "last_name": i.LastName != before.LastName,
		"birth_date": i.BirthDate != before.BirthDate, "gender": i.Gender != before.Gender,
		"street": i.Street != before.Street, "postcode": i.Postcode != before.Postcode, "city": i.City != before.City,
		"insee": i.Insee != before.Insee, "email": i.Email != before.Email, "phone": i.Phone != before.Phone,
		"mail_consent": i.MailConsent != before.MailConsent, "sms_consent": i.SMSConsent != before.SMSConsent,
		"letter_consent": i.LetterConsent != before.LetterConsent, "language": i.Language != before.Language,
		"pathology": i.Pathology != before.Pathology, "occupation": i.Occupation != before.Occupation,
		"occupation_group": i.OccupationGroup != before.OccupationGroup,
		"contract":         i.Contract != before.Contract, "notes": i.Notes != before.Notes,
	} {
		if differs {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

// WithSocialOf is i with the personal social content of another state of her
// file (rule 25).
func (i Insured) WithSocialOf(o Insured) Insured {
	i.Pathology, i.Occupation, i.OccupationGroup, i.Contract, i.Notes = o.Pathology, o.Occupation, o.OccupationGroup, o.Contract, o.Notes
	return i
}

// WithoutSocial is i for a screen that has no need of social content.
func (i Insured) WithoutSocial() Insured { return i.WithSocialOf(Insured{}) }

// Reaches reports whether i may be written to by a channel: she agreed to it,
// there is an address, and she lives (rule 13).
func (i Insured) Reaches(c Channel) bool {
	if !i.DeceasedOn.IsZero() {
		return false
	}
	switch c {
	case ByMail:
		return i.MailConsent && i.Email != ""
	case ByLetter:
		return i.LetterConsent && i.Street != "" && i.Postcode != "" && i.City != "" && i.AddressWrongOn.IsZero()
	case BySMS:
		return i.SMSConsent && i.Phone != "" // that it is a mobile's, room sms says
	default:
		return false
	}
}

// Channels are the ways in which i may be written to, the first to be tried
// first.
func (i Insured) Channels() []Channel {
	return slices.DeleteFunc(slices.Clone(Channels), func(c Channel) bool { return !i.Reaches(c) })
}

// Channel is the way i is written to at length: mail where she agreed to it, else
// letter; "" when neither is possible.
func (i Insured) Channel() Channel {
	for _, c := range []Channel{ByMail, ByLetter} {
		if i.Reaches(c) {
			return c
		}
	}
	return ""
}

func plausibleBirth(born, today Date) bool {
	return born.IsZero() || !born.After(today) && born.Year > today.Year-120
}

// isAddress takes one bare address: no name, no list, no line break.
func isAddress(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s && parsed.Name == "" && strings.Contains(s[strings.LastIndexByte(s, '@'):], ".")
}

func isPhone(s string) bool {
	digits := 0
	for at, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && at == 0, strings.ContainsRune(" .-()\u00a0\u202f", r):
		default:
			return false
		}
	}
	return digits >= 4 && digits <= 15
}

func isPostcode(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) == 5
}

// plain reports whether s has no control character: names end up in mail
// headers and on envelopes.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// InHours is now, or the next instant at which one may write to people: from
// nine in the morning to seven in the evening.
func InHours(now time.Time, zone *time.Location) time.Time {
	const morning, evening = Clock(9 * 60), Clock(19 * 60)
	day := DateOf(now.In(zone))
	opens, _ := morning.At(day, zone)
	if now.Before(opens) {
		return opens
	}
	if closes, _ := evening.At(day, zone); now.Before(closes) {
		return now
	}
	opens, _ = morning.At(day.AddDays(1), zone)
	return opens
}
