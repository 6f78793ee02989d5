package administering

import (
	"context"
	"fmt"
	"slices"

	"trame/scheduling"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// Agent is an agent with every role he was given, past ones included.
type Agent struct {
	scheduling.User
	Grants    []scheduling.RoleGrant
	MayChange bool // the actor administers every unit in which the agent has a role
}

// Agents lists those with a role in a unit that the actor administers, and the
// names of the units.
func (d *Desk) Agents(ctx context.Context, actor scheduling.Actor) (list []Agent, units map[scheduling.UnitID]scheduling.Unit, err error) {
	administered := actor.Units(scheduling.Administer)
	if len(administered) == 0 {
		return nil, nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.administer", "")
	}
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		users, err := tx.Agents(administered)
		if err != nil {
			return err
		}
		list, units, err = withGrants(tx, administered, users)
		return err
	})
	return list, units, err
}

// Agent is one of them.
func (d *Desk) Agent(ctx context.Context, actor scheduling.Actor, id scheduling.UserID) (a Agent, units map[scheduling.UnitID]scheduling.Unit, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		a, units, err = agentFor(tx, actor, id)
		return err
	})
	return a, units, err
}

func withGrants(tx *store.Tx, administered []scheduling.UnitID, users []scheduling.User) ([]Agent, map[scheduling.UnitID]scheduling.Unit, error) {
	ids := make([]scheduling.UserID, len(users))
	agents := make([]Agent, len(users))
	for i, u := range users {
		ids[i], agents[i] = u.ID, Agent{User: u, MayChange: true}
	}
	grants, err := tx.GrantsOf(ids)
	if err != nil {
		return nil, nil, err
	}
	today := scheduling.DateOf(tx.Now)
	var unitIDs []scheduling.UnitID
	for _, g := range grants {
		a := &agents[slices.Index(ids, g.User)]
		a.Grants = append(a.Grants, g)
		over := !g.Until.IsZero() && g.Until.Before(today)
		a.MayChange = a.MayChange && (over || slices.Contains(administered, g.Unit))
		unitIDs = append(unitIDs, g.Unit)
	}
	list, err := tx.Units(append(unitIDs, administered...))
	if err != nil {
		return nil, nil, err
	}
	units := make(map[scheduling.UnitID]scheduling.Unit, len(list))
	for _, u := range list {
		units[u.ID] = u
	}
	return agents, units, nil
}

// agentFor is an agent with a role in a unit that the actor administers; any
// other is NotFound.
func agentFor(tx *store.Tx, actor scheduling.Actor, id scheduling.UserID) (a Agent, units map[scheduling.UnitID]scheduling.Unit, err error) {
	administered := actor.Units(scheduling.Administer)
	if len(administered) == 0 {
		return a, nil, scheduling.Refuse(scheduling.Forbidden, "actor.may_not.administer", "")
	}
	user, err := tx.User(id)
	if err != nil {
		return a, nil, err
	}
	agents, units, err := withGrants(tx, administered, []scheduling.User{user})
	if err != nil {
		return a, nil, err
	}
	known := slices.ContainsFunc(agents[0].Grants, func(g scheduling.RoleGrant) bool { return slices.Contains(administered, g.Unit) })
	if !known || user.Organisation != actor.Organisation {
		return a, nil, scheduling.Refuse(scheduling.NotFound, "not_found", "")
	}
	return agents[0], units, nil
}

// accountFor is an agent whose account the actor may change. The administrator
// of a département changes nobody who has a role above it: the account's power
// would become his.
func accountFor(tx *store.Tx, actor scheduling.Actor, id scheduling.UserID) (Agent, error) {
	a, _, err := agentFor(tx, actor, id)
	if err == nil && !a.MayChange {
		err = scheduling.Refuse(scheduling.Forbidden, "agent.beyond", "")
	}
	return a, err
}

// AddAgent opens an account with a first role and returns its temporary
// password, shown once: the welcome mail does not hold it.
func (d *Desk) AddAgent(ctx context.Context, actor scheduling.Actor, u scheduling.User, first scheduling.RoleGrant) (scheduling.UserID, string, error) {
	if err := actor.May(scheduling.Administer, first.Unit); err != nil {
		if first.Unit == "" && actor.Can(scheduling.Administer) {
			err = first.Validate()
		}
		return "", "", err
	}
	return d.engage(ctx, actor.ID.Ref(), u, first)
}

func (d *Desk) engage(ctx context.Context, by string, u scheduling.User, first scheduling.RoleGrant) (scheduling.UserID, string, error) {
	u = u.Tidy()
	u.ID, u.Active, u.Version = store.NewID[scheduling.UserID](), true, 1
	first.User = u.ID
	if first.From.IsZero() {
		first.From = scheduling.DateOf(d.db.Now())
	}
	if err := together(u.Validate(), first.Validate()); err != nil {
		return "", "", err
	}
	password := vault.NewPassword()
	hash, err := d.passwords.Hash(ctx, password)
	if err != nil {
		return "", "", fmt.Errorf("hash password: %w", err)
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		unit, err := tx.Unit(first.Unit)
		if err != nil {
			return err
		}
		u.Organisation, u.CreatedAt = unit.Organisation, tx.Now
		if err := tx.AddUser(u, hash); err != nil {
			return err
		}
		if err := tx.AddGrant(first); err != nil {
			return err
		}
		if err := d.tell(tx, u, first.Unit, "welcome", "welcome:"+string(u.ID)); err != nil {
			return err
		}
		return auditBy(tx, by, "created", "user:"+string(u.ID), first.Unit, map[string]any{"role": first.Role})
	})
	return u.ID, password, taken(err, "user.email.taken", "email")
}

// together joins what is wrong with two halves of one form.
func together(halves ...error) error {
	var all scheduling.Faults
	for _, err := range halves {
		if f, ok := err.(scheduling.Faults); ok { //nolint:errorlint // Validate returns it bare
			all = append(all, f...)
		}
	}
	return all.Err()
}

// tell writes to an agent about his own account; a desk without a post office
// (the operator's commands) leaves it to the operator.
func (d *Desk) tell(tx *store.Tx, u scheduling.User, unit scheduling.UnitID, template, key string) error {
	if d.post == nil {
		return nil
	}
	organisation, err := tx.Organisation(u.Organisation)
	if err != nil {
		return err
	}
	_, err = d.post.Queue(tx, post.Draft{
		Unit: unit, Organisation: organisation, Kind: template, DedupeKey: key, Recipient: u.ID.Ref(),
		ToName: u.Name(), ToAddress: u.Email, Template: template, Wanted: true,
		Data: struct{ Name, Link string }{u.Name(), d.post.Link("/connexion")},
	})
	return err
}

// EditAgent changes an agent's name, address or phone.
func (d *Desk) EditAgent(ctx context.Context, actor scheduling.Actor, u scheduling.User) error {
	u = u.Tidy()
	if err := u.Validate(); err != nil {
		return err
	}
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := accountFor(tx, actor, u.ID)
		if err != nil {
			return err
		}
		u.Organisation, u.Active, u.CreatedAt = a.Organisation, a.Active, a.CreatedAt
		if err := tx.ReplaceUser(u); err != nil {
			return err
		}
		return audit(tx, actor, "updated", "user:"+string(u.ID), a.unit(), map[string]any{"email": a.Email != u.Email})
	})
	return taken(err, "user.email.taken", "email")
}

// unit is where an agent's account is looked after: his first role's.
func (a Agent) unit() scheduling.UnitID { return a.Grants[0].Unit }

// SetActive closes an agent's account, and every place where he is signed in,
// or opens it again. The last administrator stays.
func (d *Desk) SetActive(ctx context.Context, actor scheduling.Actor, id scheduling.UserID, version int, active bool) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.LockOrganisation(actor.Organisation); err != nil {
			return err
		}
		a, err := accountFor(tx, actor, id)
		if err != nil {
			return err
		}
		user := a.User
		user.Active, user.Version = active, version
		if err := tx.ReplaceUser(user); err != nil {
			return err
		}
		verb := "reopened"
		if !active {
			verb = "closed"
			if err := tx.RevokeSignIns(id, ""); err != nil {
				return err
			}
			if err := adminsLeft(tx, actor.Organisation, scheduling.DateOf(tx.Now)); err != nil {
				return err
			}
		}
		return audit(tx, actor, verb, "user:"+string(id), a.unit(), nil)
	})
}

// ResetPassword gives an agent a temporary password, shown once, and ends
// every sign-in of his. He is told by mail, without it.
func (d *Desk) ResetPassword(ctx context.Context, actor scheduling.Actor, id scheduling.UserID) (string, error) {
	password := vault.NewPassword()
	hash, err := d.passwords.Hash(ctx, password)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	err = d.db.Write(ctx, func(tx *store.Tx) error {
		a, err := accountFor(tx, actor, id)
		if err != nil {
			return err
		}
		if err := tx.SetPassword(id, hash); err != nil {
			return err
		}
		if err := tx.RevokeSignIns(id, ""); err != nil {
			return err
		}
		if err := d.tell(tx, a.User, a.unit(), "password_reset", "password_reset:"+store.NewID[string]()); err != nil {
			return err
		}
		return audit(tx, actor, "password_reset", "user:"+string(id), a.unit(), nil)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// adminsLeft refuses a change after which nobody administers a whole region.
func adminsLeft(tx *store.Tx, o scheduling.OrganisationID, day scheduling.Date) error {
	left, err := tx.AdminsOn(o, day)
	if err == nil && len(left) == 0 {
		err = scheduling.Refuse(scheduling.Conflict, "agent.last_admin", "")
	}
	return err
}
