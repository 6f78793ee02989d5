package store

import (
	"time"

	"trame/scheduling"
)

type animationRow struct {
	ID           scheduling.AnimationID   `gorm:"primaryKey"`
	Meeting      scheduling.MeetingID     `gorm:"column:meeting_id"`
	User         scheduling.UserID        `gorm:"column:user_id;serializer:optional"`
	Facilitator  scheduling.FacilitatorID `gorm:"column:facilitator_id;serializer:optional"`
	Role         string
	PartnerKind  scheduling.PartnerKind
	AskedBy      string
	InvitedAt    time.Time `gorm:"serializer:utc"`
	Reply        scheduling.Reply
	RepliedAt    time.Time `gorm:"serializer:utc"`
	Comment      string
	TokenHash    string `gorm:"serializer:optional"`
	SentSequence int
	RemovedAt    time.Time `gorm:"serializer:utc"`
	CreatedAt    time.Time `gorm:"serializer:utc;autoCreateTime:false"`
	MailHash     string    `gorm:"serializer:optional"`
	ReplyChannel scheduling.ReplyChannel
	ReplyStamp   time.Time `gorm:"serializer:utc"`
}

func (animationRow) TableName() string { return "animations" }

// AddAnimation adds one.
func (tx *Tx) AddAnimation(a scheduling.Animation) error { return add(tx, animationRow(a)) }

// AddAnimations adds several.
func (tx *Tx) AddAnimations(animations []scheduling.Animation) error {
	rows := make([]animationRow, len(animations))
	for i, a := range animations {
		rows[i] = animationRow(a)
	}
	return addAll(tx, rows)
}

// Animation finds one.
func (tx *Tx) Animation(id scheduling.AnimationID) (scheduling.Animation, error) {
	row, err := one[animationRow](tx, "id = ?", id)
	return scheduling.Animation(row), err
}

// AnimationsByID finds several at once, taken off since or not.
func (tx *Tx) AnimationsByID(ids []scheduling.AnimationID) ([]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "id", "id in ?", ids)
	return each(rows, err, animationOf)
}

func animationOf(r animationRow) scheduling.Animation { return scheduling.Animation(r) }

// Animations lists those still wanted on a meeting, lead first.
func (tx *Tx) Animations(id scheduling.MeetingID) ([]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "case role when 'lead' then 0 else 1 end, id", "meeting_id = ? and removed_at is null", id)
	return each(rows, err, animationOf)
}

// AnimationsOf lists those still wanted on several meetings, leads first.
func (tx *Tx) AnimationsOf(ids []scheduling.MeetingID) (map[scheduling.MeetingID][]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "case role when 'lead' then 0 else 1 end, id", "meeting_id in ? and removed_at is null", ids)
	if err != nil {
		return nil, err
	}
	animations := make(map[scheduling.MeetingID][]scheduling.Animation, len(ids))
	for _, r := range rows {
		animations[r.Meeting] = append(animations[r.Meeting], animationOf(r))
	}
	return animations, nil
}

// AnimationByToken finds the one an answer link was made for, taken off since
// or not.
func (tx *Tx) AnimationByToken(hash string) (scheduling.Animation, error) {
	row, err := one[animationRow](tx, "token_hash = ?", hash)
	return scheduling.Animation(row), err
}

// LockAnimation finds one and holds it until the end of the transaction.
func (tx *Tx) LockAnimation(id scheduling.AnimationID) (scheduling.Animation, error) {
	row, err := locked[animationRow](tx, "id = ?", id)
	return scheduling.Animation(row), err
}

// SaveAnimation saves every column; the caller holds the row.
func (tx *Tx) SaveAnimation(a scheduling.Animation) error {
	row := animationRow(a)
	return touched(tx.db.Model(&row).Where("id = ?", a.ID).Select("*").Updates(&row))
}

// AnimationOn finds what a person once was on a meeting, taken off or not;
// none is NotFound.
func (tx *Tx) AnimationOn(m scheduling.MeetingID, u scheduling.UserID, f scheduling.FacilitatorID) (scheduling.Animation, error) {
	row, err := one[animationRow](tx, "meeting_id = ? and coalesce(user_id, '') = ? and coalesce(facilitator_id, '') = ?", m, string(u), string(f))
	return scheduling.Animation(row), err
}

// AnimationsOfFacilitators lists what some are still wanted for, on meetings
// that end after an instant.
func (tx *Tx) AnimationsOfFacilitators(ids []scheduling.FacilitatorID, after time.Time) ([]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "id", `facilitator_id in ? and removed_at is null
		and meeting_id in (select id from meetings where ends_at > ?)`, ids, after.UTC())
	return each(rows, err, animationOf)
}

// AnimationsOfUser lists what an agent is still wanted for, on meetings that
// end after an instant.
func (tx *Tx) AnimationsOfUser(id scheduling.UserID, after time.Time) ([]scheduling.Animation, error) {
	rows, err := all[animationRow](tx, "id", `user_id = ? and removed_at is null
		and meeting_id in (select id from meetings where ends_at > ?)`, id, after.UTC())
	return each(rows, err, animationOf)
}

// HeadCount counts the people enrolled in a cohort: all that a partner may
// know of them (rule 14).
func (tx *Tx) HeadCount(id scheduling.CohortID) (int, error) {
	counts, err := some[int](tx, "select count(*) from enrolments where cohort_id = ? and state = 'enrolled'", id)
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}
