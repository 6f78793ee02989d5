package store

import (
	"strings"
	"time"

	"trame/scheduling"
)

type userRow struct {
	ID           scheduling.UserID         `gorm:"primaryKey"`
	Organisation scheduling.OrganisationID `gorm:"column:organisation_id"`
	Email        string
	FirstName    string
	LastName     string
	Phone        string
	Active       bool
	CreatedAt    time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	Version      int
}

func (userRow) TableName() string { return "users" }

type grantRow struct {
	User  scheduling.UserID `gorm:"column:user_id;primaryKey"`
	Role  scheduling.Role   `gorm:"primaryKey"`
	Unit  scheduling.UnitID `gorm:"column:unit_id;primaryKey"`
	From  scheduling.Date   `gorm:"column:from_date;primaryKey"`
	Until scheduling.Date   `gorm:"column:until_date"`
}

func (grantRow) TableName() string { return "role_grants" }

type credentialRow struct {
	UserID       scheduling.UserID `gorm:"primaryKey"`
	PasswordHash string
	ChangedAt    time.Time `gorm:"serializer:utc"`
}

func (credentialRow) TableName() string { return "credentials" }

// AddUser adds an agent with his hashed password.
func (tx *Tx) AddUser(u scheduling.User, passwordHash string) error {
	u.Email = strings.ToLower(u.Email)
	if err := add(tx, userRow(u)); err != nil {
		return err
	}
	return add(tx, credentialRow{u.ID, passwordHash, tx.Now})
}

// SetPassword replaces an agent's hashed password.
func (tx *Tx) SetPassword(id scheduling.UserID, passwordHash string) error {
	return touched(tx.db.Model(&credentialRow{}).Where("user_id = ?", id).
		Updates(map[string]any{"password_hash": passwordHash, "changed_at": tx.Now}))
}

// PasswordHash finds an agent's hashed password.
func (tx *Tx) PasswordHash(id scheduling.UserID) (string, error) {
	secret, err := one[credentialRow](tx, "user_id = ?", id)
	return secret.PasswordHash, err
}

// ReplaceUser saves every column unless someone else did since u was read:
// then Conflict.
func (tx *Tx) ReplaceUser(u scheduling.User) error {
	u.Email = strings.ToLower(u.Email)
	u.Version++
	return replace(tx, userRow(u), u.ID, u.Version)
}

// User finds one agent.
func (tx *Tx) User(id scheduling.UserID) (scheduling.User, error) {
	row, err := one[userRow](tx, "id = ?", id)
	return scheduling.User(row), err
}

// UsersByID finds several agents at once.
func (tx *Tx) UsersByID(ids []scheduling.UserID) ([]scheduling.User, error) {
	rows, err := all[userRow](tx, "last_name, first_name", "id in ?", ids)
	return each(rows, err, func(r userRow) scheduling.User { return scheduling.User(r) })
}

// UserByEmail finds an active agent and his hashed password.
func (tx *Tx) UserByEmail(email string) (scheduling.User, string, error) {
	user, err := one[userRow](tx, "email = ? and active", strings.ToLower(email))
	if err != nil {
		return scheduling.User{}, "", err
	}
	secret, err := one[credentialRow](tx, "user_id = ?", user.ID)
	return scheduling.User(user), secret.PasswordHash, err
}

// UsersIn lists the active agents granted one of roles today in one of units
// or above it: who can lead there, who can approve there.
func (tx *Tx) UsersIn(units []scheduling.UnitID, roles []scheduling.Role, today scheduling.Date) ([]scheduling.User, error) {
	rows, err := some[userRow](tx, `
		with recursive above (id, parent_id) as (
			select id, parent_id from units where id in ?
			union
			select u.id, u.parent_id from units u join above a on u.id = a.parent_id
		)
		select * from users where active and id in (
			select g.user_id from role_grants g join above a on a.id = g.unit_id
			where g.role in ? and g.from_date <= ? and (g.until_date is null or g.until_date >= ?)
		)
		order by last_name, first_name`, units, roles, today, today)
	return each(rows, err, func(r userRow) scheduling.User { return scheduling.User(r) })
}

// AddGrant gives a role.
func (tx *Tx) AddGrant(g scheduling.RoleGrant) error { return add(tx, grantRow(g)) }

// Actor is what a user is granted today, with every unit that reaches.
func (tx *Tx) Actor(u scheduling.User, today scheduling.Date) (scheduling.Actor, error) {
	actor := scheduling.Actor{ID: u.ID, Organisation: u.Organisation, Name: u.Name()}
	reached, err := some[struct {
		Role   scheduling.Role
		UnitID scheduling.UnitID
	}](tx, `
		with recursive reach (role, unit_id) as (
			select role, unit_id from role_grants
			where user_id = ? and from_date <= ? and (until_date is null or until_date >= ?)
			union
			select r.role, c.id from reach r join units c on c.parent_id = r.unit_id
		)
		select role, unit_id from reach order by role, unit_id`, u.ID, today, today)
	if err != nil {
		return actor, err
	}
	for _, r := range reached {
		if n := len(actor.Grants); n == 0 || actor.Grants[n-1].Role != r.Role {
			actor.Grants = append(actor.Grants, scheduling.Grant{Role: r.Role})
		}
		last := &actor.Grants[len(actor.Grants)-1]
		last.Units = append(last.Units, r.UnitID)
	}
	return actor, nil
}
