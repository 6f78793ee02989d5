package store

import (
	"time"

	"trame/scheduling"
)

type witnessRow struct {
	ID          scheduling.WitnessID `gorm:"primaryKey"`
	Insured     scheduling.InsuredID `gorm:"column:insured_id"`
	AskedBy     scheduling.UserID    `gorm:"serializer:optional"`
	AskedAt     time.Time            `gorm:"serializer:utc"`
	GivenOn     scheduling.Date
	Way         scheduling.ConsentWay
	Forms       []scheduling.WitnessForm    `gorm:"serializer:words"`
	Themes      []scheduling.WitnessThemeID `gorm:"serializer:words"`
	Limits      string
	OwnUnit     bool
	MostAYear   int `gorm:"column:most_a_year"`
	ValidUntil  scheduling.Date
	TokenHash   string            `gorm:"serializer:optional"`
	RecordedBy  scheduling.UserID `gorm:"serializer:optional"`
	RecordedAt  time.Time         `gorm:"serializer:utc"`
	WithdrawnAt time.Time         `gorm:"serializer:utc"`
	WithdrawnBy string
	Version     int
}

func (witnessRow) TableName() string { return "witnesses" }

func witnessOf(r witnessRow) scheduling.Witness { return scheduling.Witness(r) }

// AddWitness adds a consent, or that it was asked for.
func (tx *Tx) AddWitness(w scheduling.Witness) error { return add(tx, witnessRow(w)) }

// ReplaceWitness saves every column unless someone else did since w was read:
// then Conflict.
func (tx *Tx) ReplaceWitness(w scheduling.Witness) error {
	w.Version++
	return replace(tx, witnessRow(w), w.ID, w.Version)
}

// StandingWitness is a person's consent that she has not taken back, over or
// not; none is NotFound.
func (tx *Tx) StandingWitness(id scheduling.InsuredID) (scheduling.Witness, error) {
	row, err := one[witnessRow](tx, "insured_id = ? and withdrawn_at is null", id)
	return witnessOf(row), err
}

// WitnessByToken finds the one that a link is for.
func (tx *Tx) WitnessByToken(hash string) (scheduling.Witness, error) {
	row, err := one[witnessRow](tx, "token_hash = ?", hash)
	return witnessOf(row), err
}

// WitnessesWith lists a person's consents, the latest first, those she took back
// too.
func (tx *Tx) WitnessesWith(id scheduling.InsuredID) ([]scheduling.Witness, error) {
	rows, err := all[witnessRow](tx, "coalesce(recorded_at, asked_at) desc, id desc", "insured_id = ?", id)
	return each(rows, err, witnessOf)
}

// WitnessesIn lists the consents that stand of people who live in units, over
// or not, by name.
func (tx *Tx) WitnessesIn(units []scheduling.UnitID) ([]scheduling.Witness, error) {
	rows, err := some[witnessRow](tx, `
		select w.* from witnesses w join insured i on i.id = w.insured_id
		where w.withdrawn_at is null and i.unit_id in ? and i.erased_at is null and i.merged_into is null and i.deceased_on is null
		order by i.folded, i.id`, units)
	return each(rows, err, witnessOf)
}

// EndWitness takes a person's consent back in somebody's name, and gives up what
// she was asked to that is still to come: those are returned.
func (tx *Tx) EndWitness(id scheduling.InsuredID, by string) (gone []scheduling.Testimony, err error) {
	rows, err := some[testimonyRow](tx, `
		select t.* from testimonies t join meetings m on m.id = t.meeting_id
		where t.insured_id = ? and t.cancelled_at is null and t.outcome = '' and t.reply <> 'no' and m.starts_at > ? order by m.starts_at, t.id`, id, tx.Now)
	if gone, err = each(rows, err, testimonyOf); err != nil {
		return nil, err
	}
	for n := range gone {
		gone[n].CancelledAt, gone[n].CancelledBy = tx.Now, scheduling.CancelledByConsent
		if err := tx.ReplaceTestimony(gone[n]); err != nil {
			return nil, err
		}
	}
	return gone, tx.db.Model(&witnessRow{}).Where("insured_id = ? and withdrawn_at is null", id).
		Updates(map[string]any{"withdrawn_at": tx.Now, "withdrawn_by": by}).Error
}

// Former is what makes of somebody a former participant.
type Former struct {
	Insured   scheduling.InsuredID
	Enrolment scheduling.EnrolmentID
	Cohort    scheduling.CohortID
	Programme scheduling.ProgrammeID
	Came      int  // meetings
	Runs      bool // she has a place in it, or waits, and it goes on
	First     scheduling.Date
}

// FormerOf lists, by person, the sessions in which she had a place or waited,
// the latest first.
func (tx *Tx) FormerOf(ids []scheduling.InsuredID) (map[scheduling.InsuredID][]Former, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	condition, list := among(tx, "e.insured_id", ids)
	rows, err := some[Former](tx, `
		select e.insured_id as insured, e.id as enrolment, e.cohort_id as cohort, v.programme_id as programme, c.first_date as first,
			(select count(*) from attendances a where a.enrolment_id = e.id and a.status in ('present', 'partial')) as came,
			e.state in ('enrolled', 'offered', 'waitlisted') and c.cancelled_at is null and c.closed_at is null
				and (exists (select 1 from meetings m where m.cohort_id = c.id and m.cancelled_at is null and m.kind = 'module' and m.ends_at > ?)
					or not exists (select 1 from meetings m where m.cohort_id = c.id)) as runs
		from enrolments e join cohorts c on c.id = e.cohort_id join programme_versions v on v.id = c.version_id
		where `+condition+` order by c.first_date desc, e.id`, tx.Now, list)
	found := map[scheduling.InsuredID][]Former{}
	for _, r := range rows {
		found[r.Insured] = append(found[r.Insured], r)
	}
	return found, err
}

// Willing is somebody who said, six months after, that she may be asked to
// testify, and whom nobody asked yet.
type Willing struct {
	Insured scheduling.Insured
	Cohort  scheduling.CohortID
	Label   string
}

// WillingIn lists those who live in units, by name.
func (tx *Tx) WillingIn(units []scheduling.UnitID) ([]Willing, error) {
	type row struct {
		Insured insuredRow `gorm:"embedded"`
		Cohort  scheduling.CohortID
		Label   string
	}
	rows, err := some[row](tx, "select i.*, c.id as cohort, c.label "+willing+" order by i.folded, i.id, c.id", units)
	return each(rows, err, func(r row) Willing { return Willing{insuredOf(r.Insured), r.Cohort, r.Label} })
}

const willing = `from follow_ups f join enrolments e on e.id = f.enrolment_id
	join cohorts c on c.id = f.cohort_id join insured i on i.id = e.insured_id
	where f.testifies = 'yes' and i.unit_id in ? and i.erased_at is null and i.merged_into is null and i.deceased_on is null
	and not exists (select 1 from witnesses w where w.insured_id = i.id)`

// WillingToAsk counts them: one task for the team.
func (tx *Tx) WillingToAsk(units []scheduling.UnitID) ([]Need, error) {
	n, err := some[int](tx, "select count(distinct i.id) "+willing, units)
	if err != nil || n[0] == 0 {
		return nil, err
	}
	return []Need{{N: n[0]}}, nil
}
