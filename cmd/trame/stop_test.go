package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trame/scheduling/mail"
	"trame/scheduling/vault"
)

// bare is a house on an empty database.
func bare(t *testing.T) *house {
	t.Helper()
	keyset, err := vault.Generate()
	if err != nil {
		t.Fatal(err)
	}
	h, err := build(t.Context(), plan{
		database: filepath.Join(t.TempDir(), "trame.db"), keyset: keyset, base: "http://trame.example", zone: "Europe/Paris",
		proxies: "direct", transport: &mail.Memory{}, clock: time.Now, log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// fetch gives a page's body.
func fetch(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func TestARequestUnderWayDuringTheStopIsAnswered(t *testing.T) {
	h := bare(t)
	entered, release := make(chan struct{}), make(chan struct{})
	h.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		if _, err := io.WriteString(w, "answered"); err != nil {
			t.Error(err)
		}
	})
	listener, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- h.live(ctx, listener, nil) }()
	answers := make(chan string, 1)
	go func() {
		text, err := fetch(context.WithoutCancel(ctx), "http://"+listener.Addr().String())
		if err != nil {
			t.Error(err)
		}
		answers <- text
	}()
	<-entered
	stop()
	var dialer net.Dialer
	for { // until the door is shut
		conn, err := dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			break
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
	close(release)
	if got := <-answers; got != "answered" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestTheOutboxIsMeasured(t *testing.T) {
	h := bare(t)
	listener, metrics := localListener(t), localListener(t)
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- h.live(ctx, listener, metrics) }()
	text, err := fetch(t.Context(), "http://"+metrics.Addr().String()+"/metrics")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"trame_outbox_due 0", "trame_outbox_failed 0"} {
		if !strings.Contains(text, line) {
			t.Errorf("the metrics lack %q", line)
		}
	}
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func localListener(t *testing.T) net.Listener {
	t.Helper()
	listener, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}
