package scheduling

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Witness is a témoin: a former participant's own consent to testify, with the
// subjects she agrees to speak of and her limits. It is hers: given by herself,
// valid for a time, and taken back whenever she wishes. At most one of a person
// stands.
type Witness struct {
	ID          WitnessID
	Insured     InsuredID
	AskedBy     UserID // who sent her a link to agree by; "" when nobody did
	AskedAt     time.Time
	GivenOn     Date // zero: she was asked, and has not agreed
	Way         ConsentWay
	Forms       []WitnessForm
	Themes      []WitnessThemeID
	Limits      string // in her own words
	OwnUnit     bool   // not beyond her unit
	MostAYear   int    // times in twelve months; 0: as often as it suits
	ValidUntil  Date   // the last day
	TokenHash   string // of the link by which she agrees, reads it again and takes it back
	RecordedBy  UserID // "" when she wrote it herself
	RecordedAt  time.Time
	WithdrawnAt time.Time
	WithdrawnBy string // "participant", "user:ID", "system"
	Version     int
}

// ConsentWay is how a consent was given.
type ConsentWay string

// The ways.
const (
	ConsentWritten ConsentWay = "written"
	ConsentByPhone ConsentWay = "phone"
	ConsentByLink  ConsentWay = "link"
)

// HeardWays are those that an agent records.
var HeardWays = []ConsentWay{ConsentWritten, ConsentByPhone}

// WitnessForm is the form in which a person agrees to testify.
type WitnessForm string

// The forms.
const (
	InPerson  WitnessForm = "in_person" // comes to a meeting
	InWriting WitnessForm = "in_writing"
	ByAudio   WitnessForm = "audio" // an audio call
)

// WitnessForms in the order of the screens.
var WitnessForms = []WitnessForm{InPerson, InWriting, ByAudio}

// WitnessTheme is a subject of testimony, of the list that an organisation keeps.
type WitnessTheme struct {
	ID           WitnessThemeID // a code of ours, or an id
	Organisation OrganisationID
	Label        string
	Position     int
	RetiredAt    time.Time // off the list; consents to it stand
}

// ShippedThemes are the codes of the subjects of an organisation that keeps no
// list of its own; their words are label.witness_theme.*.
var ShippedThemes = []WitnessThemeID{"work", "daily_life", "tiredness", "paperwork", "family", "workplace"}

// WitnessState is where a consent stands; it is derived, never stored.
type WitnessState string

// The states.
const (
	WitnessAsked     WitnessState = "asked"
	WitnessStands    WitnessState = "stands"
	WitnessEnded     WitnessState = "ended" // its time is over
	WitnessWithdrawn WitnessState = "withdrawn"
)

// State derives where w stands on a day.
func (w Witness) State(today Date) WitnessState {
	switch {
	case !w.WithdrawnAt.IsZero():
		return WitnessWithdrawn
	case w.GivenOn.IsZero():
		return WitnessAsked
	case today.After(w.ValidUntil):
		return WitnessEnded
	}
	return WitnessStands
}

const (
	consentMonths = 24 // a consent is valid for, unless she says less
	longestLimits = 500
	mostThemes    = 40
	mostTimes     = 12
)

// ConsentUntil is how long a consent given on a day is valid unless she says
// less: two years, and never longer than her file is kept.
func ConsentUntil(given, kept Date) Date {
	until := given.AddMonths(consentMonths)
	if kept.Before(until) {
		return kept
	}
	return until
}

// Tidy removes the blanks around what was typed, and what was ticked twice.
func (w Witness) Tidy() Witness {
	w.Limits = strings.TrimSpace(strings.ReplaceAll(w.Limits, "\r\n", "\n"))
	w.Forms, w.Themes = once(w.Forms), once(w.Themes)
	return w
}

func once[T comparable](list []T) (kept []T) {
	for _, v := range list {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// Validate gives every fault of a consent given until today, where themes are
// those of her organisation and her file is kept until a day.
func (w Witness) Validate(today, kept Date, themes []WitnessTheme) error {
	var f Faults
	f.Check(!w.GivenOn.IsZero(), "given_on", "witness.given_on.required")
	f.Check(!w.GivenOn.After(today), "given_on", "witness.given_on.future")
	f.Check(slices.Contains(HeardWays, w.Way) || w.Way == ConsentByLink, "way", "witness.way.unknown")
	f.Check(len(w.Forms) > 0, "forms", "witness.forms.required")
	for _, form := range w.Forms {
		f.Check(slices.Contains(WitnessForms, form), "forms", "witness.forms.unknown")
	}
	f.Check(len(w.Themes) > 0, "themes", "witness.themes.required")
	for _, theme := range w.Themes {
		known := slices.ContainsFunc(themes, func(t WitnessTheme) bool { return t.ID == theme })
		f.Check(known, "themes", "witness.themes.unknown")
	}
	f.Check(utf8.RuneCountInString(w.Limits) <= longestLimits, "limits", "witness.limits.long")
	f.Check(w.MostAYear >= 0 && w.MostAYear <= mostTimes, "most_a_year", "witness.most_a_year.range")
	f.Check(!w.ValidUntil.Before(today), "valid_until", "witness.valid_until.past")
	f.Check(w.ValidUntil.Before(today) || !w.ValidUntil.After(ConsentUntil(w.GivenOn, kept)), "valid_until", "witness.valid_until.late", "latest", ConsentUntil(w.GivenOn, kept))
	return f.Err()
}

// CheckThemes gives every fault of an organisation's list of subjects, those
// that are off it left out.
func CheckThemes(list []WitnessTheme) error {
	var f Faults
	f.Check(len(list) > 0, "themes", "witness.theme_list.empty")
	f.Check(len(list) <= mostThemes, "themes", "witness.theme_list.long", "most", mostThemes)
	for _, t := range list {
		f.Check(utf8.RuneCountInString(t.Label) <= 80 && plain(t.Label), "themes", "witness.theme.long")
	}
	return f.Err()
}
