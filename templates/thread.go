package templates

import (
	"slices"
	"strings"

	"trame/scheduling"
)

// Thread is a session: a thread with a bead per meeting, the one motif.
type Thread struct {
	Label string // names the list for a screen reader: « Séances de la session de printemps »
	Beads []Bead
	Small bool // in lists: the beads alone, with one sentence for who cannot see them
}

// Bead is a meeting on its thread.
type Bead struct {
	Position int    // 1..n; 0 for the supplementary one
	State    string // a MeetingState, or today, or supplementary
	Date     scheduling.Date
	Hour     string // « 14 h – 16 h », optional
	Title    string // the module
	Link     string
	Note     string // the co-animator's answer
	NoteTone string // done, todo, trouble, info or quiet
	Count    string // « 11/12 », present over enrolled
}

// threadOf takes the beads of a page: {{template "thread" (thread .Data.Beads
// "label" "Séances")}}.
func threadOf(beads []Bead, pairs ...any) (Thread, error) {
	t, err := builder[Thread](pairs...)
	t.Beads = beads
	return t, err
}

// Word is the state in words.
func (b Bead) Word() string { return Message("bead." + b.State) }

// What is still to come, and how far the thread is woven.
var (
	ahead   = []string{"today", "under_way", "planned", "supplementary"}
	reached = []string{"held", "to_fill_in", "today", "under_way"}
)

// Summary is the small thread in a sentence: « 3 séances tenues sur 10 ;
// prochaine : mar. 12 janv. ».
func (t Thread) Summary() string {
	held, total, cancelled := 0, 0, 0
	var next Bead
	for _, b := range t.Beads {
		switch b.State {
		case "held":
			held++
		case "cancelled":
			cancelled++
		}
		if b.State != "supplementary" {
			total++
		}
		if next.State == "" && slices.Contains(ahead, b.State) {
			next = b
		}
	}
	parts := []string{Message("thread.held", "held", held, "total", total)}
	if cancelled > 0 {
		parts = append(parts, Message("thread.cancelled", "n", cancelled))
	}
	switch {
	case next.State == "today", next.State == "under_way":
		parts = append(parts, Message("thread.today"))
	case next.State != "" && !next.Date.IsZero():
		parts = append(parts, Message("thread.next", "date", ShortDate(next.Date)))
	}
	return strings.Join(parts, ", ")
}

// SmallBead is a bead of the small thread, drawn at X on a 24 px high line.
type SmallBead struct {
	Bead
	X int
}

const smallGap = 20 // px between two small beads

// Drawn beads have their place on the drawing.
func (t Thread) Drawn() []SmallBead {
	drawn := make([]SmallBead, len(t.Beads))
	for i, b := range t.Beads {
		drawn[i] = SmallBead{b, smallGap/2 + 2 + i*smallGap}
	}
	return drawn
}

// Width of the small drawing, in px.
func (t Thread) Width() int { return len(t.Beads)*smallGap + 4 }

// HeldTo is where the thick part of the small thread ends.
func (t Thread) HeldTo() int {
	x := 0
	for _, b := range t.Drawn() {
		if slices.Contains(reached, b.State) {
			x = b.X
		}
	}
	return x
}

// DottedFrom is where the thread only hints at the supplementary meeting; the
// whole width when there is none.
func (t Thread) DottedFrom() int {
	drawn := t.Drawn()
	for i, b := range drawn {
		if b.State == "supplementary" && i > 0 {
			return drawn[i-1].X
		}
	}
	if len(drawn) == 0 {
		return 0
	}
	return drawn[len(drawn)-1].X
}

// First is where the small thread begins.
func (t Thread) First() int { return smallGap/2 + 2 }

// Last is where it ends.
func (t Thread) Last() int { return t.First() + (len(t.Beads)-1)*smallGap }
