// Package mailbox fetches mail over IMAP: each mail is handed over, and leaves
// the mailbox only once whoever took it has written what became of it. It keeps
// no state of its own, so a restart or a second reader at most hands the same
// mail over again. It is the one keeper of go-imap.
package mailbox

import (
	"crypto/tls"
	"errors"
	"net/url"
	"strconv"
)

// Box is a mailbox and what is done with the mail in it.
type Box struct {
	Host     string
	Port     int
	Security string // tls, starttls; none on the same machine
	Username string
	Password string
	Folder   string // INBOX
	Keep     string // where mail goes once it is read: "" nowhere, "seen" stays and is marked, else a folder
	TLS      *tls.Config
}

// errAddress says what an address looks like.
var errAddress = errors.New("want an address such as imap://user:password@host:993?tls=tls, with folder= and keep= where they differ")

// Parse reads imap://user:password@host:port?tls=tls&folder=INBOX&keep=FOLDER.
// The error does not quote it: it holds a password.
func Parse(address string) (Box, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "imap" || u.Hostname() == "" || u.User.Username() == "" {
		return Box{}, errAddress
	}
	settings := u.Query()
	b := Box{Host: u.Hostname(), Security: settings.Get("tls"), Username: u.User.Username(), Folder: settings.Get("folder"), Keep: settings.Get("keep")}
	b.Password, _ = u.User.Password()
	usual := map[string]int{"tls": 993, "starttls": 143, "none": 143}
	if b.Security == "" {
		b.Security = "tls"
	}
	if usual[b.Security] == 0 {
		return Box{}, errors.New("tls must be tls, starttls or none")
	}
	if b.Folder == "" {
		b.Folder = "INBOX"
	}
	if b.Keep == b.Folder {
		return Box{}, errors.New("keep must name another folder than the one that is read")
	}
	b.Port = usual[b.Security]
	if u.Port() != "" {
		if b.Port, err = strconv.Atoi(u.Port()); err != nil {
			return Box{}, errAddress
		}
	}
	return b, nil
}
