package eligibility

import (
	"slices"

	"trame/scheduling"
)

// oneOf passes whoever has one of the wanted codes.
func oneOf(wanted []string, of func(*Person) string) judge {
	return func(p *Person, _ day) finding {
		code := of(p)
		if code == "" {
			return unknown
		}
		return passesIf(slices.Contains(wanted, code))
	}
}

func purpose(w Parameters) judge {
	return oneOf(w.AnyOf, func(p *Person) string { return string(p.Facts.Purpose) })
}

func leaveKind(w Parameters) judge {
	return oneOf(w.AnyOf, func(p *Person) string { return string(p.Facts.LeaveKind) })
}

func scheme(w Parameters) judge {
	return oneOf(w.AnyOf, func(p *Person) string { return string(p.Facts.Scheme) })
}

// leaveDays passes from the day on which a leave has lasted long enough: at
// least 90 days from its start + 90, its 91st day; more than 45 from its
// start + 46 (CNAM circular 28/2007).
//
// A leave prescribed for less may still be prolonged: whether she will get
// there is unknown until its last day, and no more after it.
func leaveDays(w Parameters) judge {
	n := w.AtLeast
	if w.MoreThan > 0 {
		n = w.MoreThan + 1
	}
	return func(p *Person, on day) finding {
		f := &p.Facts
		switch {
		case f.LeaveStart.IsZero():
			return unknown
		case !tooShort(f, n):
			return since(dayOf(f.LeaveStart) + day(n))
		case on <= dayOf(f.LeaveEnd):
			return unknown
		default:
			return fails
		}
	}
}

// tooShort tells a leave that is known to end before its n-th day is over.
func tooShort(f *scheduling.Facts, n int) bool {
	return !f.LeaveEnd.IsZero() && dayOf(f.LeaveEnd)-dayOf(f.LeaveStart)+1 < day(n)
}

// leaveTime knows that a part time begins on a day, and that she was off work
// altogether before.
func leaveTime(w Parameters) judge {
	full := slices.Contains(w.AnyOf, string(scheduling.FullTime))
	part := slices.Contains(w.AnyOf, string(scheduling.TherapeuticPartTime))
	return func(p *Person, _ day) finding {
		f := &p.Facts
		switch {
		case f.LeaveTime == "":
			return unknown
		case f.LeaveTime == scheduling.FullTime:
			return passesIf(full)
		case full == part || f.PartTimeFrom.IsZero():
			return passesIf(part)
		case part:
			return since(dayOf(f.PartTimeFrom))
		default:
			return finding{true, ever, dayOf(f.PartTimeFrom) - 1}
		}
	}
}

// workSituation takes a pension of 1st category for a situation too: she may
// have a contract besides.
func workSituation(w Parameters) judge {
	byPension := slices.Contains(w.AnyOf, "invalidity_1")
	return func(p *Person, _ day) finding {
		f := &p.Facts
		pension := byPension && f.Invalidity == scheduling.Invalidity1
		switch {
		case slices.Contains(w.AnyOf, p.Contract):
			from := dated(f.ContractOn)
			if pension {
				from = min(from, dated(f.InvalidityOn))
			}
			return since(from)
		case pension:
			return since(dated(f.InvalidityOn))
		case p.Contract == "", byPension && f.Invalidity == "":
			return unknown
		default:
			return fails
		}
	}
}

// dated is since when a fact holds; one without a day always did.
func dated(d scheduling.Date) day {
	if d.IsZero() {
		return ever
	}
	return dayOf(d)
}

// invalidity counts from the decision: as soon as a pension is granted, not
// when it is paid (CNAM circular 28/2007).
func invalidity(w Parameters) judge {
	wanted := w.AnyOf
	if slices.Contains(wanted, Granted) {
		wanted = append(slices.Clone(wanted), string(scheduling.Invalidity1), string(scheduling.Invalidity2), string(scheduling.Invalidity3))
	}
	return func(p *Person, _ day) finding {
		switch {
		case p.Facts.Invalidity == "":
			return unknown
		case slices.Contains(wanted, string(p.Facts.Invalidity)):
			return since(dated(p.Facts.InvalidityOn))
		default:
			return fails
		}
	}
}

// pathologyGroup knows the groups of the published study; a word of another
// file says nothing that could be compared.
func pathologyGroup(w Parameters) judge {
	wanted := w.AnyOf
	if slices.Contains(wanted, Cancer) {
		wanted = append(slices.Clone(wanted), scheduling.Pathologies...)
	}
	return func(p *Person, _ day) finding {
		if !slices.Contains(scheduling.Pathologies, p.Pathology) {
			return unknown
		}
		return passesIf(slices.Contains(wanted, p.Pathology))
	}
}

func age(w Parameters) judge {
	return func(p *Person, _ day) finding {
		if p.BirthDate.IsZero() {
			return unknown
		}
		f := passes
		if w.AtLeast > 0 {
			f.from = birthday(p.BirthDate, w.AtLeast)
		}
		if w.AtMost > 0 {
			f.until = birthday(p.BirthDate, w.AtMost+1) - 1
		}
		return f
	}
}

// residence takes whoever lives in one of the départements, zones or communes.
// A zone that nobody drew her commune into is unknown.
func residence(w Parameters) judge {
	return func(p *Person, _ day) finding {
		switch {
		case p.Insee == "":
			return unknown
		case slices.Contains(w.Communes, p.Insee), slices.Contains(w.Departements, departement(p.Insee)),
			p.Zone != "" && slices.Contains(w.Zones, p.Zone):
			return passes
		case len(w.Zones) > 0 && p.Zone == "":
			return unknown
		default:
			return fails
		}
	}
}

// departement is that of a commune's INSEE code: 95, 2A, 974.
func departement(insee string) string {
	if len(insee) >= 3 && (insee[:2] == "97" || insee[:2] == "98") {
		return insee[:3]
	}
	return insee[:min(2, len(insee))]
}

func followed(w Parameters) judge {
	wanted := w.Is != string(scheduling.KnownNo)
	return func(p *Person, _ day) finding {
		f := &p.Facts
		switch {
		case f.Followed == scheduling.Unknown:
			return unknown
		case f.Followed == scheduling.KnownNo:
			return passesIf(!wanted)
		case wanted:
			return since(dated(f.FollowedSince))
		case f.FollowedSince.IsZero():
			return fails
		default:
			return finding{true, ever, dayOf(f.FollowedSince) - 1}
		}
	}
}

func fragility(w Parameters) judge {
	return func(p *Person, _ day) finding {
		yes, open := 0, 0
		for n := 1; n <= scheduling.FragilityItems; n++ {
			switch p.Facts.Fragility.At(n) {
			case scheduling.KnownYes:
				yes++
			case scheduling.Unknown:
				open++
			}
		}
		switch {
		case yes >= w.AtLeast:
			return passes
		case yes+open < w.AtLeast:
			return fails
		default:
			return unknown
		}
	}
}

func consent(Parameters) judge {
	return func(p *Person, _ day) finding {
		if p.Consent == scheduling.Unknown {
			return unknown
		}
		return passesIf(p.Consent == scheduling.KnownYes)
	}
}

// precarity fails whoever is at risk by one of the criteria switched on; she
// passes once each of them is known to be absent (rule 11).
func precarity(w Parameters) judge {
	return func(p *Person, _ day) finding {
		lacks := false
		for _, name := range w.Criteria {
			switch risk(&p.Facts, name) {
			case scheduling.KnownYes:
				return fails
			case scheduling.Unknown:
				lacks = true
			}
		}
		if lacks {
			return unknown
		}
		return passes
	}
}

func risk(f *scheduling.Facts, criterion string) scheduling.Known {
	switch criterion {
	case LowAllowance:
		return f.LowAllowance
	case LowPerHead:
		return f.LowPerHead
	case SolidarityCover:
		return f.SolidarityCover
	default:
		return f.LongIllness
	}
}
