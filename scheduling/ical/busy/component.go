package busy

// component is a BEGIN…END being read.
type component interface {
	// take reads a property; false is a line that could not be read.
	take(l line) bool
	// close ends it.
	close(f *file)
	// name is what END must say.
	name() string
}

// begin opens a component. What tells no time, or stands where it should not,
// is read as opaque: alarms have durations, too.
func (f *file) begin(name string, number int) {
	if len(f.open) == 0 && name == "VCALENDAR" {
		f.calendar = true
	}
	if len(f.open) >= maxDepth {
		f.skipped++
		return
	}
	var inner component = opaque(name)
	switch outer := f.outer(); {
	case outer == "VCALENDAR" && name == "VEVENT":
		inner = &event{line: number}
	case outer == "VCALENDAR" && name == "VFREEBUSY":
		inner = &freeBusy{}
	case outer == "VCALENDAR" && name == "VTIMEZONE":
		inner = &timezone{}
	case outer == "VTIMEZONE" && (name == "STANDARD" || name == "DAYLIGHT"):
		if zone, ok := f.open[len(f.open)-1].(*timezone); ok {
			inner = &observance{kind: name, of: zone}
		}
	}
	f.open = append(f.open, inner)
}

func (f *file) outer() string {
	if len(f.open) == 0 {
		return ""
	}
	return f.open[len(f.open)-1].name()
}

// end closes what name opened. One that closes nothing is a fault; one that
// closes an outer component closes the forgotten inner ones with it.
func (f *file) end(name string, number int) {
	if f.skipped > 0 {
		f.skipped--
		return
	}
	at := len(f.open) - 1
	for at >= 0 && f.open[at].name() != name {
		at--
	}
	if at < len(f.open)-1 || at < 0 {
		f.wrong(number)
	}
	if at < 0 {
		return
	}
	for i := len(f.open) - 1; i >= at; i-- {
		f.open[i].close(f)
	}
	f.open = f.open[:at]
}

// unclosed ends what a file that was cut short leaves open.
func (f *file) unclosed(number int) {
	if len(f.open) == 0 {
		return
	}
	f.wrong(number)
	for i := len(f.open) - 1; i >= 0; i-- {
		f.open[i].close(f)
	}
	f.open = nil
}

// opaque is a component that is only waited out.
type opaque string

func (o opaque) take(line) bool { return true }
func (o opaque) close(*file)    {}
func (o opaque) name() string   { return string(o) }

// freeBusy is a VFREEBUSY: busy time as such.
type freeBusy struct {
	periods []period
	found   bool
}

func (b *freeBusy) name() string { return "VFREEBUSY" }

func (b *freeBusy) take(l line) bool {
	if l.name != "FREEBUSY" {
		return true
	}
	b.found = true
	if l.freeing {
		return true
	}
	periods, ok := periodsOf(l)
	b.periods = append(b.periods, periods...)
	return ok
}

func (b *freeBusy) close(f *file) {
	if b.found {
		f.found.Events++
	}
	for _, p := range b.periods {
		from := f.instant(p.start, f.zone)
		f.add(from, f.endOf(p, from))
	}
}
