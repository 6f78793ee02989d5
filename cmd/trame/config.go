package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"trame/scheduling/mail"
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
}

// readConfig takes the environment and reports every fault at once.
func readConfig(environ []string) (config, error) {
	var c config
	vars := env.ToMap(environ)
	for name := range vars {
		plain, isFile := strings.CutSuffix(name, "_FILE")
		if !isFile || !strings.HasPrefix(name, "TRAME_") || vars[plain] != "" {
			continue
		}
		value, err := readSecret(vars[name])
		if err != nil {
			return c, fmt.Errorf("%s: %w", name, err)
		}
		vars[plain] = value
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: vars}); err != nil {
		return c, err
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return c, fmt.Errorf("TRAME_BASE_URL %q: an address such as https://trame.example", c.BaseURL)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return c, fmt.Errorf("TRAME_TIME_ZONE: %w", err)
	}
	if c.Proxies != "direct" && c.Proxies != "x-forwarded-for" {
		return c, fmt.Errorf("TRAME_PROXIES %q: direct or x-forwarded-for", c.Proxies)
	}
	return c, nil
}

// relay reads smtp://user:password@host:port?tls=starttls|tls|none.
func relay(address string) (mail.Relay, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" {
		return mail.Relay{}, fmt.Errorf("TRAME_SMTP: an address such as smtp://user:password@host:587?tls=starttls")
	}
	r := mail.Relay{Host: u.Hostname(), Security: mail.Security(u.Query().Get("tls"))}
	if port := u.Port(); port != "" {
		if _, err := fmt.Sscanf(port, "%d", &r.Port); err != nil {
			return r, fmt.Errorf("TRAME_SMTP port %q: %w", port, err)
		}
	}
	r.Username = u.User.Username()
	r.Password, _ = u.User.Password()
	return r, nil
}
