package scheduling

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// OrganisationKinds are the bodies that run the social service.
var OrganisationKinds = []string{"carsat", "cramif", "cgss", "cssm"}

// Validate gives every fault of o. What participants read of it tells nothing
// of their health (rule 13), and a phone number stands on every page (rule 30).
func (o Organisation) Validate() error {
	var faults Faults
	faults.Check(filled(o.Code, 20), "code", "organisation.code.required")
	faults.Check(slices.Contains(OrganisationKinds, o.Kind), "kind", "organisation.kind.unknown")
	faults.Check(filled(o.Name, 200), "name", "organisation.name.required")
	faults.Check(isZone(o.TimeZone), "time_zone", "time_zone.unknown", "value", o.TimeZone)
	faults.Check(isPhone(o.Phone), "phone", "organisation.phone.required")
	faults.Check(short(o.PhoneHours, 200), "phone_hours", "organisation.phone_hours.long")
	faults.Check(filled(o.SenderName, 100), "sender_name", "organisation.sender_name.required")
	word := HealthWord(o.SenderName)
	faults.Check(word == "", "sender_name", "organisation.sender_name.health_word", "word", word)
	faults.Check(Mailable(o.SenderEmail), "sender_email", "organisation.sender_email.malformed")
	faults.Check(o.RetentionMonths >= 1 && o.RetentionMonths <= 36, "retention_months", "organisation.retention_months.range")
	faults.Check(strings.Count(strings.TrimSpace(o.FragilityItems), "\n") < FragilityItems, "fragility_items", "organisation.fragility_items.many")
	faults.Check(short(o.FragilityItems, 1200), "fragility_items", "organisation.fragility_items.long")
	return faults.Err()
}

// Below is the level of a unit placed under one of level l; false under the
// lowest.
func (l Level) Below() (Level, bool) {
	switch l {
	case Region:
		return Departement, true
	case Departement:
		return LocalUnit, true
	}
	return "", false
}

// Validate gives every fault of u but its place in the tree.
func (u Unit) Validate() error {
	var faults Faults
	faults.Check(filled(u.Code, 20), "code", "unit.code.required")
	faults.Check(filled(u.Name, 200), "name", "unit.name.required")
	return faults.Err()
}

// Tidy removes the blanks people leave around what they type.
func (u User) Tidy() User {
	for _, text := range []*string{&u.FirstName, &u.LastName, &u.Email, &u.Phone} {
		*text = strings.TrimSpace(*text)
	}
	u.Email = strings.ToLower(u.Email)
	return u
}

// Validate gives every fault of u.
func (u User) Validate() error {
	var faults Faults
	faults.Check(filled(u.FirstName, 100), "first_name", "user.first_name.required")
	faults.Check(filled(u.LastName, 100), "last_name", "user.last_name.required")
	faults.Check(Mailable(u.Email), "email", "user.email.malformed")
	faults.Check(u.Phone == "" || isPhone(u.Phone), "phone", "user.phone.malformed")
	return faults.Err()
}

// Validate gives every fault of g.
func (g RoleGrant) Validate() error {
	var faults Faults
	faults.Check(slices.Contains(Roles, g.Role), "role", "grant.role.unknown")
	faults.Check(g.Unit != "", "unit", "grant.unit.required")
	faults.Check(!g.From.IsZero(), "from", "grant.from.required")
	faults.Check(g.Until.IsZero() || !g.Until.Before(g.From), "until", "grant.until.before_from")
	return faults.Err()
}

// On reports whether g holds on a day.
func (g RoleGrant) On(day Date) bool {
	return !day.Before(g.From) && (g.Until.IsZero() || !day.After(g.Until))
}

// PasswordLength is the fewest characters of a password (ANSSI 2021, NIST SP
// 800-63B-4: length rather than odd signs).
const PasswordLength = 12

// CheckPassword refuses a password that is short, or that is the address it
// opens.
func CheckPassword(password, email string) error {
	var faults Faults
	faults.Check(utf8.RuneCountInString(password) >= PasswordLength, "password", "password.too_short", "n", PasswordLength)
	faults.Check(!strings.EqualFold(strings.TrimSpace(password), email), "password", "password.is_email")
	return faults.Err()
}

// filled reports whether s is a line of 1 to most characters.
func filled(s string, most int) bool { return strings.TrimSpace(s) != "" && short(s, most) }

// short reports whether s is a line of at most that many characters.
func short(s string, most int) bool { return utf8.RuneCountInString(s) <= most && oneLine(s) }

func isZone(name string) bool {
	_, err := time.LoadLocation(name)
	return name != "" && name != "Local" && err == nil
}
