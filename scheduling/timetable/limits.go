package timetable

// What an instance may hold. The limits lie far beyond a nation's year; they
// keep every sum of costs under 2^50 and a hostile file from taking a machine.
const (
	mostBytes    = 256 << 20
	mostDays     = 5 * 366 // between the first and the last day
	firstYear    = 1950
	lastYear     = 2199
	mostListed   = 100_000 // sites, rooms, people, cohorts, days, travels
	mostHolidays = 1_000
	mostMeetings = 1_000_000
	mostModules  = 60 // of one cohort
	mostRoles    = 10 // of one module
	mostChoices  = 500
	mostOpenings = 100
	mostClosures = 10_000
	mostSeats    = 100_000
	mostWeight   = 10_000
	mostShare    = 1_000_000
	mostWeeks    = 52
	minutesADay  = 24 * 60
	longestID    = 100
	longestText  = 200
	mostCost     = 1 << 50
)
