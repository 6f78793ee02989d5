// Package fetch reads what stands at an address that a person typed: the only
// way, beside mail, in which the house reaches out. Whoever types an address
// must not reach through it what the server alone can reach, so every address
// is checked when it is dialled, after the name was resolved, on each redirect
// anew: a name that answers with another address the second time gains nothing.
//
// It is a room of its own because its promise is about the network, not about
// calendars, and because the standard library is all it needs. What is typed is
// a secret: no error made here holds any of it.
package fetch

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Why something was not fetched.
var (
	ErrAddress   = errors.New("fetch: not an address of the public web")
	ErrPrivate   = errors.New("fetch: the address leads inside a network")
	ErrUnknown   = errors.New("fetch: no such host")
	ErrLate      = errors.New("fetch: no answer in time")
	ErrNetwork   = errors.New("fetch: the connection broke")
	ErrForbidden = errors.New("fetch: the server asks for a password")
	ErrGone      = errors.New("fetch: nothing there")
	ErrStatus    = errors.New("fetch: the server answered with an error")
	ErrTooLarge  = errors.New("fetch: too large")
	ErrRedirects = errors.New("fetch: led from address to address")
)

const (
	patience     = 15 * time.Second // for all of one fetch, redirects included
	maxRedirects = 5
	maxAddress   = 2048
	maxTag       = 256
)

// Client fetches. Its zero value is of no use: see New.
type Client struct {
	http *http.Client
	max  int64
}

// New is a client that reads answers of at most so many bytes.
func New(most int64) *Client { return guarded(most, public) }

// guarded is New with another idea of what may be dialled: tests stand on
// loopback, and nothing outside this package can say so.
func guarded(most int64, allowed func(netip.Addr) bool) *Client {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil || !allowed(to.Addr()) {
				return ErrPrivate
			}
			return nil
		},
	}
	return &Client{max: most, http: &http.Client{
		Timeout: patience,
		Transport: &http.Transport{ // no proxy: it would dial in our place, unchecked
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(request *http.Request, before []*http.Request) error {
			request.Header.Del("Referer") // the address is a secret, to the next host as well
			if len(before) > maxRedirects {
				return ErrRedirects
			}
			if before[0].URL.Scheme == "https" && request.URL.Scheme != "https" {
				return ErrAddress
			}
			return acceptable(request.URL)
		},
	}}
}

// Clean is the address that a typed one means: webcal is https, what follows #
// is for readers. It refuses what is no web address, and one that carries a
// name and password.
func Clean(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if scheme, rest, found := strings.Cut(typed, "://"); found && (strings.EqualFold(scheme, "webcal") || strings.EqualFold(scheme, "webcals")) {
		typed = "https://" + rest
	}
	address, err := url.Parse(typed)
	if err != nil || len(typed) > maxAddress || acceptable(address) != nil {
		return "", ErrAddress
	}
	address.Fragment, address.RawFragment = "", ""
	return address.String(), nil
}

// Host is what of a cleaned address may be shown: who keeps it. The rest opens
// it.
func Host(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Hostname()
}

func acceptable(address *url.URL) error {
	port := address.Port()
	switch {
	case address.Scheme != "http" && address.Scheme != "https", address.Hostname() == "", address.User != nil, address.Opaque != "":
		return ErrAddress
	case port == "25" || port == "465" || port == "587": // mail servers are not to be talked to
		return ErrAddress
	}
	return nil
}

// Known is what the last answer said of itself, to ask whether it still holds.
type Known struct {
	ETag         string
	LastModified string
}

// Answer is what stands at an address.
type Answer struct {
	Known
	Unchanged bool // since what was known: there is no body
	Body      []byte
}

// Get reads an address that Clean gave. known is zero to read it whole.
func (c *Client) Get(ctx context.Context, address string, known Known) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil || acceptable(request.URL) != nil {
		return Answer{}, ErrAddress
	}
	request.Header.Set("User-Agent", "Trame (agenda)")
	request.Header.Set("Accept", "text/calendar, */*;q=0.1")
	if known.ETag != "" {
		request.Header.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		request.Header.Set("If-Modified-Since", known.LastModified)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return Answer{}, reason(err)
	}
	defer response.Body.Close()
	return c.read(response, known)
}

func (c *Client) read(response *http.Response, known Known) (Answer, error) {
	switch code := response.StatusCode; {
	case code == http.StatusNotModified && known != Known{}:
		return Answer{Known: known, Unchanged: true}, nil
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return Answer{}, ErrForbidden
	case code == http.StatusNotFound || code == http.StatusGone:
		return Answer{}, ErrGone
	case code != http.StatusOK:
		return Answer{}, ErrStatus
	case response.ContentLength > c.max:
		return Answer{}, ErrTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, c.max+1)) // counted once unpacked
	if err != nil {
		return Answer{}, reason(err)
	}
	if int64(len(body)) > c.max {
		return Answer{}, ErrTooLarge
	}
	tags := Known{response.Header.Get("ETag"), response.Header.Get("Last-Modified")}
	if len(tags.ETag) > maxTag || len(tags.LastModified) > maxTag {
		tags = Known{}
	}
	return Answer{Known: tags, Body: body}, nil
}

// reason is err without the address that net/http puts in all of its own.
func reason(err error) error {
	for _, ours := range []error{ErrPrivate, ErrRedirects, ErrAddress} {
		if errors.Is(err, ours) {
			return ours
		}
	}
	if unknown, ok := errors.AsType[*net.DNSError](err); ok && unknown.IsNotFound {
		return ErrUnknown
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return ErrLate
	}
	return ErrNetwork
}
