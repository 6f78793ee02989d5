package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"trame/scheduling/mail"
)

func runServe(ctx context.Context, args, env []string, out io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	addr := flags.String("addr", "", "where to listen (TRAME_ADDR)")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	c, err := readConfig(env)
	if err != nil {
		return err
	}
	if *addr != "" {
		c.Addr = *addr
	}
	transport, err := mail.NewSMTP(c.relay)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, c.Addr)
	if err != nil {
		return err
	}
	metrics, err := listen(ctx, c.Metrics)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(out, nil))
	h, err := build(ctx, plan{
		database: c.Database, keyset: c.keyset, base: c.BaseURL, zone: c.Zone, proxies: c.Proxies,
		transport: transport, texts: c.texts, receipts: c.Receipts, replies: c.replies, clock: time.Now, log: log,
	})
	if err != nil {
		return err
	}
	log.Info("serving", "addr", listener.Addr().String(), "metrics", metrics.Addr().String())
	return h.live(ctx, listener, metrics)
}

// runHealthz asks a server on this machine whether it is ready: what a
// container without a shell runs as its health check.
func runHealthz(ctx context.Context, args, env []string, out io.Writer) error {
	flags := flag.NewFlagSet("healthz", flag.ContinueOnError)
	addr := flags.String("addr", lookup(env, "TRAME_ADDR", "127.0.0.1:8080"), "where the server listens")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	host := *addr
	if strings.HasPrefix(host, ":") || strings.HasPrefix(host, "0.0.0.0:") {
		host = "127.0.0.1" + host[strings.LastIndex(host, ":"):]
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer.Status)
	}
	_, err = fmt.Fprintln(out, "ready")
	return err
}

func runVersion(_ context.Context, _, _ []string, out io.Writer) error {
	_, err := fmt.Fprintln(out, version())
	return err
}

// version is the commit the binary was built from, "dev" without one.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "dev"
}

func lookup(env []string, name, otherwise string) string {
	for _, pair := range env {
		if value, found := strings.CutPrefix(pair, name+"="); found && value != "" {
			return value
		}
	}
	return otherwise
}

// readSecret reads a file that holds one value.
func readSecret(path string) (string, error) {
	content, err := os.ReadFile(filepath.Clean(path))
	return strings.TrimRight(string(content), "\r\n"), err
}
