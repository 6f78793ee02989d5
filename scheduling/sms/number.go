package sms

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"trame/scheduling"
)

// regions are where a number typed without its country belongs, by the time
// zone of the organisation: 0692… is a mobile on La Réunion and nothing in
// Paris.
var regions = map[string]string{
	"Indian/Reunion": "RE", "America/Guadeloupe": "GP", "America/Martinique": "MQ", "America/Cayenne": "GF", "Indian/Mayotte": "YT",
	"America/St_Barthelemy": "GP", "America/Marigot": "GP", "America/Miquelon": "PM", "Pacific/Noumea": "NC", "Pacific/Tahiti": "PF",
}

// fiction is the block of mobiles that ARCEP keeps for films and books
// (decision 2018-0881, §2.5.12): the demonstration writes to nobody else.
const fiction = "+3363998"

// Number is a mobile's number as gateways take it, "+33612345678". What people
// type is read as meant in zone, the organisation's; then as meant in the other
// territories, for one may live in Cergy with a number of La Réunion. A number
// that is none, or a landline, is refused.
func Number(typed, zone string) (string, error) {
	region := regions[zone]
	if region == "" {
		region = "FR"
	}
	fault := "sms.number.malformed"
	for _, r := range []string{region, "FR", "RE", "GP", "MQ", "GF", "YT"} {
		number, err := phonenumbers.Parse(typed, r)
		if err == nil && strings.HasPrefix(phonenumbers.Format(number, phonenumbers.E164), fiction) {
			return phonenumbers.Format(number, phonenumbers.E164), nil
		}
		if err != nil || !phonenumbers.IsValidNumber(number) {
			continue
		}
		switch phonenumbers.GetNumberType(number) {
		case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
			return phonenumbers.Format(number, phonenumbers.E164), nil
		}
		fault = "sms.number.landline"
	}
	return "", scheduling.Refuse(scheduling.Invalid, fault, "phone")
}

// Mobile reports whether what was typed is a mobile's number.
func Mobile(typed, zone string) bool {
	_, err := Number(typed, zone)
	return err == nil
}
