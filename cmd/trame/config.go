package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"trame/scheduling/mail"
	"trame/scheduling/sms"
	"trame/scheduling/vault"
)

// config is all that the environment settles. Any variable may instead be
// given as NAME_FILE, the path of a file that holds its value: secrets stay
// out of process lists.
type config struct {
	Database string `env:"TRAME_DATABASE,required,notEmpty"`
	Keyset   string `env:"TRAME_KEYSET,required,notEmpty"`
	BaseURL  string `env:"TRAME_BASE_URL,required,notEmpty"`
	SMTP     string `env:"TRAME_SMTP,required,notEmpty"`
	Addr     string `env:"TRAME_ADDR" envDefault:"127.0.0.1:8080"`
	Metrics  string `env:"TRAME_METRICS_ADDR" envDefault:"127.0.0.1:9090"`
	Zone     string `env:"TRAME_TIME_ZONE" envDefault:"Europe/Paris"`
	Proxies  string `env:"TRAME_PROXIES" envDefault:"direct"`
	SMS      string `env:"TRAME_SMS"`
	Receipts string `env:"TRAME_SMS_RECEIPTS"`

	DKIMDomain   string `env:"TRAME_DKIM_DOMAIN"`
	DKIMSelector string `env:"TRAME_DKIM_SELECTOR" envDefault:"trame"`
	DKIMKey      string `env:"TRAME_DKIM_KEY"`

	SMIMECertificate string `env:"TRAME_SMIME_CERTIFICATE"`
	SMIMEKey         string `env:"TRAME_SMIME_KEY"`

	ReplyAddress string `env:"TRAME_REPLY_ADDRESS"`
	Organizer    string `env:"TRAME_ORGANIZER" envDefault:"token"`
	Inbox        string `env:"TRAME_INBOX"`
	InboxDays    int    `env:"TRAME_INBOX_DAYS" envDefault:"7"`

	relay   mail.Relay    // SMTP, read
	keyset  []byte        // Keyset, read
	replies replies       // ReplyAddress, Organizer, Inbox and InboxDays, read
	texts   sms.Transport // SMS, read; nil for none
}

// variables are the environment's, with what NAME_FILE names read into NAME.
func variables(environ []string) (map[string]string, error) {
	vars := env.ToMap(environ)
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		plain, isFile := strings.CutSuffix(name, "_FILE")
		if !isFile || !strings.HasPrefix(name, "TRAME_") || vars[name] == "" || vars[plain] != "" {
			continue
		}
		value, err := readSecret(vars[name])
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
		}
		vars[plain] = value
	}
	return vars, errors.Join(faults...)
}

// readConfig takes the environment and reports every fault at once, a line each.
func readConfig(environ []string) (config, error) {
	var c config
	vars, err := variables(environ)
	faults := []error{err}
	if err := env.ParseWithOptions(&c, env.Options{Environment: vars}); err != nil {
		faults = append(faults, unset(err)...)
	}
	if c.BaseURL != "" {
		base, err := url.Parse(c.BaseURL)
		if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
			faults = append(faults, fmt.Errorf("TRAME_BASE_URL %q: want an address such as https://trame.example", c.BaseURL))
		}
	}
	if c.SMTP != "" {
		if c.relay, err = relay(c.SMTP); err != nil {
			faults = append(faults, err)
		}
	}
	faults = append(faults, c.readDKIM(), c.readSMIME(), c.readSMS(), c.readReplies())
	if c.Keyset != "" {
		if c.keyset, err = vault.Load(c.Keyset); err != nil {
			faults = append(faults, fmt.Errorf("TRAME_KEYSET: %w", err))
		}
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		faults = append(faults, fmt.Errorf("TRAME_TIME_ZONE: %w", err))
	}
	if c.Proxies != "direct" && c.Proxies != "x-forwarded-for" {
		faults = append(faults, fmt.Errorf("TRAME_PROXIES %q: want direct or x-forwarded-for", c.Proxies))
	}
	return c, errors.Join(faults...)
}

// readDKIM reads what signs mail, which may be nothing.
func (c *config) readDKIM() (err error) {
	if c.DKIMDomain == "" && c.DKIMKey == "" {
		return nil
	}
	if c.relay.Signer, err = mail.NewSigner(c.DKIMDomain, c.DKIMSelector, []byte(c.DKIMKey)); err != nil {
		return fmt.Errorf("TRAME_DKIM_DOMAIN, TRAME_DKIM_SELECTOR, TRAME_DKIM_KEY: %w", err)
	}
	return nil
}

// readSMIME reads what signs mail for its readers, which may be nothing.
func (c *config) readSMIME() (err error) {
	if c.SMIMECertificate == "" && c.SMIMEKey == "" {
		return nil
	}
	if c.relay.Identity, err = mail.NewCertificate([]byte(c.SMIMECertificate), []byte(c.SMIMEKey)); err != nil {
		return fmt.Errorf("TRAME_SMIME_CERTIFICATE, TRAME_SMIME_KEY: %w", err)
	}
	return nil
}

// readSMS reads the gateway of short messages, which may be none.
func (c *config) readSMS() (err error) {
	if c.SMS != "" {
		if c.texts, err = sms.Open(c.SMS); err != nil {
			return fmt.Errorf("TRAME_SMS: %w", err)
		}
	}
	if c.Receipts != "" && len(c.Receipts) < 16 {
		return errors.New("TRAME_SMS_RECEIPTS: want a secret of 16 signs at least")
	}
	return nil
}

// unset says which settings are missing, a line each.
func unset(err error) []error {
	all, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return []error{err}
	}
	faults := make([]error, len(all.Errors))
	for i, fault := range all.Errors {
		faults[i] = fault
		if missing, ok := errors.AsType[env.VarIsNotSetError](fault); ok {
			faults[i] = fmt.Errorf("%s is not set", missing.Key)
		}
		if empty, ok := errors.AsType[env.EmptyVarError](fault); ok {
			faults[i] = fmt.Errorf("%s is empty", empty.Key)
		}
	}
	return faults
}

// relay reads smtp://user:password@host:port?tls=starttls|tls|none&connections=4.
func relay(address string) (mail.Relay, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" {
		return mail.Relay{}, fmt.Errorf("TRAME_SMTP: want an address such as smtp://user:password@host:587?tls=starttls")
	}
	r := mail.Relay{Host: u.Hostname(), Security: mail.Security(u.Query().Get("tls"))}
	if port := u.Port(); port != "" {
		if _, err := fmt.Sscanf(port, "%d", &r.Port); err != nil {
			return r, fmt.Errorf("TRAME_SMTP port %q: %w", port, err)
		}
	}
	if n := u.Query().Get("connections"); n != "" {
		if r.Connections, err = strconv.Atoi(n); err != nil || r.Connections < 1 {
			return r, fmt.Errorf("TRAME_SMTP connections %q: want a number from 1", n)
		}
	}
	r.Username = u.User.Username()
	r.Password, _ = u.User.Password()
	return r, nil
}
