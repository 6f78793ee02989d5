package inbox

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// report reads a delivery report (RFC 3464): what became of which mail.
func (r *Received) report(entity *message.Entity) {
	r.Why = BadReport
	parts := entity.MultipartReader()
	if parts == nil {
		return
	}
	found := false
	for range maxParts {
		part, err := parts.NextPart()
		if !readable(part, err) {
			break
		}
		switch kind, _, _ := part.Header.ContentType(); strings.ToLower(kind) {
		case "message/delivery-status", "message/global-delivery-status":
			found = r.Returned.fields(part.Body) || found
		case "message/rfc822", "text/rfc822-headers", "message/global-headers", "message/global":
			if h, err := textproto.ReadHeader(bufio.NewReader(io.LimitReader(part.Body, maxHeader))); err == nil || errors.Is(err, io.EOF) {
				r.Returned.Original = bareID(h.Get("Message-Id"))
			}
		}
	}
	switch {
	case !found && r.Returned.Status == "":
	case !found:
		r.Why = NothingWrong
	default:
		r.Kind, r.Why = Bounce, ""
	}
}

var enhanced = regexp.MustCompile(`\b([245]\.\d{1,3}\.\d{1,3})\b`)

// fields reads the groups of a delivery-status: one for the message, then one
// for each recipient. Ours have one recipient. It reports whether one of them
// failed or is late.
func (r *Returned) fields(body io.Reader) bool {
	in := bufio.NewReader(io.LimitReader(body, MaxSize))
	for range maxParts {
		h, err := textproto.ReadHeader(in)
		if action := strings.ToLower(strings.TrimSpace(h.Get("Action"))); action != "" {
			r.Status = enhanced.FindString(h.Get("Status"))
			r.Recipient = recipient(h)
			switch action {
			case "failed":
				r.Failed = true
				return true
			case "delayed":
				return true
			}
		}
		if err != nil {
			break
		}
	}
	return false
}

// recipient is whom our mail was for, as it was first given.
func recipient(h textproto.Header) string {
	for _, name := range []string{"Original-Recipient", "Final-Recipient"} {
		kind, address, ok := strings.Cut(h.Get(name), ";")
		if ok && strings.EqualFold(strings.TrimSpace(kind), "rfc822") {
			return strings.ToLower(strings.Trim(strings.TrimSpace(address), "<>"))
		}
	}
	return ""
}
