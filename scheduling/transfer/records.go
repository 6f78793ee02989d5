package transfer

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"trame/scheduling"
)

// records reads a CSV (RFC 4180) as spreadsheets and people write it: any line
// ending, quotes where nobody needs them. It is ours because encoding/csv reads
// the whole rest of a file into the cell whose quote nobody closed.
type records struct {
	in     *bufio.Reader
	comma  byte
	line   int // of the byte in hand, from 1
	cell   []byte
	quoted int // the line on which its quote opened, 0 outside quotes
}

func newRecords(raw io.Reader, f Format) *records {
	in := bufio.NewReaderSize(f.decoded(raw), 64<<10)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3)
	}
	return &records{in: in, comma: f.Separator[0], line: 1}
}

func (*records) Close() error { return nil }

// Next gives the next line that holds something.
func (r *records) Next() (Line, error) {
	for {
		l, err := r.record()
		if err != nil && (len(l.Cells) == 0 || !errors.Is(err, io.EOF)) {
			return Line{}, err
		}
		if len(l.Cells) > maxColumns && strings.TrimSpace(strings.Join(l.Cells[maxColumns:], "")) != "" {
			return Line{}, tooWide()
		}
		if strings.TrimSpace(strings.Join(l.Cells, "")) != "" {
			return l, nil
		}
	}
}

// record reads one line of cells. At the end of the file it gives what it has
// beside io.EOF.
func (r *records) record() (l Line, err error) {
	l.Number = r.line
	for {
		text, last, err := r.one()
		if err != nil && !errors.Is(err, io.EOF) {
			return l, err
		}
		if err == nil || text != "" || len(l.Cells) > 0 {
			l.Cells = append(l.Cells, text)
		}
		if len(l.Cells) > 8*maxColumns {
			return l, tooWide()
		}
		if last || err != nil {
			return l, err
		}
	}
}

// one reads a cell; last says that its line ends with it.
func (r *records) one() (text string, last bool, err error) {
	r.cell, r.quoted = r.cell[:0], 0
	start := r.line
	for {
		c, err := r.in.ReadByte()
		if err != nil {
			if r.quoted > 0 {
				return "", true, openQuote(r.quoted)
			}
			return r.taken(), true, end(err)
		}
		if over, last := r.take(c); over {
			return r.taken(), last, nil
		}
		if len(r.cell) <= maxCell {
			continue
		}
		if r.quoted > 0 {
			return "", true, openQuote(r.quoted)
		}
		return "", true, tooLong(start)
	}
}

// take puts a byte where it belongs; over says that the cell ends with it, last
// that its line does.
func (r *records) take(c byte) (over, last bool) {
	switch {
	case c == '"' && r.quoted == 0 && len(bytes.TrimSpace(r.cell)) == 0:
		r.quoted, r.cell = r.line, r.cell[:0]
	case c == '"' && r.quoted > 0:
		if r.closes() {
			r.quoted = 0
			break
		}
		r.cell = append(r.cell, '"')
	case c == r.comma && r.quoted == 0:
		return true, false
	case c == '\n', c == '\r':
		r.newline(c)
		if r.quoted == 0 {
			return true, true
		}
		r.cell = append(r.cell, '\n')
	default:
		r.cell = append(r.cell, c)
	}
	return false, false
}

// closes reports whether the quote just read ends its cell: what follows it
// then is a separator or the end. A second quote is one quote of the text, and
// is read with it; a quote amid a text is part of it.
func (r *records) closes() bool {
	next, err := r.in.Peek(1)
	switch {
	case err != nil, next[0] == r.comma, next[0] == '\n', next[0] == '\r':
		return true
	case next[0] == '"':
		_, _ = r.in.Discard(1)
	}
	return false
}

// newline counts a line; \r\n is one.
func (r *records) newline(c byte) {
	r.line++
	if c != '\r' {
		return
	}
	if next, err := r.in.Peek(1); err == nil && next[0] == '\n' {
		_, _ = r.in.Discard(1)
	}
}

func (r *records) taken() string { return tidy(string(r.cell)) }

// tidy is a cell as it is kept. What is no text of the encoding is marked, for
// the row to say so.
func tidy(cell string) string {
	return unguard(strings.TrimSpace(strings.ToValidUTF8(cell, unreadable)))
}

// unreadable stands for a byte that is no letter of the encoding.
const unreadable = "\ufffd"

func openQuote(line int) error {
	return scheduling.Refuse(scheduling.Invalid, "import.quote_open", "file", "line", line)
}

func end(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return err
}
