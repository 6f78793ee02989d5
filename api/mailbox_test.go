package api_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"trame/scheduling"
	"trame/scheduling/inbox"
	"trame/scheduling/inbox/mailbox"
	"trame/scheduling/store"
)

// mailboxOn is a mailbox that somebody reads over IMAP, with these mails in it.
func mailboxOn(t *testing.T, texts ...string) mailbox.Box {
	t.Helper()
	account, users := imapmemserver.NewUser("planning", "secret"), imapmemserver.New()
	users.AddUser(account)
	err := account.Create("INBOX", nil)
	for _, text := range texts {
		if err == nil {
			_, err = account.Append("INBOX", literal{strings.NewReader(text)}, &imap.AppendOptions{})
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return users.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}}, InsecureAuth: true, Logger: log.New(io.Discard, "", 0),
	})
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal("no port")
	}
	return mailbox.Box{Host: "127.0.0.1", Port: address.Port, Security: "none", Username: "planning", Password: "secret", Folder: "INBOX"}
}

type literal struct{ *strings.Reader }

func TestAReaderThatDiesAfterTheCommitDoublesNothing(t *testing.T) {
	eachPlatform(t, func(t *testing.T, p *platform) {
		i := p.invited()
		box := mailboxOn(t, i.reply("DECLINED").mail(i.meeting.UID))
		dies, known := true, 0
		for _, want := range []int{0, 1, 0} {
			done, err := box.Look(t.Context(), func(ctx context.Context, text io.Reader) error {
				r, err := inbox.Read(text)
				if err != nil {
					return err
				}
				j, err := p.desks.Receiving.Receive(ctx, r)
				if j.Known {
					known++
				}
				if dies {
					dies = false
					return errors.Join(err, errors.New("killed between the commit and the mailbox"))
				}
				return err
			})
			if done != want || (err != nil) != (want == 0 && known == 0) {
				t.Errorf("%d done, want %d, %v", done, want, err)
			}
		}
		traces := 0
		p.read(func(tx *store.Tx) error {
			list, err := tx.IncomingOf(i.meeting.ID)
			traces = len(list)
			return err
		})
		if a := p.animation(i.animation); a.Reply != scheduling.Declined || known != 1 || traces != 1 {
			t.Errorf("%s, known %d times, %d traces", a.Reply, known, traces)
		}
		if sent := p.deliver(); len(sent) != 2 {
			t.Errorf("%d mails: the organiser is told once", len(sent))
		}
	})
}
