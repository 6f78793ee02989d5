package scheduling

// AttendanceCounts is how one enrolled person's meetings went. Expected and
// not_concerned meetings are in none of them.
type AttendanceCounts struct {
	Present   int
	Partial   int
	Excused   int
	Unexcused int
}

// Add counts one meeting's status.
func (c *AttendanceCounts) Add(status AttendanceStatus) {
	switch status {
	case Present:
		c.Present++
	case Partial:
		c.Partial++
	case AbsentExcused:
		c.Excused++
	case AbsentUnexcused:
		c.Unexcused++
	}
}

// Came is the number of meetings she was at, whole or in part.
func (c AttendanceCounts) Came() int { return c.Present + c.Partial }

// rate is (present + partial) / (present + partial + excused + unexcused).
func (c AttendanceCounts) rate() Rate {
	return Rate{Part: c.Came(), N: c.Came() + c.Excused + c.Unexcused}
}

// AttendanceRate is the taux de présence of a group, one AttendanceCounts for
// each enrolled person (rule 19). Gross is over all the enrolled, net over those
// who came at least once; N counts chairs: people × meetings.
func AttendanceRate(people []AttendanceCounts) (gross, net Rate) {
	for _, person := range people {
		r := person.rate()
		gross.Part, gross.N = gross.Part+r.Part, gross.N+r.N
		if person.Came() > 0 {
			net.Part, net.N = net.Part+r.Part, net.N+r.N
		}
	}
	return gross, net
}
