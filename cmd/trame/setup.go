package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"trame/scheduling"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/administering"
	"trame/templates"
)

// runSetup makes a fresh database ready for its first sign-in.
func runSetup(ctx context.Context, args, env []string, out io.Writer) error {
	f := administering.Founding{Organisation: scheduling.Organisation{RetentionMonths: 24}}
	o := &f.Organisation
	flags := flag.NewFlagSet("setup", flag.ContinueOnError)
	flags.StringVar(&o.Code, "organisation", "", "its short code: CRAMIF")
	flags.StringVar(&o.Kind, "kind", "", "carsat, cramif, cgss or cssm")
	flags.StringVar(&o.Name, "name", "", "its name, as it signs letters")
	flags.StringVar(&o.Phone, "phone", "", "the number printed on every letter and public page")
	flags.StringVar(&o.PhoneHours, "phone-hours", "", "when it is answered, in French")
	flags.StringVar(&o.SenderEmail, "sender", "", "the address that mail comes from")
	flags.StringVar(&o.SenderName, "sender-name", "", "who mail comes from: no word of health (default: the name)")
	flags.StringVar(&o.TimeZone, "time-zone", "Europe/Paris", "IANA")
	flags.StringVar(&f.Region.Code, "region-code", "", "INSEE code of the region: 11")
	flags.StringVar(&f.Region.Name, "region-name", "", "its name: Île-de-France")
	flags.StringVar(&f.Admin.Email, "admin-email", "", "the first administrator's address")
	name := flags.String("admin-name", "", "and name: \"Anne Roussel\"")
	if helped, err := parse(flags, args, out); helped || err != nil {
		return err
	}
	f.Admin.FirstName, f.Admin.LastName, _ = strings.Cut(*name, " ")
	if o.SenderName == "" {
		o.SenderName = o.Name
	}
	password, err := adminPassword(env, os.Stdin)
	if err != nil {
		return err
	}
	f.Password = password
	if err := refusals(f); err != nil {
		return err
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	err = administering.New(db, nil, vault.NewPasswords(passwordsAtOnce)).SetUp(ctx, f)
	if errors.Is(err, scheduling.Refuse(scheduling.Conflict, "setup.done", "")) {
		return errors.New("this database already holds an organisation: nothing was changed")
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is founded; %s can sign in. Next: trame serve\n", o.Code, f.Admin.Email)
	return err
}

// refusals lists what is wrong with the flags, a line each.
func refusals(f administering.Founding) error {
	var faults []error
	collect := func(err error, flagOf map[string]string) {
		list, _ := errors.AsType[scheduling.Faults](err)
		for _, e := range list {
			faults = append(faults, fmt.Errorf("--%s: %s", flagOf[e.Field], templates.Sentence(e)))
		}
	}
	collect(f.Organisation.Validate(), map[string]string{
		"code": "organisation", "kind": "kind", "name": "name", "phone": "phone", "phone_hours": "phone-hours",
		"sender_name": "sender-name", "sender_email": "sender", "time_zone": "time-zone",
	})
	collect(f.Region.Validate(), map[string]string{"code": "region-code", "name": "region-name"})
	collect(f.Admin.Validate(), map[string]string{"email": "admin-email", "first_name": "admin-name", "last_name": "admin-name"})
	if err := scheduling.CheckPassword(f.Password, f.Admin.Email); err != nil {
		faults = append(faults, fmt.Errorf("the password: %s", templates.Sentence(err)))
	}
	return errors.Join(faults...)
}

// adminPassword is TRAME_ADMIN_PASSWORD, the content of what
// TRAME_ADMIN_PASSWORD_FILE names, or the first line of in.
func adminPassword(environ []string, in io.Reader) (string, error) {
	vars, err := variables(environ)
	if err != nil {
		return "", err
	}
	if password := vars["TRAME_ADMIN_PASSWORD"]; password != "" {
		return password, nil
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// runUser opens an account where nobody is signed in.
func runUser(ctx context.Context, args, env []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "add" {
		return errors.New("usage: trame user add --email ADDRESS --name NAME --role ROLE --unit CODE")
	}
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	email := flags.String("email", "", "the agent's address")
	name := flags.String("name", "", "first and last name")
	role := flags.String("role", string(scheduling.Admin), "social_worker, adviser, unit_manager, regional_manager, technical_lead, statistician or admin")
	unit := flags.String("unit", "", "the code of the unit: 11")
	if helped, err := parse(flags, args[1:], out); helped || err != nil {
		return err
	}
	db, err := database(ctx, env)
	if err != nil {
		return err
	}
	defer db.Close()
	user := scheduling.User{Email: *email}
	user.FirstName, user.LastName, _ = strings.Cut(*name, " ")
	password, err := administering.New(db, nil, vault.NewPasswords(passwordsAtOnce)).Engage(ctx, user, scheduling.Role(*role), *unit)
	if scheduling.KindOf(err) != 0 {
		return errors.New(templates.Sentence(err))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Temporary password, shown once: %s\n", password)
	return err
}
