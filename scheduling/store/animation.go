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

// AskAgain puts everybody on some meetings back to “no answer yet”: the date
// they answered has changed. Agents who lead stay as they are.
func (tx *Tx) AskAgain(ids []scheduling.MeetingID) error {
	return tx.db.Model(&animationRow{}).
		Where("meeting_id in ? and removed_at is null and facilitator_id is not null", ids).
		Updates(map[string]any{"reply": scheduling.NoReply, "replied_at": nil, "comment": ""}).Error
}
