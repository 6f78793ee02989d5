package administering_test

import (
	"strings"
	"testing"

	"trame/scheduling"
	"trame/scheduling/store"
)

var lea = scheduling.User{FirstName: "Léa", LastName: "Roy", Email: " Lea.Roy@trame.example "}

func roleIn(unit scheduling.UnitID, role scheduling.Role) scheduling.RoleGrant {
	return scheduling.RoleGrant{Unit: unit, Role: role, From: scheduling.MustDate("2027-01-12")}
}

func TestAnAgentEntersWithARoleAndAPasswordThatNoMailHolds(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		id, password, err := o.desk.AddAgent(t.Context(), o.admin(), lea, roleIn("unit-95", scheduling.Adviser))
		if err != nil {
			t.Fatal(err)
		}
		if err := scheduling.CheckPassword(password, "lea.roy@trame.example"); err != nil {
			t.Errorf("password %q: %v", password, err)
		}
		if err := o.as(id).May(scheduling.Invite, "unit-95"); err != nil {
			t.Error(err)
		}
		o.read(func(tx *store.Tx) error {
			messages, err := tx.MessagesOf([]scheduling.UnitID{"unit-95"}, "", store.Page{})
			sent := 0
			for _, m := range messages {
				if m.Recipient == "user:"+string(id) && m.Kind == "welcome" {
					sent++
				}
				if strings.Contains(string(m.Sealed), password) {
					t.Error("the mail holds the password")
				}
			}
			if sent != 1 {
				t.Errorf("%d welcome mails, want 1", sent)
			}
			return err
		})
		_, _, err = o.desk.AddAgent(t.Context(), o.admin(), lea, roleIn("unit-95", scheduling.Adviser))
		refused(t, err, "user.email.taken")
	})
}

func TestWhoMayOpenAnAccount(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		local := o.localAdmin()
		for name, c := range map[string]struct {
			actor scheduling.Actor
			grant scheduling.RoleGrant
			key   string
		}{
			"a social worker may not":           {o.as("agent-claire"), roleIn("unit-95", scheduling.Adviser), "actor.may_not.administer"},
			"nobody elsewhere":                  {local, roleIn("unit-92", scheduling.Adviser), "not_found"},
			"nor above":                         {local, roleIn("unit-idf", scheduling.Admin), "not_found"},
			"a role must exist":                 {local, roleIn("unit-95", "king"), "grant.role.unknown"},
			"a unit must be chosen":             {local, roleIn("", scheduling.Adviser), "grant.unit.required"},
			"a role cannot end before it began": {local, scheduling.RoleGrant{Unit: "unit-95", Role: scheduling.Adviser, From: scheduling.MustDate("2027-02-01"), Until: scheduling.MustDate("2027-01-01")}, "grant.until.before_from"},
		} {
			t.Run(name, func(t *testing.T) {
				_, _, err := o.desk.AddAgent(t.Context(), c.actor, lea, c.grant)
				refused(t, err, c.key)
			})
		}
	})
}

func TestNobodyTakesAnAccountStrongerThanHisOwn(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		local := o.localAdmin()
		o.write(func(tx *store.Tx) error { // Anne, who runs the region, also helps in the Val-d'Oise
			return tx.AddGrant(scheduling.RoleGrant{User: "agent-anne", Role: scheduling.Adviser, Unit: "unit-95", From: scheduling.MustDate("2026-01-01")})
		})
		_, err := o.desk.ResetPassword(t.Context(), local, "agent-anne")
		refused(t, err, "agent.beyond")
		refused(t, o.desk.SetActive(t.Context(), local, "agent-anne", 1, false), "agent.beyond")
		_, err = o.desk.ResetPassword(t.Context(), local, "agent-marc")
		refused(t, err, "not_found")
		_, err = o.desk.ResetPassword(t.Context(), local, "agent-claire")
		refused(t, err, "")
	})
}

func TestANewPasswordEndsEverySignIn(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.write(func(tx *store.Tx) error {
			return tx.AddSignIn(scheduling.SignIn{ID: "s", User: "agent-claire", TokenHash: "h", CreatedAt: tx.Now, LastSeenAt: tx.Now, ExpiresAt: tx.Now.Add(3600e9)})
		})
		if _, err := o.desk.ResetPassword(t.Context(), o.admin(), "agent-claire"); err != nil {
			t.Fatal(err)
		}
		o.read(func(tx *store.Tx) error {
			open, err := tx.SignInsOf("agent-claire")
			if len(open) > 0 {
				t.Error("a sign-in stayed open")
			}
			return err
		})
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.localAdmin() // administers no region: does not count
		anne := scheduling.RoleGrant{User: "agent-anne", Role: scheduling.Admin, Unit: "unit-idf", From: scheduling.MustDate("2012-01-01")}
		anne.Until = scheduling.MustDate("2027-01-11")
		refused(t, o.desk.EndGrant(t.Context(), o.admin(), anne), "agent.last_admin")
		anne.Until = scheduling.MustDate("2027-06-30")
		refused(t, o.desk.EndGrant(t.Context(), o.admin(), anne), "agent.last_admin")
		refused(t, o.desk.SetActive(t.Context(), o.admin(), "agent-anne", 1, false), "agent.last_admin")

		second := roleIn("unit-idf", scheduling.Admin)
		second.User = "agent-ines"
		refused(t, o.desk.AddGrant(t.Context(), o.admin(), second), "")
		refused(t, o.desk.EndGrant(t.Context(), o.as("agent-ines"), anne), "")
		refused(t, o.desk.SetActive(t.Context(), o.as("agent-ines"), "agent-anne", 1, false), "")
		refused(t, o.desk.SetActive(t.Context(), o.as("agent-ines"), "agent-ines", 1, false), "agent.last_admin")
	})
}

func TestWhoMayBeGivenARole(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		give := func(to scheduling.UserID, role scheduling.Role, unit scheduling.UnitID) error {
			g := roleIn(unit, role)
			g.User = to
			return o.desk.AddGrant(t.Context(), o.admin(), g)
		}
		refused(t, give("agent-anne", scheduling.SocialWorker, "unit-95"), "grant.oneself")
		refused(t, give("agent-claire", scheduling.SocialWorker, "unit-95"), "grant.twice")
		refused(t, give("agent-claire", scheduling.SocialWorker, "unit-92"), "")
		refused(t, give("nobody", scheduling.SocialWorker, "unit-92"), "not_found")
	})
}

func TestARoleThatEndedIsGivenAnewNotMadeLonger(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		claire := scheduling.RoleGrant{User: "agent-claire", Role: scheduling.SocialWorker, Unit: "unit-95", From: scheduling.MustDate("2012-01-01")}
		end := func(until string) error {
			claire.Until = scheduling.MustDate(until)
			return o.desk.EndGrant(t.Context(), o.admin(), claire)
		}
		refused(t, end("2027-01-10"), "grant.until.past")
		refused(t, end("2027-01-11"), "")
		if o.as("agent-claire").Can(scheduling.Organise) {
			t.Error("the role still holds")
		}
		refused(t, end("2027-12-31"), "grant.until.longer")
		claire.Unit = "unit-92"
		refused(t, end("2027-12-31"), "not_found")
	})
}
