package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-msgauth/dkim"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/inbox/mailbox"
	"trame/scheduling/store/storetest"
)

// Where the mailbox takes no planning+SECRET@, all answer to one address, and
// only a signature of the sender's domain vouches for one: invited over HTTP,
// answered through an IMAP server.
func TestOneAddressForAllCountsSignedAnswersAlone(t *testing.T) {
	clock := storetest.NewClock(today)
	p := platformAnswered(t, world.SQLite(t, clock), clock, true)
	i := p.invited()
	if i.mail.ReplyTo != "planning@agenda.trame.example" || !bytes.Contains(unfold(i.mail.Calendar), []byte(":mailto:planning@agenda.trame.example\r\n")) {
		t.Fatalf("answered to %s:\n%s", i.mail.ReplyTo, i.mail.Calendar)
	}
	_, domain, _ := strings.Cut(i.mail.To.Address, "@")
	ours, theirs := p.signer(domain), p.signer("voisin.example")
	box := mailboxOn(t)
	for _, c := range []struct {
		name, partstat, sign string
		by                   ed25519.PrivateKey
		verdict              scheduling.IncomingVerdict
		want                 scheduling.Reply
	}{
		{"unsigned", "DECLINED", "", nil, scheduling.IncomingUnknown, scheduling.NoReply},
		{"signed by a neighbour", "DECLINED", "voisin.example", theirs, scheduling.IncomingUnknown, scheduling.NoReply},
		{"signed with a stolen name", "DECLINED", domain, theirs, scheduling.IncomingUnknown, scheduling.NoReply},
		{"signed by the domain of who was invited", "ACCEPTED", domain, ours, scheduling.IncomingCounted, scheduling.Accepted},
	} {
		s := i.reply(c.partstat)
		s.stamp = s.stamp[:14] + string('0'+byte(len(c.name)%10)) + "Z" // another mail
		text := s.mail(i.meeting.UID)
		if c.by != nil {
			var signed bytes.Buffer
			if err := dkim.Sign(&signed, strings.NewReader(text), &dkim.SignOptions{Domain: c.sign, Selector: "s1", Signer: c.by}); err != nil {
				t.Fatal(err)
			}
			text = signed.String()
		}
		if got := p.through(box, text); got != c.verdict {
			t.Errorf("%s: judged %q, want %q", c.name, got, c.verdict)
		}
		if got := p.animation(i.animation).Reply; got != c.want {
			t.Errorf("%s: the answer is %q, want %q", c.name, got, c.want)
		}
	}
}

func unfold(calendar []byte) []byte { return bytes.ReplaceAll(calendar, []byte("\r\n "), nil) }

// signer is a key whose other half the domain publishes.
func (p *platform) signer(domain string) ed25519.PrivateKey {
	p.t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	p.dns["s1._domainkey."+domain] = []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}
	return private
}

// through puts a mail into a mailbox, has it fetched, and says what it was
// taken for.
func (p *platform) through(box mailbox.Box, text string) (verdict scheduling.IncomingVerdict) {
	p.t.Helper()
	client, err := imapclient.DialInsecure(net.JoinHostPort(box.Host, strconv.Itoa(box.Port)), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := client.Login(box.Username, box.Password).Wait(); err != nil {
		p.t.Fatal(err)
	}
	putting := client.Append(box.Folder, int64(len(text)), nil)
	if _, err := io.WriteString(putting, text); err != nil {
		p.t.Fatal(err)
	}
	if err := putting.Close(); err != nil {
		p.t.Fatal(err)
	}
	if _, err := putting.Wait(); err != nil {
		p.t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		p.t.Fatal(err)
	}
	done, err := box.Look(p.t.Context(), func(ctx context.Context, r io.Reader) error {
		received, err := inbox.Read(r)
		if err != nil {
			return err
		}
		judged, err := p.desks.Receiving.Receive(ctx, received)
		verdict = judged.Verdict
		return err
	})
	if err != nil || done != 1 {
		p.t.Fatalf("%d mails fetched: %v", done, err)
	}
	return verdict
}
