package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"trame/scheduling/timetable/sample"
)

// point is what building one plan took.
type point struct {
	size    sample.Size
	cohorts int
	seconds float64
	mega    float64 // bytes of memory at most, in millions
}

// grow builds the first plan of every size by the command trame, from file to
// file, prints what each took, and draws it.
func (r round) grow(ctx context.Context, name string, out io.Writer) error {
	if err := os.MkdirAll(r.keep, 0o750); err != nil {
		return err
	}
	var points []point
	fmt.Fprint(out, "| instance | cohorts | first plan, s | memory, MB |\n| --- | --- | --- | --- |\n")
	for _, size := range sample.Sizes[1:] {
		p, err := r.build(ctx, size)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %d | %.2f | %.0f |\n", p.size, p.cohorts, p.seconds, p.mega)
		points = append(points, p)
	}
	return save(name, func(w io.Writer) error { return draw(w, points) })
}

func (r round) build(ctx context.Context, size sample.Size) (point, error) {
	ins := sample.Instance(size, r.seed, r.tight)
	asked, said := filepath.Join(r.keep, ins.Name+".json"), filepath.Join(r.keep, ins.Name+".first.json")
	if err := save(asked, ins.Write); err != nil {
		return point{}, err
	}
	c := exec.CommandContext(ctx, trameCommand(), "plan", asked, "--seconds", "0", "--out", said) //nolint:gosec // the command of this file
	c.Stderr = os.Stderr
	began := time.Now()
	if err := c.Run(); err != nil {
		return point{}, fmt.Errorf("trame plan: %w", err)
	}
	p := point{size: size, cohorts: len(ins.Cohorts), seconds: time.Since(began).Seconds()}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.mega = float64(usage.Maxrss) * 1024 / 1e6
	}
	return p, nil
}

// The drawing's frame, in its own units; both axes are logarithmic.
const (
	width, height           = 720.0, 400.0
	left, right, top, floor = 60.0, 660.0, 30.0, 350.0
	fewest, most            = 8.0, 20000.0
	leastValue, mostValue   = 0.005, 1000.0
)

func across(cohorts float64) float64 {
	return left + (right-left)*math.Log(cohorts/fewest)/math.Log(most/fewest)
}

func down(value float64) float64 {
	return floor - (floor-top)*math.Log(max(value, leastValue)/leastValue)/math.Log(mostValue/leastValue)
}

// draw writes time and memory by cohorts as one picture.
func draw(w io.Writer, points []point) error {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" font-family="sans-serif" font-size="12" role="img">`+"\n", width, height)
	b.WriteString("<title>Seconds and megabytes to build a first plan, by cohorts; both axes logarithmic</title>\n")
	fmt.Fprintf(&b, `<rect width="%g" height="%g" fill="#fff"/>`+"\n", width, height)
	for value := 0.01; value <= mostValue; value *= 10 {
		fmt.Fprintf(&b, `<path d="M%g %.1fH%g" stroke="#ddd"/><text x="%g" y="%.1f" text-anchor="end" fill="#555">%g</text>`+"\n", left, down(value), right, left-6, down(value)+4, value)
	}
	for _, p := range points {
		x := across(float64(p.cohorts))
		fmt.Fprintf(&b, `<path d="M%.1f %gV%g" stroke="#eee"/><text x="%.1f" y="%g" text-anchor="middle" fill="#555">%s</text><text x="%.1f" y="%g" text-anchor="middle" fill="#555">%d</text>`+"\n", x, top, floor, x, floor+16, p.size, x, floor+32, p.cohorts)
	}
	curve(&b, points, "#1f5fa8", "seconds", func(p point) float64 { return p.seconds })
	curve(&b, points, "#b3541e", "megabytes", func(p point) float64 { return p.mega })
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func curve(b *strings.Builder, points []point, colour, name string, of func(point) float64) {
	path := make([]string, len(points))
	for i, p := range points {
		x, y := across(float64(p.cohorts)), down(of(p))
		path[i] = fmt.Sprintf("%.1f %.1f", x, y)
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/><text x="%.1f" y="%.1f" text-anchor="middle" fill="%s">%.3g</text>`+"\n", x, y, colour, x, y-8, colour, of(p))
	}
	last := points[len(points)-1]
	fmt.Fprintf(b, `<path d="M%s" fill="none" stroke="%s" stroke-width="2"/><text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n",
		strings.Join(path, "L"), colour, across(float64(last.cohorts))-110, down(of(last))-2, colour, name)
}
