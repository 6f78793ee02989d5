package scheduling

import (
	"slices"
	"strings"
	"time"
)

// Referral is a signalement: what brought a person to the service on a day,
// with the dated facts that her eligibility is computed from (rule 10).
type Referral struct {
	ID         ReferralID
	Insured    InsuredID
	Unit       UnitID
	Source     ReferralSource
	Reference  string // the source's own number: a second import recognises it; "" when none
	ReceivedOn Date
	Facts      Facts
	ClosedAt   time.Time // zero: open. Not eligible, it takes a redirection to close (rule 12)
	ClosedBy   UserID
	CreatedAt  time.Time
	Version    int
}

// ReferralSource is who told the service of a person.
type ReferralSource string

// The sources.
const (
	FromCPAM45   ReferralSource = "cpam_45" // the fund's signal after more than 45 days of leave
	FromCPAM90   ReferralSource = "cpam_90" // after at least 90 days
	FromMedical  ReferralSource = "medical_service"
	FromPartner  ReferralSource = "partner"
	FromEmployer ReferralSource = "employer"
	FromHerself  ReferralSource = "self"
	FromService  ReferralSource = "service" // an interview of the service itself
	FromOther    ReferralSource = "other"
)

// ReferralSources in the order of the screens.
var ReferralSources = []ReferralSource{FromCPAM45, FromCPAM90, FromMedical, FromPartner, FromEmployer, FromHerself, FromService, FromOther}

// Known is a fact that one may not know: unknown never counts as yes (rule 10).
type Known string

// The answers.
const (
	Unknown  Known = ""
	KnownYes Known = "yes"
	KnownNo  Known = "no"
)

// LeaveKind is what a leave is paid for.
type LeaveKind string

// The kinds; "" is unknown.
const (
	Illness             LeaveKind = "illness"
	WorkAccident        LeaveKind = "work_accident"
	OccupationalDisease LeaveKind = "occupational_disease"
)

// LeaveKinds in the order of the screens.
var LeaveKinds = []LeaveKind{Illness, WorkAccident, OccupationalDisease}

// LeaveTime is how much of her work a person is off; "" is unknown.
type LeaveTime string

// Off work altogether, or back part time on medical advice.
const (
	FullTime            LeaveTime = "full"
	TherapeuticPartTime LeaveTime = "therapeutic_part_time"
)

// LeaveTimes in the order of the screens.
var LeaveTimes = []LeaveTime{FullTime, TherapeuticPartTime}

// Invalidity is what was decided on an invalidité pension; "" is unknown.
type Invalidity string

// The decisions.
const (
	NoInvalidity      Invalidity = "none" // never asked for
	InvalidityPending Invalidity = "pending"
	InvalidityRefused Invalidity = "refused"
	Invalidity1       Invalidity = "category_1"
	Invalidity2       Invalidity = "category_2"
	Invalidity3       Invalidity = "category_3"
)

// Invalidities in the order of the screens.
var Invalidities = []Invalidity{NoInvalidity, InvalidityPending, InvalidityRefused, Invalidity1, Invalidity2, Invalidity3}

// Category is 1 to 3 once a pension was granted, else 0.
func (i Invalidity) Category() int {
	return max(0, slices.Index([]Invalidity{"", Invalidity1, Invalidity2, Invalidity3}, i))
}

// Scheme is the insurance scheme (régime) a person belongs to; "" is unknown.
type Scheme string

// The schemes.
const (
	GeneralScheme      Scheme = "general"
	IndependentScheme  Scheme = "independent"
	AgriculturalScheme Scheme = "agricultural"
	OtherScheme        Scheme = "other"
)

// Schemes in the order of the screens.
var Schemes = []Scheme{GeneralScheme, IndependentScheme, AgriculturalScheme, OtherScheme}

// Purpose is what a person is signalled for (motif du signalement); "" is unknown.
type Purpose string

// The purposes. The last six are for others to answer: a rule on the purpose
// is how a question of pension becomes a redirection.
const (
	ForWork      Purpose = "work"      // keeping her job, or finding her way back to one
	ForIncome    Purpose = "income"    // the leave costs her a part of her income
	ForCare      Purpose = "care"      // access to care, care put off
	ForDischarge Purpose = "discharge" // coming home from hospital, a carer's too
	ForTransfer  Purpose = "transfer"  // brought from overseas for care
	ForPension   Purpose = "pension"
	ForHomeHelp  Purpose = "home_help" // a plain request, no complex social problem
	ForHousing   Purpose = "housing"   // not linked to health
	ForMedical   Purpose = "medical"
	ForEmergency Purpose = "emergency"
	ForOther     Purpose = "other"
)

// Purposes in the order of the screens.
var Purposes = []Purpose{ForWork, ForIncome, ForCare, ForDischarge, ForTransfer, ForPension, ForHomeHelp, ForHousing, ForMedical, ForEmergency, ForOther}

// FragilityItems is how many items the fragility detection sheet has; their
// labels are the organisation's own.
const FragilityItems = 6

// Facts are what a referral knows of a person, each with the day that counts
// for it. Zero values are unknown. Age, commune, contract, pathology and
// consent are the person's own and stand in Insured.
type Facts struct {
	Purpose         Purpose
	LeaveStart      Date // first day off work
	LeaveEnd        Date // last day prescribed; zero while unknown
	LeaveKind       LeaveKind
	LeaveTime       LeaveTime
	PartTimeFrom    Date // since when the part time lasts
	ContractOn      Date // since when her contract situation is what it is
	Invalidity      Invalidity
	InvalidityOn    Date // the day it was decided, not the first payment
	Scheme          Scheme
	Followed        Known // by the service
	FollowedSince   Date
	LowAllowance    Known // precarity: a low daily allowance
	LowPerHead      Known // precarity: a low daily allowance per dependant
	SolidarityCover Known // precarity: complementary solidarity cover
	LongIllness     Known // precarity: recognised long-term illness
	Fragility       Ticks // the six items of the detection sheet
}

// Ticks are yes, no and unknown answers kept as one word: "yn?" is yes, no,
// unknown. What it does not reach is unknown.
type Ticks string

// At is the answer to item n, from 1.
func (t Ticks) At(n int) Known {
	if n < 1 || n > len(t) {
		return Unknown
	}
	switch t[n-1] {
	case 'y':
		return KnownYes
	case 'n':
		return KnownNo
	}
	return Unknown
}

// Tick gives item n, from 1, another answer.
func (t Ticks) Tick(n int, k Known) Ticks {
	word := []byte(t)
	for len(word) < n {
		word = append(word, '?')
	}
	word[n-1] = map[Known]byte{KnownYes: 'y', KnownNo: 'n', Unknown: '?'}[k]
	return Ticks(strings.TrimRight(string(word), "?"))
}

// Over is f with what it does not know taken from older facts.
func (f Facts) Over(older Facts) Facts {
	f.overLeave(older)
	fill(&f.Purpose, older.Purpose)
	fill(&f.ContractOn, older.ContractOn)
	if f.Invalidity == "" {
		f.Invalidity, f.InvalidityOn = older.Invalidity, older.InvalidityOn
	}
	fill(&f.Scheme, older.Scheme)
	if f.Followed == Unknown {
		f.Followed, f.FollowedSince = older.Followed, older.FollowedSince
	}
	fill(&f.LowAllowance, older.LowAllowance)
	fill(&f.LowPerHead, older.LowPerHead)
	fill(&f.SolidarityCover, older.SolidarityCover)
	fill(&f.LongIllness, older.LongIllness)
	for n := 1; n <= FragilityItems; n++ {
		if f.Fragility.At(n) == Unknown {
			f.Fragility = f.Fragility.Tick(n, older.Fragility.At(n))
		}
	}
	return f
}

// overLeave keeps the facts of one leave together: a new leave inherits
// nothing from the one before.
func (f *Facts) overLeave(older Facts) {
	if !f.LeaveStart.IsZero() && f.LeaveStart != older.LeaveStart {
		return
	}
	f.LeaveStart = older.LeaveStart
	fill(&f.LeaveEnd, older.LeaveEnd)
	fill(&f.LeaveKind, older.LeaveKind)
	if f.LeaveTime == "" {
		f.LeaveTime, f.PartTimeFrom = older.LeaveTime, older.PartTimeFrom
	}
}

func fill[T comparable](target *T, value T) {
	var zero T
	if *target == zero {
		*target = value
	}
}

// Validate gives every fault of r on a day. Facts contradict nobody's body:
// only what cannot be is refused.
func (r Referral) Validate(today Date) error {
	var f Faults
	f.Check(slices.Contains(ReferralSources, r.Source), "source", "referral.source.unknown")
	f.Check(len(r.Reference) <= 60 && plain(r.Reference), "reference", "referral.reference.form")
	f.Check(!r.ReceivedOn.IsZero(), "received_on", "referral.received_on.required")
	f.Check(!r.ReceivedOn.After(today), "received_on", "referral.received_on.future")
	r.Facts.check(&f, today)
	return f.Err()
}

func (f Facts) check(faults *Faults, today Date) {
	faults.Check(f.Purpose == "" || slices.Contains(Purposes, f.Purpose), "purpose", "referral.purpose.unknown")
	faults.Check(!f.LeaveStart.After(today.AddDays(366)), "leave_start", "referral.leave_start.far")
	faults.Check(f.LeaveEnd.IsZero() || f.LeaveStart.IsZero() || !f.LeaveEnd.Before(f.LeaveStart), "leave_end", "referral.leave_end.before_start")
	faults.Check(f.LeaveKind == "" || slices.Contains(LeaveKinds, f.LeaveKind), "leave_kind", "referral.leave_kind.unknown")
	faults.Check(f.LeaveTime == "" || slices.Contains(LeaveTimes, f.LeaveTime), "leave_time", "referral.leave_time.unknown")
	faults.Check(f.PartTimeFrom.IsZero() || f.LeaveStart.IsZero() || !f.PartTimeFrom.Before(f.LeaveStart), "part_time_from", "referral.part_time_from.before_start")
	faults.Check(f.Invalidity == "" || slices.Contains(Invalidities, f.Invalidity), "invalidity", "referral.invalidity.unknown")
	faults.Check(f.Scheme == "" || slices.Contains(Schemes, f.Scheme), "scheme", "referral.scheme.unknown")
	faults.Check(len(f.Fragility) <= FragilityItems, "fragility", "referral.fragility.long")
	for field, k := range map[string]Known{"followed": f.Followed, "low_allowance": f.LowAllowance, "low_per_head": f.LowPerHead, "solidarity_cover": f.SolidarityCover, "long_illness": f.LongIllness} {
		faults.Check(k == Unknown || k == KnownYes || k == KnownNo, field, "referral.known.unknown")
	}
}
