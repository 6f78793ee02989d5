package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"trame/api/pages"
	"trame/migrations"
	"trame/scheduling/mail"
	"trame/scheduling/sms"
	"trame/scheduling/store"
	"trame/scheduling/valdoise"
	"trame/scheduling/vault"
	"trame/templates"
)

// demoMark is the file by which a folder is known to be a demonstration's: a
// reset deletes nothing else.
const demoMark = "trame-demo"

func runDemo(ctx context.Context, args, _ []string, out io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8080", "where to listen")
	data := flags.String("data", filepath.Join(os.TempDir(), "trame-demo"), "the folder of its database and mail")
	reset := flags.Bool("reset", false, "start afresh")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	listener, err := listen(ctx, *addr)
	if err != nil {
		return inFrench(err)
	}
	h, err := demoHouse(ctx, *data, *reset, listener.Addr(), time.Now)
	if err != nil {
		return errors.Join(inFrench(err), listener.Close())
	}
	welcome(out, listener.Addr(), *data)
	if err := h.live(ctx, listener, nil); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, "\nÀ bientôt. La même commande reprend où vous en étiez ; --reset repart de zéro.")
	return err
}

// inFrench says what a newcomer can do about an error he is likely to meet.
func inFrench(err error) error {
	if taken, ok := errors.AsType[*takenError](err); ok {
		return fmt.Errorf("%s est déjà pris par un autre programme : choisissez une autre adresse avec --addr", taken.addr)
	}
	if errors.Is(err, migrations.ErrNewer) {
		return errors.New("cette démonstration vient d'un Trame plus récent : mettez Trame à jour, ou repartez de zéro avec --reset")
	}
	return err
}

func demoHouse(ctx context.Context, data string, reset bool, addr net.Addr, clock func() time.Time) (*house, error) {
	keyset, err := demoFolder(data, reset)
	if err != nil {
		return nil, err
	}
	spool, err := mail.NewSpool(filepath.Join(data, "courrier"))
	if err != nil {
		return nil, err
	}
	texts, err := sms.NewSpool(filepath.Join(data, "courrier"))
	if err != nil {
		return nil, err
	}
	journal, err := os.OpenFile(filepath.Join(filepath.Clean(data), "trame.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return build(ctx, plan{
		database: filepath.Join(data, "trame.db"), keyset: keyset, base: "http://" + addr.String(),
		zone: "Europe/Paris", proxies: "direct", transport: spool, texts: texts, clock: clock,
		log:     slog.New(slog.NewTextHandler(journal, nil)),
		demo:    &pages.Demo{Accounts: accounts(), Spool: spool, Texts: texts},
		prepare: loadDemo,
	})
}

// loadDemo fills an empty database with the reference programme.
func loadDemo(ctx context.Context, db *store.DB, passwords *vault.Passwords, keys *vault.Vault) error {
	var n int64
	err := db.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.Count("organisations")
		return err
	})
	if err != nil || n > 0 {
		return err
	}
	hash, err := passwords.Hash(ctx, valdoise.Password)
	if err != nil {
		return err
	}
	return valdoise.LoadAll(ctx, db, hash, keys)
}

// demoFolder makes or opens the demonstration's folder and returns its keyset.
func demoFolder(data string, reset bool) ([]byte, error) {
	mark := filepath.Join(data, demoMark)
	_, err := os.Stat(mark)
	known := err == nil
	entries, err := os.ReadDir(data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("le dossier %s ne peut pas s'ouvrir : choisissez-en un autre avec --data", data)
	}
	if len(entries) > 0 && !known {
		return nil, fmt.Errorf("le dossier %s contient autre chose : choisissez-en un autre avec --data", data)
	}
	if reset && known {
		if err := os.RemoveAll(data); err != nil {
			return nil, fmt.Errorf("le dossier %s ne peut pas être vidé : %w", data, err)
		}
		known = false
	}
	if known {
		return os.ReadFile(filepath.Clean(mark))
	}
	keyset, err := vault.Generate()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fmt.Errorf("le dossier %s ne peut pas être créé : choisissez-en un autre avec --data", data)
	}
	if err := os.WriteFile(mark, keyset, 0o600); err != nil {
		return nil, fmt.Errorf("rien ne peut être écrit dans le dossier %s : choisissez-en un autre avec --data", data)
	}
	return keyset, nil
}

func accounts() []templates.Account {
	var list []templates.Account
	for _, a := range valdoise.Agents() {
		list = append(list, templates.Account{
			Name: a.Name(), Role: templates.Message("label.role." + string(a.Role)), Email: a.Email, Password: valdoise.Password,
		})
	}
	return list
}

func welcome(out io.Writer, addr net.Addr, data string) {
	fmt.Fprintf(out, "Trame, démonstration : http://%s\n\n", addr)
	fmt.Fprintf(out, "Entrez avec l'un de ces comptes (mot de passe : %s) :\n", valdoise.Password)
	for _, a := range accounts() {
		fmt.Fprintf(out, "  %-34s %s, %s\n", a.Email, a.Name, a.Role)
	}
	fmt.Fprintf(out, "\nLe courrier envoyé se lit à http://%s/courrier (et dans %s).\n", addr, filepath.Join(data, "courrier"))
	fmt.Fprintln(out, "Ctrl-C arrête.")
}
