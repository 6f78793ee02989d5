package inbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message"

	"trame/scheduling/ical"
)

const (
	maxDepth     = 8  // multiparts within multiparts
	maxParts     = 50 // in all
	maxAddresses = 50
	maxHeader    = 64 << 10
)

// Read reads one mail. An error is r's own: a mail that makes no sense is of
// the kind Other.
func Read(r io.Reader) (Received, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return Received{}, fmt.Errorf("inbox: %w", err)
	}
	sum := sha256.Sum256(raw)
	received := Received{Kind: Other, Digest: hex.EncodeToString(sum[:])}
	if len(raw) > MaxSize {
		received.Why = TooLong
		return received, nil
	}
	received.Raw = raw
	entity, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if !readable(entity, err) {
		received.Why = Unreadable
		return received, nil
	}
	received.header(entity.Header)
	received.body(entity)
	return received, nil
}

// readable reports whether a part can be read, be it in letters that nobody
// here knows.
func readable(e *message.Entity, err error) bool {
	return e != nil && (err == nil || message.IsUnknownCharset(err) || message.IsUnknownEncoding(err))
}

// toUs are the headers in which the address that a mail came to may stand.
var toUs = []string{"To", "Cc", "Delivered-To", "X-Original-To"}

var (
	token     = regexp.MustCompile(`\+([A-Za-z0-9]{20,64})@`)
	messageID = regexp.MustCompile(`^\s*<([^<>\s]{3,250})>\s*$`)
)

func (r *Received) header(h message.Header) {
	if from, err := netmail.ParseAddressList(h.Get("From")); err == nil && len(from) == 1 && h.FieldsByKey("From").Len() == 1 {
		r.From = strings.ToLower(from[0].Address)
	}
	r.MessageID = bareID(h.Get("Message-Id"))
	for _, name := range toUs {
		for fields := h.FieldsByKey(name); fields.Next(); {
			for _, found := range token.FindAllStringSubmatch(fields.Value(), maxAddresses) {
				if t := strings.ToLower(found[1]); len(r.Tokens) < maxAddresses && !slices.Contains(r.Tokens, t) {
					r.Tokens = append(r.Tokens, t)
				}
			}
		}
	}
}

func bareID(field string) string {
	if found := messageID.FindStringSubmatch(field); found != nil {
		return found[1]
	}
	return ""
}

// body says what the mail is. A report is one whatever its other headers say:
// servers mark their own as automatic. An answer that a calendar writes for its
// owner is marked generated (Gmail's are); one that a program gives on its own
// is marked replied, and is nobody's answer.
func (r *Received) body(entity *message.Entity) {
	kind, params, _ := entity.Header.ContentType()
	if kind == "multipart/report" && strings.EqualFold(params["report-type"], "delivery-status") {
		r.report(entity)
		return
	}
	if repliesByItself(entity.Header) {
		r.Kind, r.Why = AutoReply, Automatic
		return
	}
	w := walk{}
	w.entity(entity, 0)
	switch answer, err := w.answer(); {
	case err == nil && answer.Method == ical.MethodCounter:
		r.Kind, r.Answer = Counter, answer
	case err == nil:
		r.Kind, r.Answer = Reply, answer
	case w.tooMuch:
		r.Why = ManyParts
	case len(w.calendars) > 0:
		r.Why = NotAnAnswer
	case looksAutomatic(entity.Header):
		r.Kind, r.Why = AutoReply, Automatic
	default:
		r.Why = NoCalendar
	}
}

// repliesByItself reports whether a program says that it answers for somebody
// (RFC 3834 §5), or that the mail goes to many.
func repliesByItself(h message.Header) bool {
	submitted, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted"))), ";")
	switch strings.TrimSpace(submitted) {
	case "auto-replied", "auto-notified":
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "junk", "list", "auto_reply":
		return true
	}
	return h.Has("X-Autoreply") || h.Has("X-Autorespond") || h.Has("X-Vacation")
}

// looksAutomatic tells an automatic answer among mail that holds no calendar's:
// these signs also stand on what a calendar sends.
func looksAutomatic(h message.Header) bool {
	submitted := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	return submitted != "" && submitted != "no" || h.Get("X-Auto-Response-Suppress") != "" ||
		strings.TrimSpace(h.Get("Return-Path")) == "<>"
}

// walk goes through the parts of a mail and keeps its calendar objects.
type walk struct {
	calendars []calendar
	parts     int
	tooMuch   bool
}

type calendar struct {
	text   []byte
	method string // as the part's header names it
}

func (w *walk) entity(e *message.Entity, depth int) {
	if w.parts++; w.parts > maxParts || depth > maxDepth {
		w.tooMuch = true
		return
	}
	if parts := e.MultipartReader(); parts != nil {
		for !w.tooMuch {
			part, err := parts.NextPart()
			if !readable(part, err) {
				return // the end, or a part that is cut short
			}
			w.entity(part, depth+1)
		}
		return
	}
	kind, params, _ := e.Header.ContentType()
	switch strings.ToLower(kind) {
	case "text/calendar", "application/ics":
		text, err := io.ReadAll(io.LimitReader(e.Body, MaxSize))
		if err == nil || len(text) > 0 {
			w.calendars = append(w.calendars, calendar{text, params["method"]})
		}
	case "message/rfc822":
		if inner, err := message.ReadWithOptions(e.Body, &message.ReadOptions{MaxHeaderBytes: maxHeader}); inner != nil && err == nil {
			w.entity(inner, depth+1)
		}
	}
}

// answer is the first calendar object that answers. Clients send the same one
// twice, as a part and as a file.
func (w *walk) answer() (ical.Answer, error) {
	err := errors.New("none")
	for _, c := range w.calendars {
		var a ical.Answer
		if a, err = ical.ReadAnswer(c.text, c.method); err == nil {
			return a, nil
		}
	}
	return ical.Answer{}, err
}
