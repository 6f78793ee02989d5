package busy

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"time"
)

// timezone is a VTIMEZONE: a zone described by the file that uses it.
type timezone struct {
	id          string
	observances []*observance
}

func (z *timezone) name() string { return "VTIMEZONE" }

func (z *timezone) take(l line) bool {
	if l.name == "TZID" {
		z.id = l.value
	}
	return true
}

func (z *timezone) close(f *file) {
	if _, twice := f.described[z.id]; !twice && z.id != "" && len(f.described) < 1000 {
		f.described[z.id] = z
	}
}

// observance is a STANDARD or DAYLIGHT: from when on the clocks show what.
type observance struct {
	kind     string
	of       *timezone
	start    stamp
	dates    []stamp
	rules    []rule
	from, to int // seconds east of UTC
	known    int // how many of start, from and to were read
}

func (o *observance) name() string { return o.kind }

func (o *observance) take(l line) (ok bool) {
	switch l.name {
	case "DTSTART":
		o.start, ok = stampOf(l.value, l)
	case "TZOFFSETFROM":
		o.from, ok = utcOffset(l.value)
	case "TZOFFSETTO":
		o.to, ok = utcOffset(l.value)
	case "RRULE":
		return takeRule(&o.rules, l)
	case "RDATE":
		dates, ok := stampsOf(l)
		o.dates = append(o.dates, dates...)
		return ok
	default:
		return true
	}
	if ok {
		o.known++
	}
	return ok
}

func (o *observance) close(*file) {
	if o.known == 3 && len(o.of.observances) < 100 {
		o.of.observances = append(o.of.observances, o)
	}
}

// utcOffset reads +0200 or -033000 as seconds.
func utcOffset(text string) (seconds int, ok bool) {
	if len(text) != 5 && len(text) != 7 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	for i := 1; i < len(text); i += 2 {
		n, err := strconv.ParseUint(text[i:i+2], 10, 8)
		if err != nil || n > 59 || i == 1 && n > 23 {
			return 0, false
		}
		seconds += int(n) * [...]int{1: 3600, 3: 60, 5: 1}[i]
	}
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// turn is an instant from which the clocks show another offset.
type turn struct {
	at time.Time
	to int
}

// margin is how far around the window the clocks are computed: an event begins
// before it, or is moved from after it.
const margin = 2 * 366 * 24 * time.Hour

// location computes the turns of z around the window. The package time builds
// zones from compiled data alone, so they are compiled first.
func (z *timezone) location(f *file) *time.Location {
	if len(z.observances) == 0 {
		return nil
	}
	first := slices.MinFunc(z.observances, func(a, b *observance) int { return a.start.wall.Compare(b.start.wall) })
	var turns []turn
	from, until := f.window.From.Add(-margin), f.window.Until.Add(margin)
	for _, o := range z.observances {
		add := func(wall time.Time) bool {
			turns = append(turns, turn{wall.Add(-time.Duration(o.from) * time.Second), o.to})
			return len(turns) < 1000
		}
		add(o.start.wall)
		for _, d := range o.dates {
			add(d.wall)
		}
		for _, r := range o.rules {
			r.each(o.start.wall, from, until, f.budget(), func(wall time.Time) bool {
				return !r.over(wall, func(time.Time) time.Time { return wall.Add(-time.Duration(o.from) * time.Second) }) && add(wall)
			})
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(a.at.Unix(), b.at.Unix()) })
	zone, err := time.LoadLocationFromTZData("described", compile(first.from, turns))
	if err != nil {
		return nil
	}
	return zone
}

// compile writes a zone as RFC 8536 has it, version 2: an empty first block,
// then the turns in 64 bits. The first offset stands for all time before them.
func compile(offset int, turns []turn) []byte {
	offsets := []int{offset}
	kinds := make([]byte, len(turns))
	for i, t := range turns {
		at := slices.Index(offsets[1:], t.to) + 1
		if at == 0 && len(offsets) < 250 {
			offsets, at = append(offsets, t.to), len(offsets)
		}
		kinds[i] = byte(at)
	}
	header := func(turns, offsets, letters int) []byte {
		text := append([]byte("TZif2"), make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, turns, offsets, letters} {
			text = binary.BigEndian.AppendUint32(text, uint32(n))
		}
		return text
	}
	text := append(header(0, 0, 0), header(len(turns), len(offsets), 2)...)
	for _, t := range turns {
		text = binary.BigEndian.AppendUint64(text, uint64(t.at.Unix()))
	}
	text = append(text, kinds...)
	for _, o := range offsets {
		text = binary.BigEndian.AppendUint32(text, uint32(int32(o)))
		text = append(text, 0, 0)
	}
	return append(text, "Z\x00\n\n"...)
}
