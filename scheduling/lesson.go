package scheduling

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Lesson is an enseignement: what the team of a session would keep another time,
// and what it would change. It names nobody. Reports collect it where the team
// said so.
type Lesson struct {
	Cohort    CohortID
	Keep      string
	Change    string
	Collected bool // in the reports that count its session
	WrittenBy UserID
	WrittenAt time.Time
	Version   int // 0 until there is one
}

// LessonLong is the most characters of either text.
const LessonLong = 1000

// Tidy removes the blanks people leave around what they type.
func (l Lesson) Tidy() Lesson {
	l.Keep, l.Change = strings.TrimSpace(l.Keep), strings.TrimSpace(l.Change)
	return l
}

// Empty reports whether nothing is said.
func (l Lesson) Empty() bool { return l.Keep == "" && l.Change == "" }

// Validate gives every fault: short texts, and one at least before reports
// collect it.
func (l Lesson) Validate() error {
	var f Faults
	f.Check(utf8.RuneCountInString(l.Keep) <= LessonLong, "keep", "lesson.long")
	f.Check(utf8.RuneCountInString(l.Change) <= LessonLong, "change", "lesson.long")
	f.Check(!l.Collected || !l.Empty(), "collected", "lesson.empty")
	return f.Err()
}
