package store

import "trame/scheduling"

// Agents lists those with a role in one of units, past ones included, by name.
func (tx *Tx) Agents(units []scheduling.UnitID) ([]scheduling.User, error) {
	rows, err := all[userRow](tx, "last_name, first_name, id",
		"id in (select user_id from role_grants where unit_id in ?)", units)
	return each(rows, err, func(r userRow) scheduling.User { return scheduling.User(r) })
}

// GrantsOf lists the roles of several agents, in time.
func (tx *Tx) GrantsOf(ids []scheduling.UserID) ([]scheduling.RoleGrant, error) {
	rows, err := all[grantRow](tx, "user_id, from_date, role, unit_id", "user_id in ?", ids)
	return each(rows, err, func(r grantRow) scheduling.RoleGrant { return scheduling.RoleGrant(r) })
}

// one grant is named by all that makes it one.
const thisGrant = "user_id = ? and role = ? and unit_id = ? and from_date = ?"

// EndGrant sets the last day of a role.
func (tx *Tx) EndGrant(g scheduling.RoleGrant) error {
	return touched(tx.db.Model(&grantRow{}).Where(thisGrant, g.User, g.Role, g.Unit, g.From).
		Update("until_date", g.Until))
}

// RemoveGrant deletes a role that never came into force.
func (tx *Tx) RemoveGrant(g scheduling.RoleGrant) error {
	return touched(tx.db.Where(thisGrant, g.User, g.Role, g.Unit, g.From).Delete(&grantRow{}))
}

// AdminsOn lists who, on a day, administers a whole region of an
// organisation, and so may set the rest right.
func (tx *Tx) AdminsOn(o scheduling.OrganisationID, day scheduling.Date) ([]scheduling.UserID, error) {
	return some[scheduling.UserID](tx, `
		select distinct u.id from users u
		join role_grants g on g.user_id = u.id
		join units r on r.id = g.unit_id
		where r.organisation_id = ? and r.parent_id is null and u.active and g.role = 'admin'
			and g.from_date <= ? and (g.until_date is null or g.until_date >= ?)`, o, day, day)
}

// AgentCounts counts, by unit, the active agents with a role in it on a day.
func (tx *Tx) AgentCounts(units []scheduling.UnitID, day scheduling.Date) (map[scheduling.UnitID]int, error) {
	rows, err := some[struct {
		UnitID scheduling.UnitID
		N      int
	}](tx, `select g.unit_id, count(distinct g.user_id) as n from role_grants g join users u on u.id = g.user_id
		where u.active and g.unit_id in ? and g.from_date <= ? and (g.until_date is null or g.until_date >= ?)
		group by g.unit_id`, units, day, day)
	counts := make(map[scheduling.UnitID]int, len(rows))
	for _, r := range rows {
		counts[r.UnitID] = r.N
	}
	return counts, err
}
