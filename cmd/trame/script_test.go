package main

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite" // what a hand that tampers would use
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"trame": main})
}

// Each file of testdata/script is a transcript of what an operator types.
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"sql":    runSQL,
			"occupy": occupy,
			"port":   freePort,
			"ready":  waitReady,
			"status": endsWith,
		},
	})
}

// runSQL FILE STATEMENT changes a database behind Trame's back; a statement
// that touches no row fails.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	result, err := db.ExecContext(context.Background(), args[1])
	ts.Check(err)
	touched, err := result.RowsAffected()
	ts.Check(err)
	if touched == 0 {
		ts.Fatalf("no row touched by %s", args[1])
	}
	ts.Check(db.Close())
}

// endsWith N COMMAND... runs a command that must end with status N.
func endsWith(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	ended, _ := errors.AsType[*exec.ExitError](err)
	if ended == nil || strconv.Itoa(ended.ExitCode()) != args[0] {
		ts.Fatalf("%s ended with %v, not %s", args[1], err, args[0])
	}
}

// occupy NAME listens for the rest of the script; $NAME is the address.
func occupy(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ts.Check(listener.Close()) })
	ts.Setenv(args[0], listener.Addr().String())
}

// freePort NAME sets $NAME to an address on which nobody listens.
func freePort(ts *testscript.TestScript, _ bool, args []string) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Setenv(args[0], listener.Addr().String())
	ts.Check(listener.Close())
}

// waitReady ADDRESS asks a server in the background until it is ready.
func waitReady(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+args[0]+"/readyz", nil)
		ts.Check(err)
		if answer, err := http.DefaultClient.Do(request); err == nil {
			ts.Check(answer.Body.Close())
			return
		}
		select {
		case <-ctx.Done():
			ts.Fatalf("%s never answered", args[0])
		case <-again.C:
		}
	}
}
