package planning

import "trame/scheduling/timetable"

// comfortWeights is what each discomfort costs in every plan of the house, in
// one place. A week's delay (14) outweighs a meeting in the school holidays,
// which outweighs another weekday; an hour or a room that changes is less; the
// early hour and the second choice of a partner only decide between equals. A
// repair moves nobody's day for comfort's sake.
var comfortWeights = timetable.Weights{
	Gap: 2, Weekday: 5, Start: 3, School: 8, Room: 2, Early: 1, Preference: 1, Overload: 4,
	MovedDay: 60, MovedTime: 40, ChangedLead: 20, ChangedPerson: 15, ChangedRoom: 5,
}

// bearable is how far from the rhythm two meetings may be, for a cadence of so
// many weeks: two days sooner, a week and two days later, so that a public
// holiday or a closed week is stepped over.
func bearable(weeks int, pause bool) timetable.Cadence {
	return timetable.Cadence{Weeks: weeks, MinDays: 7*weeks - 2, MaxDays: 7*weeks + 9, PauseInSchoolHolidays: pause}
}
