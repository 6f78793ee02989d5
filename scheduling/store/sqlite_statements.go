package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"modernc.org/sqlite" // the driver, pure Go
)

// SQLite parses a statement anew each time it is asked, which took a fifth of
// a page. PostgreSQL's driver remembers what it prepared on each connection;
// this does the same for SQLite's.

const (
	keptStatements = 64   // on each connection; the one not asked for longest makes room
	keptLength     = 2000 // a longer one with many values is a list of a passing length
	fewValues      = 8    // a longer one with few of them names many columns, always the same
)

// openLite is a pool of connections that remember their statements.
func openLite(dsn string) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(remembering{connector}), nil
}

type remembering struct{ driver.Connector }

// Connect implements driver.Connector.
func (r remembering) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	lite, ok := conn.(liteConn)
	if !ok {
		_ = conn.Close()
		return nil, fmt.Errorf("sqlite: %T is no connection that we know", conn)
	}
	return &keptConn{liteConn: lite, kept: map[string]*keptStatement{}}, nil
}

// liteConn is what database/sql asks of a connection to SQLite.
type liteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keptConn is one connection with its statements. database/sql asks it one
// thing at a time.
type keptConn struct {
	liteConn
	kept map[string]*keptStatement
	turn int
}

type keptStatement struct {
	liteStatement
	asked int  // when, in turns
	busy  bool // its rows are still being read
}

type liteStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query, len(args))
	if err != nil || s == nil {
		return c.liteConn.ExecContext(ctx, query, args) // which words the error, if there is one
	}
	return s.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query, len(args))
	if err != nil || s == nil {
		return c.liteConn.QueryContext(ctx, query, args)
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return keptRows{rows, s}, nil
}

// statement is the prepared one of a query of n values; nil when it is not
// kept, or still being read.
func (c *keptConn) statement(ctx context.Context, query string, n int) (*keptStatement, error) {
	if len(query) > keptLength && n > fewValues || !keeps(query) {
		return nil, nil
	}
	c.turn++
	if s, ok := c.kept[query]; ok {
		if s.busy {
			return nil, nil
		}
		s.asked = c.turn
		return s, nil
	}
	if !c.makeRoom() {
		return nil, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	lite, ok := prepared.(liteStatement)
	if !ok {
		return nil, prepared.Close()
	}
	s := &keptStatement{liteStatement: lite, asked: c.turn}
	c.kept[strings.Clone(query)] = s
	return s, nil
}

// keeps tells reading and writing from what changes the schema or the
// connection.
func keeps(query string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToLower(verb) {
	case "select", "insert", "update", "delete", "with":
		return true
	}
	return false
}

// makeRoom forgets the statement not asked for longest; false when there is
// no room and all are being read.
func (c *keptConn) makeRoom() bool {
	if len(c.kept) < keptStatements {
		return true
	}
	oldest := ""
	for query, s := range c.kept {
		if !s.busy && (oldest == "" || s.asked < c.kept[oldest].asked) {
			oldest = query
		}
	}
	if oldest == "" {
		return false
	}
	err := c.kept[oldest].Close()
	delete(c.kept, oldest)
	return err == nil
}

// Close implements driver.Conn.
func (c *keptConn) Close() error {
	for _, s := range c.kept {
		_ = s.Close() // the connection goes with it
	}
	clear(c.kept)
	return c.liteConn.Close()
}

// keptRows gives their statement back when they are closed.
type keptRows struct {
	driver.Rows
	of *keptStatement
}

// Close implements driver.Rows.
func (r keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}
