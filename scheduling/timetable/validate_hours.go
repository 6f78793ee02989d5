package timetable

// hours looks at when a room or a person can be had.
func hours(open []Opening, closed []Closure) *Flaw {
	if f := crowded("open", len(open), mostOpenings); f != nil {
		return f
	}
	for i, o := range open {
		if f := opening(o, open[:i]); f != nil {
			return f.in("open", i)
		}
	}
	if f := crowded("closed", len(closed), mostClosures); f != nil {
		return f
	}
	for i, c := range closed {
		if f := closure(c); f != nil {
			return f.in("closed", i)
		}
	}
	return nil
}

func opening(o Opening, before []Opening) *Flaw {
	if f := within("weekday", o.Weekday, 1, 7); f != nil {
		return f
	}
	if f := within("from", int(o.From), 0, minutesADay); f != nil {
		return f
	}
	if f := within("to", int(o.To), 0, minutesADay); f != nil {
		return f
	}
	if o.From >= o.To {
		return flaw("to", "%s is not after %s", o.To, o.From)
	}
	for i, b := range before {
		if b.Weekday == o.Weekday && b.From <= o.To && o.From <= b.To {
			return flaw("", "overlaps or touches open[%d]: write them as one", i)
		}
	}
	return nil
}

func closure(c Closure) *Flaw {
	if f := moment("from", c.From); f != nil {
		return f
	}
	if f := moment("to", c.To); f != nil {
		return f
	}
	if !c.From.Before(c.To) {
		return flaw("to", "%s is not after %s", c.To, c.From)
	}
	return nil
}
