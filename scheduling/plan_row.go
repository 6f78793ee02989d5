package scheduling

// PlanRow is a line of somebody's own planning, as a file writes it: what
// meeting it may be is for a person to say.
type PlanRow struct {
	Line  int // of the file, from 1
	UID   string
	Title string
	Place string // site and room together, as it was typed
	Date  Date
	Start Clock
	Fault string // the key of what cannot be read; "" when all can
	Field string // what it is about: date, start, title, line
}
