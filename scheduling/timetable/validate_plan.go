package timetable

import "slices"

// reasons is every Reason.
var reasons = []Reason{
	ReasonHolidays, ReasonWindow, ReasonStarts, ReasonCapacity, ReasonRoomOpening, ReasonRoomClosed, ReasonRoomBusy,
	ReasonLeadHours, ReasonLeadAbsent, ReasonLeadBusy, ReasonPersonHours, ReasonPersonAbsent, ReasonPersonBusy, ReasonCadence, ReasonPinned,
}

// validate looks at a plan's form alone; its ids are those of an instance.
func (p *Plan) validate() *Flaw {
	if p.Format != PlanFormat {
		return flaw("format", "%q is not %s", cut(p.Format), PlanFormat)
	}
	if f := named("instance", p.Instance, longestText); f != nil {
		return f
	}
	for _, cost := range []struct {
		field string
		value int
	}{{"unplanned", p.Unplanned}, {"perturbation", p.Perturbation}, {"comfort", p.Comfort}, {"bound", p.Bound}} {
		if f := within(cost.field, cost.value, 0, mostCost); f != nil {
			return f
		}
	}
	if f := crowded("meetings", len(p.Meetings), mostMeetings); f != nil {
		return f
	}
	for i, m := range p.Meetings {
		if f := m.flaw(); f != nil {
			return f.in("meetings", i)
		}
	}
	if f := crowded("impossible", len(p.Impossible), mostListed); f != nil {
		return f
	}
	for i, x := range p.Impossible {
		if f := x.flaw(); f != nil {
			return f.in("impossible", i)
		}
	}
	return nil
}

func (m Meeting) flaw() *Flaw {
	for _, id := range []struct{ field, value string }{{"cohort", m.Cohort}, {"module", m.Module}, {"room", m.Room}, {"lead", m.Lead}} {
		if f := named(id.field, id.value, longestID); f != nil {
			return f
		}
	}
	if f := crowded("co", len(m.Co), mostRoles); f != nil {
		return f
	}
	for i, id := range m.Co {
		if f := named("", id, longestID); f != nil {
			return f.in("co", i)
		}
	}
	return moment("start", m.Start)
}

func (x Impossible) flaw() *Flaw {
	if f := named("cohort", x.Cohort, longestID); f != nil {
		return f
	}
	for _, list := range []struct {
		name    string
		reasons []Reason
	}{{"blocking", x.Blocking}, {"repairs", x.Repairs}} {
		for i, r := range list.reasons {
			if !slices.Contains(reasons, r) {
				return flaw("", "unknown reason %q", cut(string(r))).in(list.name, i)
			}
		}
	}
	for i, funnel := range x.Funnel {
		if f := funnel.flaw(); f != nil {
			return f.in("funnel", i)
		}
	}
	return nil
}

func (x Funnel) flaw() *Flaw {
	if f := named("module", x.Module, longestID); f != nil {
		return f
	}
	for i, stage := range x.Left {
		if f := named("", stage.Name, longestID); f != nil {
			return f.in("left", i)
		}
		if f := within("", stage.Days, 0, mostDays); f != nil {
			return f.in("left", i)
		}
	}
	return nil
}
