package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"trame/scheduling/store"
)

// outboxGauges tell how the outbox stands each time they are asked.
type outboxGauges struct {
	db  *store.DB
	log *slog.Logger
}

var (
	outboxDue    = prometheus.NewDesc("trame_outbox_due", "Messages that should have left and have not.", nil, nil)
	outboxFailed = prometheus.NewDesc("trame_outbox_failed", "Messages given up on: somebody should look.", nil, nil)
)

// Describe names the gauges.
func (g outboxGauges) Describe(all chan<- *prometheus.Desc) {
	all <- outboxDue
	all <- outboxFailed
}

// Collect counts; without a database there is nothing to tell.
func (g outboxGauges) Collect(all chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var outbox store.Outbox
	err := g.db.Read(ctx, func(tx *store.Tx) (err error) {
		outbox, err = tx.Outbox()
		return err
	})
	if err != nil {
		g.log.Error("outbox not counted", "error", err)
		return
	}
	all <- prometheus.MustNewConstMetric(outboxDue, prometheus.GaugeValue, float64(outbox.Due))
	all <- prometheus.MustNewConstMetric(outboxFailed, prometheus.GaugeValue, float64(outbox.Failed))
}
