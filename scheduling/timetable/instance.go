package timetable

import "trame/scheduling"

// InstanceFormat is the first line of an instance's file.
const InstanceFormat = "trame-instance/1"

// Instance is a planning problem: cohorts to hold between two days, and the
// rooms and people that they share.
type Instance struct {
	Format         string            `json:"format"`
	Name           string            `json:"name"`
	TimeZone       string            `json:"time_zone"`
	FirstDay       scheduling.Date   `json:"first_day"`
	LastDay        scheduling.Date   `json:"last_day"`
	NoMeeting      []scheduling.Date `json:"no_meeting"` // public holidays, bridges
	SchoolHolidays []Days            `json:"school_holidays"`
	Sites          []string          `json:"sites"`
	Travel         []Travel          `json:"travel"`         // both ways
	TravelDefault  int               `json:"travel_default"` // minutes
	Rooms          []Room            `json:"rooms"`
	People         []Person          `json:"people"`
	Cohorts        []Cohort          `json:"cohorts"`
	Pinned         []Meeting         `json:"pinned"`   // stay as they are
	Previous       []Meeting         `json:"previous"` // a change of these is a perturbation
	Weights        Weights           `json:"weights"`
}

// Days is a range of dates, both ends in it.
type Days struct {
	From scheduling.Date `json:"from"`
	To   scheduling.Date `json:"to"`
}

// Travel is what a person needs between two sites, in minutes, either way.
type Travel struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Minutes int    `json:"minutes"`
}

// Opening is a weekly span in which a room or a person can be had.
type Opening struct {
	Weekday int   `json:"weekday"` // 1 is Monday, 7 Sunday
	From    Clock `json:"from"`
	To      Clock `json:"to"`
}

// Closure is a span in which a room or a person cannot be had.
type Closure struct {
	From Moment `json:"from"`
	To   Moment `json:"to"`
}

// Room holds one meeting at a time.
type Room struct {
	ID     string    `json:"id"`
	Site   string    `json:"site"`
	Seats  int       `json:"seats"`
	Open   []Opening `json:"open"`
	Closed []Closure `json:"closed"`
}

// Person leads cohorts or animates meetings, one at a time.
type Person struct {
	ID        string    `json:"id"`
	Open      []Opening `json:"open"`
	Closed    []Closure `json:"closed"`
	FairShare *int      `json:"fair_share,omitempty"` // meetings; nil: as many as it takes
}

// Cohort is a programme to be held once: its modules in order, all or none.
type Cohort struct {
	ID      string          `json:"id"`
	Size    int             `json:"size"` // participants
	From    scheduling.Date `json:"from"`
	To      scheduling.Date `json:"to"`
	Cadence Cadence         `json:"cadence"`
	Starts  []Clock         `json:"starts"` // hours at which a meeting may begin
	Leads   []string        `json:"leads"`  // one of them for the whole cohort
	Rooms   []string        `json:"rooms"`  // one of them for each meeting
	Modules []Module        `json:"modules"`
}

// Cadence is the wished and the bearable distance between two meetings.
// Distances count active days: when the cohort pauses in school holidays,
// those days do not count.
type Cadence struct {
	Weeks                 int  `json:"weeks"`
	MinDays               int  `json:"min_days"`
	MaxDays               int  `json:"max_days"`
	PauseInSchoolHolidays bool `json:"pause_in_school_holidays"`
}

// Module is one meeting of a cohort. Each role is a list of people who can
// fill it, the preferred first.
type Module struct {
	ID      string     `json:"id"`
	Minutes int        `json:"minutes"`
	Roles   [][]string `json:"roles"`
}

// Meeting is a module placed: when, where, with whom. Co holds a person for
// each role of the module, in the roles' order.
type Meeting struct {
	Cohort string   `json:"cohort"`
	Module string   `json:"module"`
	Start  Moment   `json:"start"`
	Room   string   `json:"room"`
	Lead   string   `json:"lead"`
	Co     []string `json:"co"`
}

// Weights are what each discomfort costs. planning §3 gives their sums.
type Weights struct {
	Gap           int `json:"gap"`     // per day that a distance differs from the cadence
	Weekday       int `json:"weekday"` // per meeting on another weekday than the usual one
	Start         int `json:"start"`   // per meeting at another hour than the usual one
	School        int `json:"school"`  // per meeting in school holidays
	Room          int `json:"room"`    // per meeting in another room than the usual one
	Early         int `json:"early"`   // per meeting before half past nine
	Preference    int `json:"preference"`
	Overload      int `json:"overload"` // per meeting above somebody's fair share
	MovedDay      int `json:"moved_day"`
	MovedTime     int `json:"moved_time"`
	ChangedLead   int `json:"changed_lead"`
	ChangedPerson int `json:"changed_person"`
	ChangedRoom   int `json:"changed_room"`
}

// EarlyBefore is the hour before which a meeting is early for ill people.
const EarlyBefore Clock = 9*60 + 30
