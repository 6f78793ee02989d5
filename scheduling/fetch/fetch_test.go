package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

const secret = "private-8d2f0c"

// here lets a test reach one loopback address, as production cannot.
func here(address netip.Addr) bool { return address == netip.MustParseAddr("127.0.0.1") }

func serving(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL + "/" + secret + "/basic.ics"
}

func TestAnAnswerComesWithWhatItSaysOfItself(t *testing.T) {
	var asked http.Header
	address := serving(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		if r.Header.Get("If-None-Match") == `"1"` || r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Last-Modified", "Tue, 12 Jan 2027 08:00:00 GMT")
		_, _ = w.Write([]byte("BEGIN:VCALENDAR"))
	})
	client := guarded(1000, here)
	first, err := client.Get(t.Context(), address, Known{})
	if err != nil || string(first.Body) != "BEGIN:VCALENDAR" || first.Unchanged {
		t.Fatalf("%+v, %v", first, err)
	}
	if asked.Get("Referer") != "" || asked.Get("Cookie") != "" {
		t.Errorf("asked with %v", asked)
	}
	second, err := client.Get(t.Context(), address, first.Known)
	if err != nil || !second.Unchanged || second.Known != first.Known || len(second.Body) > 0 {
		t.Fatalf("%+v, %v", second, err)
	}
}

func TestWhatCannotBeFetchedSaysWhyAndNothingOfTheAddress(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	elsewhere := httptest.NewUnstartedServer(status(http.StatusOK))
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere.Listener = listener
	elsewhere.Start()
	t.Cleanup(elsewhere.Close)

	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    error
	}{
		"a password is asked for":        {status(http.StatusUnauthorized), ErrForbidden},
		"forbidden":                      {status(http.StatusForbidden), ErrForbidden},
		"gone":                           {status(http.StatusNotFound), ErrGone},
		"broken":                         {status(http.StatusInternalServerError), ErrStatus},
		"unchanged, though never known":  {status(http.StatusNotModified), ErrStatus},
		"too large, and says so":         {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999") }, ErrTooLarge},
		"endless":                        {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 5000)) }, ErrTooLarge},
		"small until it is unpacked":     {bomb, ErrTooLarge},
		"led inside":                     {http.RedirectHandler(elsewhere.URL+"/"+secret, http.StatusFound).ServeHTTP, ErrPrivate},
		"led to a file":                  {http.RedirectHandler("file:///etc/passwd", http.StatusFound).ServeHTTP, ErrAddress},
		"led to a mail server":           {http.RedirectHandler("http://127.0.0.1:25/", http.StatusFound).ServeHTTP, ErrAddress},
		"led around for ever":            {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, ErrRedirects},
		"a connection that breaks":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, ErrNetwork},
		"headers larger than any answer": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 100<<10)) }, ErrNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := guarded(1000, here).Get(t.Context(), serving(t, test.handler), Known{})
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "127.0.0") {
				t.Errorf("the reason tells the address: %v", err)
			}
		})
	}
}

func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	_, _ = packed.Write(make([]byte, 1<<20))
	_ = packed.Close()
}

func TestAServerThatDoesNotAnswerIsLeft(t *testing.T) {
	held := make(chan struct{})
	address := serving(t, func(http.ResponseWriter, *http.Request) { <-held })
	defer close(held)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := guarded(1000, here).Get(ctx, address, Known{}); !errors.Is(err, ErrLate) {
		t.Errorf("%v", err)
	}
}

func TestAnEncryptedAddressLeadsToNoPlainOne(t *testing.T) {
	plain := serving(t, func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusFound))
	defer server.Close()
	client := guarded(1000, here)
	trusted, _ := server.Client().Transport.(*http.Transport)
	ours, _ := client.http.Transport.(*http.Transport)
	ours.TLSClientConfig = trusted.TLSClientConfig
	if _, err := client.Get(t.Context(), server.URL, Known{}); !errors.Is(err, ErrAddress) {
		t.Errorf("%v", err)
	}
}

// What production makes of addresses that lead inside, by number or by name.
func TestTheHouseReachesNoPrivateAddress(t *testing.T) {
	address := serving(t, func(http.ResponseWriter, *http.Request) { t.Error("reached") })
	port := strings.Split(strings.Split(address, "//127.0.0.1:")[1], "/")[0]
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0", "[::1]", "0.0.0.0", "2130706433", "169.254.169.254", "10.0.0.1"} {
		_, err := New(1000).Get(t.Context(), "http://"+host+":"+port+"/", Known{})
		if !errors.Is(err, ErrPrivate) && !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrNetwork) {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestOnlyThePublicWebIsDialled(t *testing.T) {
	for _, text := range strings.Fields(`
		0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
		192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.9 224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255
		168.63.129.16 192.88.99.1 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::8.8.8.8 64:ff9b:1::1
		100::1 2001::1 2001:10::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 3fff::1`) {
		if public(netip.MustParseAddr(text)) {
			t.Errorf("%s may be dialled", text)
		}
	}
	for _, text := range strings.Fields(`8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.0.1 223.255.255.1 2606:4700::1111 2a00:1450:4007::200e`) {
		if !public(netip.MustParseAddr(text)) {
			t.Errorf("%s may not be dialled", text)
		}
	}
	if public(netip.Addr{}) {
		t.Error("no address may be dialled")
	}
}

func TestATypedAddressIsCleaned(t *testing.T) {
	for typed, want := range map[string]string{
		" https://calendar.google.com/calendar/ical/a%40b.fr/private-1/basic.ics ": "https://calendar.google.com/calendar/ical/a%40b.fr/private-1/basic.ics",
		"webcal://p01.icloud.com/published/2/x":                                    "https://p01.icloud.com/published/2/x",
		"WEBCALS://example.fr/x#top":                                               "https://example.fr/x",
		"http://example.fr/x?a=b":                                                  "http://example.fr/x?a=b",
		"ftp://example.fr/x":                                                       "",
		"file:///etc/passwd":                                                       "",
		"https://name:word@example.fr/x":                                           "",
		"https:///x":                                                               "",
		"example.fr/x":                                                             "",
		"javascript:alert(1)":                                                      "",
		"https://example.fr:25/":                                                   "",
		"https://example.fr/\nX":                                                   "",
		"https://example.fr/" + strings.Repeat("x", 3000):                          "",
		"": "",
	} {
		got, err := Clean(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, want %q (%v)", typed, got, want, err)
		}
	}
	if got := Host("https://calendar.google.com:443/private/x"); got != "calendar.google.com" {
		t.Errorf("shown as %q", got)
	}
}
