package store

import (
	"slices"

	"trame/scheduling"
)

// SignalState is where an open referral stands for a version: what was found
// of its person, to_examine when nothing was or its day has come, to_review when
// what a human decided on changed, redirected
// or closed when it is closed. Derived, for time alone changes it.
type SignalState string

// The states that no check gives.
const (
	ToExamine        SignalState = "to_examine"
	ToReview         SignalState = "to_review"
	SignalRedirected SignalState = "redirected"
	SignalClosed     SignalState = "closed"
)

// SignalFilter chooses referrals of units, as they stand for a version on a
// day. State "" is all that are open.
type SignalFilter struct {
	Units   []scheduling.UnitID
	Version scheduling.VersionID
	Today   scheduling.Date
	State   SignalState
}

// Signal is a referral with its person and the check that stands for her; a
// zero Check is none.
type Signal struct {
	Referral scheduling.Referral
	Insured  scheduling.Insured
	Check    scheduling.EligibilityCheck
	State    SignalState
}

// standing is the latest check of a person for a version. One made for a day
// to come is a question, and stands for nothing.
const standing = `c.checked_on <= ? and not exists (
	select 1 from eligibility_checks n where n.insured_id = c.insured_id and n.version_id = c.version_id
	and n.checked_on <= ? and (n.checked_at, n.id) > (c.checked_at, c.id))`

const signalState = `case
	when r.closed_at is not null then
		case when exists (select 1 from redirections d where d.referral_id = r.id) then 'redirected' else 'closed' end
	when c.id is null then 'to_examine'
	when c.overridden <> '' and c.review <> '' then 'to_review'
	when coalesce(nullif(c.overridden, ''), c.outcome) = 'not_yet' and c.becomes_on <= ? then 'to_examine'
	else coalesce(nullif(c.overridden, ''), c.outcome) end`

const signalTables = `
	from referrals r
	join insured i on i.id = r.insured_id
	left join eligibility_checks c on c.insured_id = r.insured_id and c.version_id = ? and ` + standing + `
	where r.unit_id in ? and i.deceased_on is null and i.erased_at is null`

func (f SignalFilter) tables() []any { return []any{f.Version, f.Today, f.Today, f.Units} }

// Signals lists the referrals of a filter, the newest first.
func (tx *Tx) Signals(f SignalFilter, page Page) ([]Signal, error) {
	type line struct {
		ID    scheduling.ReferralID
		Check scheduling.EligibilityCheckID
		State SignalState
	}
	query, args := "select r.id, coalesce(c.id, '') as \"check\", "+signalState+" as state"+signalTables, append([]any{f.Today}, f.tables()...)
	if f.State == "" {
		query += " and r.closed_at is null"
	} else {
		query, args = query+" and "+signalState+" = ?", append(args, f.Today, f.State)
	}
	if page.After != "" {
		query, args = query+" and (r.received_on, r.id) < (select received_on, id from referrals where id = ?)", append(args, page.After)
	}
	lines, err := some[line](tx, query+" order by r.received_on desc, r.id desc limit ?", append(args, page.limit())...)
	if err != nil {
		return nil, err
	}
	referrals, checks := make([]scheduling.ReferralID, len(lines)), make([]scheduling.EligibilityCheckID, len(lines))
	for i, l := range lines {
		referrals[i], checks[i] = l.ID, l.Check
	}
	signals, err := tx.signals(referrals, checks)
	for i, l := range lines {
		if err == nil {
			signals[i].State = l.State
		}
	}
	return signals, err
}

// signals reads the rows of a list, in its order.
func (tx *Tx) signals(referrals []scheduling.ReferralID, checks []scheduling.EligibilityCheckID) ([]Signal, error) {
	rows, err := all[referralRow](tx, "id", "id in ?", referrals)
	if err != nil {
		return nil, err
	}
	people, err := all[insuredRow](tx, "id", "id in (select insured_id from referrals where id in ?)", referrals)
	if err != nil {
		return nil, err
	}
	found, err := all[eligibilityCheckRow](tx, "id", "id in ?", checks)
	if err != nil {
		return nil, err
	}
	signals := make([]Signal, len(referrals))
	for i, id := range referrals {
		s := &signals[i]
		s.Referral = referralOf(rows[slices.IndexFunc(rows, func(r referralRow) bool { return r.ID == id })])
		s.Insured = insuredOf(people[slices.IndexFunc(people, func(p insuredRow) bool { return p.ID == s.Referral.Insured })])
		if at := slices.IndexFunc(found, func(c eligibilityCheckRow) bool { return c.ID == checks[i] }); at >= 0 {
			s.Check = eligibilityCheckOf(found[at])
		}
	}
	return signals, nil
}

// CountSignals counts the referrals of a filter by state, whatever state it
// asks for.
func (tx *Tx) CountSignals(f SignalFilter) (map[SignalState]int, error) {
	type tally struct {
		State SignalState
		N     int
	}
	rows, err := some[tally](tx, "select state, count(*) as n from (select "+signalState+" as state"+signalTables+") as listed group by state",
		append([]any{f.Today}, f.tables()...)...)
	counts := make(map[SignalState]int, len(rows))
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, err
}

// StandingChecks are the checks that stand for people of a version on a day.
func (tx *Tx) StandingChecks(version scheduling.VersionID, today scheduling.Date, ids []scheduling.InsuredID) (map[scheduling.InsuredID]scheduling.EligibilityCheck, error) {
	people, list := among(tx, "c.insured_id", ids)
	rows, err := some[eligibilityCheckRow](tx, "select c.* from eligibility_checks c where c.version_id = ? and "+people+" and "+standing,
		version, list, today, today)
	checks := make(map[scheduling.InsuredID]scheduling.EligibilityCheck, len(rows))
	for _, r := range rows {
		checks[r.Insured] = eligibilityCheckOf(r)
	}
	return checks, err
}

// ReferralsOfPeople lists those of several people, each one's newest first.
func (tx *Tx) ReferralsOfPeople(ids []scheduling.InsuredID) (map[scheduling.InsuredID][]scheduling.Referral, error) {
	people, among := among(tx, "insured_id", ids)
	rows, err := all[referralRow](tx, "insured_id, received_on desc, id desc", people, among)
	list := make(map[scheduling.InsuredID][]scheduling.Referral, len(ids))
	for _, r := range rows {
		list[r.Insured] = append(list[r.Insured], referralOf(r))
	}
	return list, err
}

// SignalledPeople lists the living people of units who have an open referral,
// after an id: a part of all, to be read until none is left.
func (tx *Tx) SignalledPeople(units []scheduling.UnitID, after scheduling.InsuredID, limit int) ([]scheduling.Insured, error) {
	rows, err := some[insuredRow](tx, `select i.* from insured i where i.unit_id in ? and i.id > ? and i.deceased_on is null and i.erased_at is null
		and exists (select 1 from referrals r where r.insured_id = i.id and r.closed_at is null)
		order by i.id limit ?`, units, after, limit)
	return each(rows, err, insuredOf)
}
