package ical

import (
	"fmt"
	"testing"
)

// BenchmarkFeed writes five hundred meetings, judged before they leave.
func BenchmarkFeed(b *testing.B) {
	var meetings []Meeting
	for n := range 500 {
		meetings = append(meetings, tulipes.with(func(m *Meeting) {
			m.UID = fmt.Sprintf("0d6c1f0e-5f0b-4d5c-9f43-%012d", n)
			m.Start, m.End = m.Start.AddDate(0, 0, n), m.End.AddDate(0, 0, n)
		}))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Feed(Calendar{Name: "Trame", Zone: paris, Color: "teal"}, meetings); err != nil {
			b.Fatal(err)
		}
	}
}
