package administering

import (
	"context"
	"fmt"

	"trame/scheduling"
	"trame/scheduling/store"
)

// Founding is what a fresh database needs before anybody can sign in.
type Founding struct {
	Organisation scheduling.Organisation
	Region       scheduling.Unit
	Admin        scheduling.User
	Password     string // the administrator's own
}

// SetUp founds an organisation with a region and its administrator, in a
// database that holds none: else Conflict. Only the operator can ask for it.
func (d *Desk) SetUp(ctx context.Context, f Founding) error {
	o, region, admin := f.Organisation, f.Region, f.Admin.Tidy()
	o.ID, o.Version = store.NewID[scheduling.OrganisationID](), 1
	region.ID, region.Organisation, region.Level, region.Version = store.NewID[scheduling.UnitID](), o.ID, scheduling.Region, 1
	admin.ID, admin.Organisation, admin.Active, admin.Version = store.NewID[scheduling.UserID](), o.ID, true, 1
	err := together(o.Validate(), region.Validate(), admin.Validate(), scheduling.CheckPassword(f.Password, admin.Email))
	if err != nil {
		return err
	}
	hash, err := d.passwords.Hash(ctx, f.Password)
	if err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Count("organisations")
		if err != nil {
			return err
		}
		if n > 0 {
			return scheduling.Refuse(scheduling.Conflict, "setup.done", "")
		}
		if err := tx.AddOrganisation(o); err != nil {
			return err
		}
		if err := tx.AddUnit(region); err != nil {
			return err
		}
		admin.CreatedAt = tx.Now
		if err := tx.AddUser(admin, hash); err != nil {
			return err
		}
		grant := scheduling.RoleGrant{User: admin.ID, Role: scheduling.Admin, Unit: region.ID, From: scheduling.DateOf(tx.Now)}
		if err := tx.AddGrant(grant); err != nil {
			return err
		}
		return auditBy(tx, "operator", "created", "organisation:"+string(o.ID), region.ID, map[string]any{"code": o.Code})
	})
}

// Engage opens an account from the operator's side, where nobody is signed in:
// a way back in when every administrator is gone. The unit is named by its
// code. It returns the temporary password.
func (d *Desk) Engage(ctx context.Context, u scheduling.User, role scheduling.Role, unitCode string) (string, error) {
	var found []scheduling.Unit
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.UnitsByCode(unitCode)
		return err
	})
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", scheduling.Refuse(scheduling.NotFound, "unit.code.unknown", "unit", "code", unitCode)
	}
	_, password, err := d.engage(ctx, "operator", u, scheduling.RoleGrant{Role: role, Unit: found[0].ID})
	return password, err
}
