package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"trame/api"
	"trame/api/pages"
	"trame/scheduling"
	web "trame/scheduling/fetch"
	"trame/scheduling/ical/busy"
	"trame/scheduling/jobs"
	"trame/scheduling/mail"
	"trame/scheduling/post"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// house is the whole platform, wired.
type house struct {
	db      *store.DB
	handler http.Handler
	runner  *jobs.Runner
	mail    mail.Transport
	texts   sms.Transport // nil: nobody takes short messages
	metrics *prometheus.Registry
	log     *slog.Logger
}

// plan is what a house is built from.
type plan struct {
	database  string
	keyset    []byte
	base      string
	zone      string
	proxies   string
	transport mail.Transport
	texts     sms.Transport // nil: nobody takes short messages
	receipts  string        // the secret of whoever tells what became of them
	replies   replies
	demo      *pages.Demo
	clock     func() time.Time
	log       *slog.Logger
	prepare   func(ctx context.Context, db *store.DB, passwords *vault.Passwords, keys *vault.Vault) error // before anything is served
}

// passwordsAtOnce bounds the memory that signing in may take: 19 MiB each.
const passwordsAtOnce = 2

// uncounted is do for whoever does not ask how many.
func uncounted(do func(context.Context) (int, error)) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := do(ctx)
		return err
	}
}

// build opens the database and wires every room.
func build(ctx context.Context, p plan) (*house, error) {
	keys, err := vault.New(p.keyset)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(p.zone)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(p.base)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, p.database, p.clock)
	if err != nil {
		return nil, err
	}
	passwords := vault.NewPasswords(passwordsAtOnce)
	if p.prepare != nil {
		if err := p.prepare(ctx, db, passwords, keys); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	office := p.replies.office(post.New(keys, p.base))
	if p.texts != nil {
		office = office.WithTexts()
	}
	h := &house{db: db, mail: p.transport, texts: p.texts, metrics: prometheus.NewRegistry(), log: p.log}
	h.metrics.MustRegister(outboxGauges{db, p.log}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	desks := pages.NewDesks(pages.Rooms{
		DB: db, Post: office, Vault: keys, Passwords: passwords, Zone: zone, Fetch: web.New(busy.MaxSize).Get, Lookup: txtRecords, KeepMail: p.replies.keep,
	})
	frame := pages.Settings{Zone: zone, Secure: base.Scheme == "https", Demo: p.demo, Log: p.log, Post: office}
	h.handler = api.New(desks, api.Settings{
		Settings: frame, BaseURL: p.base, Version: version(), Proxies: p.proxies, Ready: db.Ping, Metrics: h.metrics, Receipts: p.receipts,
	})
	h.runner = jobs.NewRunner(db, h.carriers(office, base.Hostname()), p.log, append(p.replies.rounds(desks.Receiving, p.log),
		jobs.Round{Name: "expire offers", Every: time.Minute, Do: uncounted(desks.Inviting.ExpireOffers)},
		jobs.Round{Name: "draw letters", Every: 2 * time.Second, Do: desks.Inviting.DrawPrintRuns},
		jobs.Round{Name: "forget drawn letters", Every: time.Hour, Do: desks.Inviting.ForgetPrintRuns},
		jobs.Round{Name: "drop stale letters", Every: time.Hour, Do: desks.Inviting.DropStale},
		jobs.Round{Name: "remind of meetings", Every: 15 * time.Minute, Do: uncounted(desks.Inviting.RemindDue)},
		jobs.Round{Name: "ask once more", Every: 10 * time.Minute, Do: uncounted(desks.Inviting.AskAgain)},
		jobs.Round{Name: "open follow-ups", Every: time.Hour, Do: uncounted(desks.Attending.OpenFollowUps)},
		jobs.Round{Name: "propose the six months", Every: time.Hour, Do: uncounted(desks.Following.ProposeDue)},
		jobs.Round{Name: "note what did not arrive", Every: 10 * time.Minute, Do: uncounted(desks.Following.NoteUndelivered)},
		jobs.Round{Name: "hand out questionnaires", Every: 15 * time.Minute, Do: uncounted(desks.Evaluating.HandOutDue)},
		jobs.Round{Name: "remind of questionnaires", Every: 15 * time.Minute, Do: uncounted(desks.Evaluating.RemindDue)},
		jobs.Round{Name: "list texts to read", Every: 15 * time.Minute, Do: uncounted(desks.Evaluating.ListTexts)},
		jobs.Round{Name: "forget kept answers", Every: time.Hour, Do: desks.Evaluating.ForgetDrafts},
		jobs.Round{Name: "work on imports", Every: time.Second, Do: desks.Importing.Work},
		jobs.Round{Name: "examine after imports", Every: 2 * time.Second, Do: desks.Screening.Follow},
		jobs.Round{Name: "purge imports", Every: time.Hour, Do: desks.Importing.Purge},
		jobs.Round{Name: "purge files", Every: time.Hour, Do: desks.Filing.Round},
		jobs.Round{Name: "forget answers to retries", Every: time.Hour, Do: desks.Trust.ForgetClaims},
		jobs.Round{Name: "keep reports", Every: time.Minute, Do: desks.Reporting.Keep},
		jobs.Round{Name: "plan years", Every: 2 * time.Second, Do: desks.Planning.SearchYears},
		jobs.Round{Name: "refresh busy calendars", Every: time.Minute, Do: uncounted(desks.Availability.Refresh)})...)
	if centre, ok := p.texts.(*sms.SMPP); ok {
		centre.Receive(func(r sms.Receipt) error { return desks.Inviting.Told(context.WithoutCancel(ctx), r) })
	}
	return h, nil
}

// carriers take the messages of each channel out of the house.
func (h *house) carriers(office *post.Office, domain string) jobs.Carriers {
	all := jobs.Carriers{scheduling.ByMail: jobs.NewMailer(office, h.mail, domain)}
	if h.texts != nil {
		all[scheduling.BySMS] = jobs.NewTexter(office, h.texts)
	}
	return all
}

// stopWithin is how long a stop waits for requests under way.
const stopWithin = 20 * time.Second

// live serves on listener until ctx ends, then stops in order: no new
// request, those under way finished, the message in hand sent, the database
// closed.
func (h *house) live(ctx context.Context, listener, metrics net.Listener) error {
	errorLog := slog.NewLogLogger(h.log.Handler(), slog.LevelWarn)
	servers := []*http.Server{{
		Handler: h.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: errorLog,
	}}
	listeners := []net.Listener{listener}
	if metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(h.metrics, promhttp.HandlerOpts{}))
		servers = append(servers, &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: errorLog})
		listeners = append(listeners, metrics)
	}
	failed := make(chan error, len(servers))
	for i, server := range servers {
		go func() { failed <- server.Serve(listeners[i]) }()
	}
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() { defer close(done); h.runner.Run(working) }()

	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	for _, server := range servers {
		err = errors.Join(err, server.Shutdown(stopping))
	}
	stopWorking()
	<-done
	return errors.Join(err, h.close())
}

func (h *house) close() error {
	err := h.mail.Close()
	if h.texts != nil {
		err = errors.Join(err, h.texts.Close())
	}
	return errors.Join(err, h.db.Close())
}

// takenError is an address on which another program listens.
type takenError struct{ addr string }

func (e *takenError) Error() string {
	return e.addr + " is taken by another program: choose another address"
}

// listen says in one line what is wrong with an address.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		if strings.Contains(err.Error(), "address already in use") {
			return nil, &takenError{addr}
		}
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	return listener, nil
}
