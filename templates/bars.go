package templates

import (
	"math"
	"strings"
)

// Bars is a horizontal bar chart, labelled directly, with its table below.
type Bars struct {
	ID      string // unique on the page
	Title   string // what is counted
	Desc    string // base and definition, in small
	Heading string // the table's first column; « Catégorie » when empty
	Rows    []Bar
}

// Bar is a value and how it reads: Text « 79 (70,5 %) ». Masked hides the
// value (« masqué »): no bar is drawn from it.
type Bar struct {
	Label  string
	Value  float64
	Text   string
	Masked bool
}

// DrawnBar is a bar with its place: percentages across, pixels down, so that
// the letters keep their size on any screen.
type DrawnBar struct {
	Bar
	Lines   []TextLine
	Y       int    // top of the bar
	TextY   int    // baseline of the value
	Percent string // length, of the whole width
}

// TextLine is a line of a wrapped label; SVG does not wrap.
type TextLine struct {
	Text string
	Y    int
}

const (
	barLine    = 20 // px a line of label
	barHeight  = 16
	barGap     = 14
	barLongest = 60.0 // % of the width: the value stands after its bar
	barChars   = 34   // a line of label on the narrowest phone
)

// Drawn lays the bars out from the top.
func (b Bars) Drawn() []DrawnBar {
	longest := 0.0
	for _, row := range b.Rows {
		if !row.Masked {
			longest = math.Max(longest, row.Value)
		}
	}
	y := 0
	var drawn []DrawnBar
	for _, row := range b.Rows {
		d := DrawnBar{Bar: row}
		for _, line := range wrapped(row.Label, barChars) {
			y += barLine
			d.Lines = append(d.Lines, TextLine{line, y - 5})
		}
		share := 0.0
		if !row.Masked && longest > 0 {
			share = row.Value / longest * barLongest
		}
		d.Y, d.TextY, d.Percent = y, y+barHeight-3, trimmed(share)
		y += barHeight + barGap
		drawn = append(drawn, d)
	}
	return drawn
}

// Height of the drawing, in px.
func (b Bars) Height() int {
	h := 0
	for _, row := range b.Rows {
		h += len(wrapped(row.Label, barChars))*barLine + barHeight + barGap
	}
	return h
}

func trimmed(f float64) string {
	return strings.Replace(strings.ReplaceAll(frenchNumber(math.Round(f*10)/10, -1), narrow, ""), ",", ".", 1)
}

func wrapped(s string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(s) {
		last := lines[len(lines)-1]
		switch {
		case last == "":
			lines[len(lines)-1] = word
		case len([]rune(last))+1+len([]rune(word)) <= width:
			lines[len(lines)-1] = last + " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
