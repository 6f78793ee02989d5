package mail

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"log/slog"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trame/scheduling"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var invite = []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")

// letter is an invitation to a co-animator, complete.
func letter(change ...func(*Mail)) Mail {
	m := Mail{
		MessageID:      MessageID("trame.example.fr", "0d6c1f0e", "0", "dr.mercier@sante-travail.example.fr"),
		From:           Party{"Service social du Val-d’Oise", "ne-pas-repondre@trame.example.fr"},
		EnvelopeFrom:   "planning+k3v9q2@trame.example.fr",
		ReplyTo:        "planning+k3v9q2@trame.example.fr",
		To:             Party{`Dr "Paul" Mercier, médecin`, "dr.mercier@sante-travail.example.fr"},
		Subject:        "Invitation à co-animer une séance, mardi 12 janvier 2027 à 14 h",
		Text:           "Bonjour,\n\nVous êtes invité à co-animer la séance du mardi 12 janvier 2027, de 14 h à 16 h.\n\nRépondre : https://trame.example.fr/r/…\n",
		HTML:           "<p>Bonjour,</p>\n<p>Vous êtes invité à co-animer la séance du <strong>mardi 12 janvier 2027</strong>.</p>\n",
		Calendar:       invite,
		CalendarMethod: "REQUEST",
		Date:           time.Date(2026, 12, 1, 9, 30, 0, 0, time.FixedZone("", 3600)),
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func plain(m *Mail) { m.HTML, m.Calendar = "", nil }

func TestRule16_MailsAreTheGoldenOnes(t *testing.T) {
	for name, m := range map[string]Mail{
		"request":       letter(),
		"cancel":        letter(func(m *Mail) { m.CalendarMethod = "CANCEL"; m.Subject = "Annulation" }),
		"without-html":  letter(func(m *Mail) { m.HTML = "" }),
		"text-alone":    letter(plain),
		"bare-as-it-is": letter(plain, func(m *Mail) { m.EnvelopeFrom, m.ReplyTo, m.To.Name, m.From.Name = "", "", "", "" }),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".eml")
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs:\n%s", path, got)
			}
		})
	}
}

func TestAMailReadsBackAsItWasWritten(t *testing.T) {
	text, err := Compose(letter())
	if err != nil {
		t.Fatal(err)
	}
	sent, err := read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	m := letter()
	if sent.From != m.From || sent.To != m.To || sent.Subject != m.Subject || !sent.Date.Equal(m.Date) {
		t.Errorf("header reads %+v", sent)
	}
	if sent.Text != m.Text || sent.HTML != m.HTML || !bytes.Equal(sent.Calendar, m.Calendar) {
		t.Errorf("content reads %+v", sent)
	}
}

func TestTheCalendarIsTheLastAlternativeAndNoAttachment(t *testing.T) {
	text, err := Compose(letter())
	if err != nil {
		t.Fatal(err)
	}
	order := []string{
		"Auto-Submitted: auto-generated", "Content-Language: fr", "multipart/alternative", "text/plain; charset=UTF-8", "text/html; charset=UTF-8",
		"Content-Transfer-Encoding: base64", "text/calendar; method=REQUEST; component=VEVENT; charset=UTF-8",
	}
	at := 0
	for _, want := range order {
		i := bytes.Index(text[at:], []byte(want))
		if i < 0 {
			t.Fatalf("%q is missing or out of order in\n%s", want, text)
		}
		at += i
	}
	for _, never := range []string{"Content-Disposition", "User-Agent", "X-Mailer", "go-mail"} {
		if bytes.Contains(text, []byte(never)) {
			t.Errorf("%q in\n%s", never, text)
		}
	}
}

func TestNothingBeginsAHeaderOfItsOwn(t *testing.T) {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"\r\nBcc: x@y.fr\r\n", "\n", "\r", "\x00", `"`, "<x@y.fr>", ",", "=?utf-8?q?=0D=0ABcc:?=", "é", "\xff", "\u2028", "--trame-"}))
	hostile := rapid.Map(rapid.SliceOfN(piece, 1, 5), func(s []string) string { return "x" + strings.Join(s, "") })
	plainText, err := Compose(letter())
	if err != nil {
		t.Fatal(err)
	}
	want, err := netmail.ReadMessage(bytes.NewReader(plainText))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := letter(func(m *Mail) {
			m.Subject = hostile.Draw(t, "subject")
			m.From.Name, m.To.Name = hostile.Draw(t, "from"), hostile.Draw(t, "to")
			m.Text, m.HTML = hostile.Draw(t, "text"), hostile.Draw(t, "html")
		})
		text, err := Compose(m)
		if err != nil {
			if len(oneLine(m.Subject)) <= maxSubject {
				t.Fatal(err)
			}
			return
		}
		got, err := netmail.ReadMessage(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for name := range got.Header {
			if len(got.Header[name]) != len(want.Header[name]) {
				t.Fatalf("header %s: %q", name, got.Header[name])
			}
		}
		sent, err := read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if sent.To.Address != m.To.Address || sent.From.Address != m.From.Address || !bytes.Equal(sent.Calendar, m.Calendar) {
			t.Fatalf("reads %+v", sent)
		}
	})
}

func TestWhatNoAttemptCouldDeliverIsPermanent(t *testing.T) {
	for name, change := range map[string]func(*Mail){
		"no recipient":                       func(m *Mail) { m.To.Address = "" },
		"a recipient who adds another":       func(m *Mail) { m.To.Address = "a@b.fr>\r\nRCPT TO:<x@y.fr" },
		"no sender":                          func(m *Mail) { m.From.Address = "trame" },
		"a return address that is none":      func(m *Mail) { m.EnvelopeFrom = "planning" },
		"a reply address that is none":       func(m *Mail) { m.ReplyTo = "a@b.fr, x@y.fr" },
		"no Message-ID":                      func(m *Mail) { m.MessageID = "" },
		"a Message-ID that ends its line":    func(m *Mail) { m.MessageID = "a@b.fr\r\nBcc: x@y.fr" },
		"no subject":                         func(m *Mail) { m.Subject = "\r\n" },
		"an endless subject":                 func(m *Mail) { m.Subject = strings.Repeat("a", 251) },
		"no text":                            func(m *Mail) { m.Text = " \n" },
		"no date":                            func(m *Mail) { m.Date = time.Time{} },
		"a calendar of no method":            func(m *Mail) { m.CalendarMethod = "" },
		"a calendar method that is a header": func(m *Mail) { m.CalendarMethod = "REQUEST\r\nX: 1" },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compose(letter(change))
			if !Permanent(err) {
				t.Errorf("got %v", err)
			}
			if strings.Contains(err.Error(), "@") {
				t.Errorf("the error names someone: %v", err)
			}
		})
	}
}

func TestAMessageIDSaysNothingAndStaysTheSame(t *testing.T) {
	one := MessageID("trame.example.fr", "uid", "0", "odile@example.fr")
	if one != MessageID("trame.example.fr", "uid", "0", "odile@example.fr") {
		t.Error("it changes")
	}
	if one == MessageID("trame.example.fr", "uid", "1", "odile@example.fr") || one == MessageID("trame.example.fr", "uid0", "", "odile@example.fr") {
		t.Error("two messages share it")
	}
	if strings.Contains(one, "odile") || !validMessageID.MatchString(one) {
		t.Error(one)
	}
}

func TestALogNamesTheMessageAlone(t *testing.T) {
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("sent", "mail", letter())
	for _, secret := range []string{"Mercier", "mercier", "co-animer", "planning"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q in %s", secret, log.String())
		}
	}
}

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		" odile.martin@Exemple.FR ":             "odile.martin@exemple.fr",
		"o'brien+isic@sante.example.fr":         "o'brien+isic@sante.example.fr",
		"O_Martin-2@a-b.example":                "O_Martin-2@a-b.example",
		"":                                      "",
		"odile":                                 "",
		"odile@localhost":                       "",
		"odile@exemple..fr":                     "",
		"odile@-exemple.fr":                     "",
		"odile@[192.0.2.1]":                     "",
		"odile@192.0.2.1":                       "",
		".odile@exemple.fr":                     "",
		"odile..martin@exemple.fr":              "",
		"odile martin@exemple.fr":               "",
		`"odile"@exemple.fr`:                    "",
		"Odile <odile@exemple.fr>":              "",
		"a@exemple.fr,b@exemple.fr":             "",
		"odile@exemple.fr\r\nBcc: x@y.fr":       "",
		"odile@exemple.fr\nRCPT TO:<x@y.fr>":    "",
		"odile\x00@exemple.fr":                  "",
		"élodie@exemple.fr":                     "",
		"odile@éxemple.fr":                      "",
		strings.Repeat("a", 65) + "@exemple.fr": "",
		"a@" + strings.Repeat("a.", 130) + "fr": "",
	} {
		got, err := ParseAddress(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("ParseAddress(%q) = %q, %v", in, got, err)
		}
		if err != nil && scheduling.KindOf(err) != scheduling.Invalid {
			t.Errorf("ParseAddress(%q): %v is not a refusal", in, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("odile.martin@exemple.fr")
	f.Add("a@b.fr\r\nBcc: x@y.fr")
	f.Fuzz(func(t *testing.T, s string) {
		address, err := ParseAddress(s)
		if err != nil {
			return
		}
		if parsed, err := netmail.ParseAddress(address); err != nil || parsed.Address != address || strings.ContainsAny(address, " \r\n\x00<>,;:\"") {
			t.Errorf("%q: %v", address, err)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, m := range []Mail{letter(), letter(plain)} {
		text, err := Compose(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := read(bytes.NewReader(text)); errors.Is(err, io.ErrNoProgress) {
			t.Error(err)
		}
	})
}
