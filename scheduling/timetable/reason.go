package timetable

// Reason is a kind of constraint that can keep a cohort from being planned.
type Reason string

// The reasons, from the calendar to the cohort's own wishes.
const (
	ReasonHolidays     Reason = "holidays"      // days without meetings, pauses in school holidays
	ReasonWindow       Reason = "window"        // the cohort's first and last day
	ReasonStarts       Reason = "starts"        // the hours at which it may begin
	ReasonCapacity     Reason = "capacity"      // every room allowed is too small
	ReasonRoomOpening  Reason = "room_opening"  // opening hours
	ReasonRoomClosed   Reason = "room_closed"   // closures
	ReasonRoomBusy     Reason = "room_busy"     // other meetings
	ReasonLeadHours    Reason = "lead_hours"    // the social worker's working hours
	ReasonLeadAbsent   Reason = "lead_absent"   // her absences
	ReasonLeadBusy     Reason = "lead_busy"     // her other meetings
	ReasonPersonHours  Reason = "person_hours"  // a partner's working hours
	ReasonPersonAbsent Reason = "person_absent" // absences
	ReasonPersonBusy   Reason = "person_busy"   // other meetings
	ReasonCadence      Reason = "cadence"       // the distance between meetings
	ReasonPinned       Reason = "pinned"        // meetings that must stay
)
