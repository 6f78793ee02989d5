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
