package timetable

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Write gives the plan's one form in bytes: a meeting a line, in the plan's
// order, so that two plans can be compared line by line.
func (p *Plan) Write(w io.Writer) error {
	l := newLines(w)
	l.field("{", "format", p.Format)
	l.field(",", "instance", p.Instance)
	l.field(",", "unplanned", p.Unplanned)
	l.field(",", "perturbation", p.Perturbation)
	l.field(",", "comfort", p.Comfort)
	l.field(",", "bound", p.Bound)
	rows(l, "meetings", p.Meetings, Meeting.whole)
	rows(l, "impossible", p.Impossible, Impossible.whole)
	return l.end()
}

// Write gives the instance's one form in bytes: a room, a person, a cohort a
// line.
func (ins *Instance) Write(w io.Writer) error {
	l := newLines(w)
	l.field("{", "format", ins.Format)
	l.field(",", "name", ins.Name)
	l.field(",", "time_zone", ins.TimeZone)
	l.field(",", "first_day", ins.FirstDay)
	l.field(",", "last_day", ins.LastDay)
	l.field(",\n", "no_meeting", list(ins.NoMeeting))
	l.field(",\n", "school_holidays", list(ins.SchoolHolidays))
	l.field(",\n", "sites", list(ins.Sites))
	rows(l, "travel", ins.Travel, func(t Travel) Travel { return t })
	l.field(",\n", "travel_default", ins.TravelDefault)
	rows(l, "rooms", ins.Rooms, Room.whole)
	rows(l, "people", ins.People, Person.whole)
	rows(l, "cohorts", ins.Cohorts, Cohort.whole)
	rows(l, "pinned", ins.Pinned, Meeting.whole)
	rows(l, "previous", ins.Previous, Meeting.whole)
	l.field(",\n", "weights", ins.Weights)
	return l.end()
}

// lines writes one object, field after field; the first error stays.
type lines struct {
	out  *bufio.Writer
	json *json.Encoder
	row  rowBuffer
	err  error
}

// rowBuffer keeps what the encoder wrote, without the line break it adds.
type rowBuffer []byte

func (b *rowBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

func newLines(w io.Writer) *lines {
	l := &lines{out: bufio.NewWriter(w)}
	l.json = json.NewEncoder(&l.row)
	l.json.SetEscapeHTML(false)
	return l
}

func (l *lines) field(before, name string, value any) {
	l.text(before + `"` + name + `":`)
	l.value(value)
}

func (l *lines) value(v any) {
	l.row = l.row[:0]
	if err := l.json.Encode(v); err != nil && l.err == nil {
		l.err = err
		return
	}
	l.text(string(l.row[:len(l.row)-1]))
}

func (l *lines) text(s string) {
	if l.err == nil {
		_, l.err = l.out.WriteString(s)
	}
}

func (l *lines) end() error {
	l.text("}\n")
	if l.err != nil {
		return l.err
	}
	return l.out.Flush()
}

// rows writes a list, one thing a line.
func rows[T any](l *lines, name string, things []T, whole func(T) T) {
	l.text(fmt.Sprintf(",\n%q:[", name))
	for i, thing := range things {
		if i > 0 {
			l.text(",")
		}
		l.text("\n")
		l.value(whole(thing))
	}
	if len(things) > 0 {
		l.text("\n")
	}
	l.text("]")
}

// list is things as JSON has them: an empty list, never null.
func list[T any](things []T) []T {
	if things == nil {
		return []T{}
	}
	return things
}

func (m Meeting) whole() Meeting {
	m.Co = list(m.Co)
	return m
}

func (x Impossible) whole() Impossible {
	x.Blocking, x.Repairs = list(x.Blocking), list(x.Repairs)
	x.Funnel = list(slices.Clone(x.Funnel))
	for i := range x.Funnel {
		x.Funnel[i].Left = list(x.Funnel[i].Left)
	}
	return x
}

func (r Room) whole() Room {
	r.Open, r.Closed = list(r.Open), list(r.Closed)
	return r
}

func (p Person) whole() Person {
	p.Open, p.Closed = list(p.Open), list(p.Closed)
	return p
}

func (c Cohort) whole() Cohort {
	c.Starts, c.Leads, c.Rooms = list(c.Starts), list(c.Leads), list(c.Rooms)
	c.Modules = list(slices.Clone(c.Modules))
	for i := range c.Modules {
		m := &c.Modules[i]
		m.Roles = list(slices.Clone(m.Roles))
		for k := range m.Roles {
			m.Roles[k] = list(m.Roles[k])
		}
	}
	return c
}
