package mail

import (
	"regexp"
	"strings"

	"trame/scheduling"
)

// Party is a sender or the recipient. Name may be empty.
type Party struct {
	Name    string
	Address string // bare: odile.martin@exemple.fr
}

// plainAddress is what every relay takes without SMTPUTF8 and no header needs
// to quote (a part of RFC 5321 §4.1.2).
var plainAddress = regexp.MustCompile(`^([A-Za-z0-9!$'*+=_~-]+(?:\.[A-Za-z0-9!$'*+=_~-]+)*)@((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*)$`)

// ParseAddress reads one bare address as a person typed it: spaces around it
// dropped, the domain in lower case. Names, lists, quoted or international
// addresses and line ends are refused.
func ParseAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	parts := plainAddress.FindStringSubmatch(s)
	if parts == nil || len(s) > 254 || len(parts[1]) > 64 {
		return "", scheduling.Refuse(scheduling.Invalid, "mail.address.invalid", "")
	}
	return parts[1] + "@" + strings.ToLower(parts[2]), nil
}
