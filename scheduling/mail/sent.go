package mail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"strings"
	"time"
)

// Sent is a mail read back from the spool.
type Sent struct {
	ID       string
	From, To Party
	Subject  string
	Date     time.Time
	Text     string
	HTML     string // not to be trusted more than any mail: show it apart
	Calendar []byte // nil when there is none
}

// maxRead bounds what is read of one mail, in octets.
const maxRead = 1 << 20

// read parses a mail that Compose wrote.
func read(r io.Reader) (Sent, error) {
	msg, err := netmail.ReadMessage(io.LimitReader(r, maxRead))
	if err != nil {
		return Sent{}, err
	}
	sent, err := readHeader(msg.Header)
	if err != nil {
		return Sent{}, err
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return Sent{}, err
	}
	if kind != "multipart/alternative" {
		return sent, sent.add(textproto.MIMEHeader(msg.Header), msg.Body)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return sent, nil
		}
		if err != nil {
			return Sent{}, err
		}
		if err := sent.add(part.Header, part); err != nil {
			return Sent{}, err
		}
	}
}

func readHeader(h netmail.Header) (sent Sent, err error) {
	var errs [4]error
	sent.From, errs[0] = party(h.Get("From"))
	sent.To, errs[1] = party(h.Get("To"))
	sent.Subject, errs[2] = new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	sent.Date, errs[3] = h.Date()
	return sent, errors.Join(errs[:]...)
}

func party(header string) (Party, error) {
	a, err := netmail.ParseAddress(header)
	if err != nil {
		return Party{}, err
	}
	return Party(*a), nil
}

// add takes one part's content for what its type says it is.
func (s *Sent) add(h textproto.MIMEHeader, body io.Reader) error {
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch kind, _, err := mime.ParseMediaType(h.Get("Content-Type")); {
	case err != nil:
		return err
	case kind == "text/plain":
		s.Text = strings.ReplaceAll(string(content), "\r\n", "\n")
	case kind == "text/html":
		s.HTML = strings.ReplaceAll(string(content), "\r\n", "\n")
	case kind == "text/calendar":
		s.Calendar = content
	default:
		return fmt.Errorf("unexpected part %s", kind)
	}
	return nil
}
