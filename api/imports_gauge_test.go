package api_test

import (
	"os"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// gauge measures the phases of a benchmark: rows a second, the process's own
// seconds on a processor for a thousand rows, and the most memory it held.
type gauge struct {
	b     *testing.B
	rows  int
	since time.Time
	cpu   time.Duration
	heap  chan uint64
	done  chan struct{}
}

func newGauge(b *testing.B, rows int) *gauge {
	b.Helper()
	g := &gauge{b: b, rows: rows, heap: make(chan uint64), done: make(chan struct{})}
	go g.watch()
	g.begin()
	return g
}

// watch keeps the most bytes that live objects took at once, until asked.
func (g *gauge) watch() {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	most := uint64(0)
	for {
		select {
		case <-tick.C:
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
		case g.heap <- most:
			most = 0
		case <-g.done:
			return
		}
	}
}

func (g *gauge) begin() {
	<-g.heap
	// From now on VmHWM is the peak of this phase; where that is not allowed it
	// stays the process's.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600)
	g.since, g.cpu = time.Now(), onProcessor()
}

// phase ends one: what it took is reported under its name.
func (g *gauge) phase(name string) (perSecond float64) {
	took, cpu := time.Since(g.since), onProcessor()-g.cpu
	perSecond = float64(g.rows) / took.Seconds()
	g.b.ReportMetric(perSecond, name+"-rows/s")
	g.b.ReportMetric(cpu.Seconds()*1000*1000/float64(g.rows), name+"-cpu-ms/1000")
	g.b.ReportMetric(float64(<-g.heap)/(1<<20), name+"-heap-MB")
	g.b.ReportMetric(peak(), name+"-peak-MB")
	g.begin()
	return perSecond
}

func (g *gauge) stop() { close(g.done) }

// onProcessor is how long this process has been on a processor.
func onProcessor() time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// peak is the most memory that this process held in the phase, in MB.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest + " 0")[0])
	if err != nil {
		return 0
	}
	return float64(kb) / 1024
}
