package timetable

import "time"

// Validate reports the first thing that makes ins no planning problem, as a
// *Flaw. Search and check rely on it: every id is known and said once, every
// number is bounded, and no two openings of a weekday touch, so that “within
// one opening” and “within the open hours” are the same.
func (ins *Instance) Validate() error {
	v := validator{ins: ins, sites: map[string]bool{}, rooms: map[string]bool{}, people: map[string]bool{}, cohorts: map[string]*Cohort{}}
	for _, rule := range []func() *Flaw{v.head, v.calendar, v.places, v.allRooms, v.allPeople, v.allCohorts, v.held, v.weights} {
		if f := rule(); f != nil {
			return f
		}
	}
	return nil
}

// validator remembers the ids that were met.
type validator struct {
	ins     *Instance
	sites   map[string]bool
	rooms   map[string]bool
	people  map[string]bool
	cohorts map[string]*Cohort
}

func (v *validator) head() *Flaw {
	if v.ins.Format != InstanceFormat {
		return flaw("format", "%q is not %s", cut(v.ins.Format), InstanceFormat)
	}
	if f := named("name", v.ins.Name, longestText); f != nil {
		return f
	}
	if _, err := time.LoadLocation(v.ins.TimeZone); err != nil || v.ins.TimeZone == "" || v.ins.TimeZone == "Local" {
		return flaw("time_zone", "unknown zone %q", cut(v.ins.TimeZone))
	}
	return nil
}

func (v *validator) calendar() *Flaw {
	if f := inOrder("first_day", v.ins.FirstDay, "last_day", v.ins.LastDay); f != nil {
		return f
	}
	if days := v.ins.FirstDay.DaysUntil(v.ins.LastDay) + 1; days > mostDays {
		return flaw("last_day", "%d days after the first, more than %d", days, mostDays)
	}
	if f := crowded("no_meeting", len(v.ins.NoMeeting), mostListed); f != nil {
		return f
	}
	for i, d := range v.ins.NoMeeting {
		if f := day("", d); f != nil {
			return f.in("no_meeting", i)
		}
	}
	if f := crowded("school_holidays", len(v.ins.SchoolHolidays), mostHolidays); f != nil {
		return f
	}
	for i, d := range v.ins.SchoolHolidays {
		f := inOrder("from", d.From, "to", d.To)
		if f == nil && d.From.DaysUntil(d.To) >= mostDays {
			f = flaw("to", "more than %d days after from", mostDays)
		}
		if f != nil {
			return f.in("school_holidays", i)
		}
	}
	return nil
}

func (v *validator) places() *Flaw {
	if f := unique("sites", "", v.ins.Sites, mostListed, v.sites); f != nil {
		return f
	}
	if f := crowded("travel", len(v.ins.Travel), mostListed); f != nil {
		return f
	}
	known := map[[2]string]bool{}
	for i, t := range v.ins.Travel {
		if f := v.travel(t, known); f != nil {
			return f.in("travel", i)
		}
	}
	return within("travel_default", v.ins.TravelDefault, 0, minutesADay)
}

func (v *validator) travel(t Travel, known map[[2]string]bool) *Flaw {
	switch {
	case !v.sites[t.From]:
		return flaw("from", "unknown site %q", cut(t.From))
	case !v.sites[t.To]:
		return flaw("to", "unknown site %q", cut(t.To))
	case t.From == t.To:
		return flaw("to", "is where it starts, %q", cut(t.To))
	case known[[2]string{t.From, t.To}]:
		return flaw("", "%q and %q have their travel already: it holds both ways", cut(t.From), cut(t.To))
	}
	known[[2]string{t.From, t.To}], known[[2]string{t.To, t.From}] = true, true
	return within("minutes", t.Minutes, 0, minutesADay)
}

func (v *validator) allRooms() *Flaw {
	if f := unique("rooms", "id", idsOf(v.ins.Rooms, func(r Room) string { return r.ID }), mostListed, v.rooms); f != nil {
		return f
	}
	for i, r := range v.ins.Rooms {
		if !v.sites[r.Site] {
			return flaw("site", "unknown site %q", cut(r.Site)).in("rooms", i)
		}
		if f := within("seats", r.Seats, 1, mostSeats); f != nil {
			return f.in("rooms", i)
		}
		if f := hours(r.Open, r.Closed); f != nil {
			return f.in("rooms", i)
		}
	}
	return nil
}

func (v *validator) allPeople() *Flaw {
	if f := unique("people", "id", idsOf(v.ins.People, func(p Person) string { return p.ID }), mostListed, v.people); f != nil {
		return f
	}
	for i, p := range v.ins.People {
		f := hours(p.Open, p.Closed)
		if f == nil && p.FairShare != nil {
			f = within("fair_share", *p.FairShare, 0, mostShare)
		}
		if f != nil {
			return f.in("people", i)
		}
	}
	return nil
}

func (v *validator) weights() *Flaw {
	w := v.ins.Weights
	for _, weight := range []struct {
		field string
		value int
	}{
		{"gap", w.Gap},
		{"weekday", w.Weekday},
		{"start", w.Start},
		{"school", w.School},
		{"room", w.Room},
		{"early", w.Early},
		{"preference", w.Preference},
		{"overload", w.Overload},
		{"moved_day", w.MovedDay},
		{"moved_time", w.MovedTime},
		{"changed_lead", w.ChangedLead},
		{"changed_person", w.ChangedPerson},
		{"changed_room", w.ChangedRoom},
	} {
		if f := within(weight.field, weight.value, 0, mostWeight); f != nil {
			return f.under("weights")
		}
	}
	return nil
}
