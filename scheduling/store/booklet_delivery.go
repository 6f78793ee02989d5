package store

import (
	"time"

	"gorm.io/gorm/clause"

	"trame/scheduling"
)

type bookletRow struct {
	Cohort      scheduling.CohortID `gorm:"column:cohort_id;primaryKey"`
	PublishedBy scheduling.UserID
	PublishedAt time.Time `gorm:"serializer:utc"`
}

func (bookletRow) TableName() string { return "booklets" }

// PublishBooklet notes that one is published; once is enough.
func (tx *Tx) PublishBooklet(b scheduling.Booklet) error {
	row := bookletRow(b)
	return tx.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "cohort_id"}}, DoNothing: true}).Create(&row).Error
}

// Booklet finds a cohort's; NotFound before it is published.
func (tx *Tx) Booklet(id scheduling.CohortID) (scheduling.Booklet, error) {
	row, err := one[bookletRow](tx, "cohort_id = ?", id)
	return scheduling.Booklet(row), err
}

type bookletDeliveryRow struct {
	ID         scheduling.BookletDeliveryID `gorm:"primaryKey"`
	Cohort     scheduling.CohortID          `gorm:"column:cohort_id"`
	Enrolment  scheduling.EnrolmentID       `gorm:"column:enrolment_id"`
	Channel    scheduling.Channel
	TokenHash  string            `gorm:"serializer:optional"`
	PreparedAt time.Time         `gorm:"serializer:utc"`
	PostedAt   time.Time         `gorm:"serializer:utc"`
	HandedAt   time.Time         `gorm:"serializer:utc"`
	ReturnedAt time.Time         `gorm:"serializer:utc"`
	By         scheduling.UserID `gorm:"column:by_user;serializer:optional"`
}

func (bookletDeliveryRow) TableName() string { return "booklet_deliveries" }

// AddBookletDelivery adds one.
func (tx *Tx) AddBookletDelivery(d scheduling.BookletDelivery) error {
	return add(tx, bookletDeliveryRow(d))
}

// BookletDelivery finds one.
func (tx *Tx) BookletDelivery(id scheduling.BookletDeliveryID) (scheduling.BookletDelivery, error) {
	row, err := one[bookletDeliveryRow](tx, "id = ?", id)
	return scheduling.BookletDelivery(row), err
}

// BookletDeliveryByToken finds that of whoever holds a link.
func (tx *Tx) BookletDeliveryByToken(hash string) (scheduling.BookletDelivery, error) {
	row, err := one[bookletDeliveryRow](tx, "token_hash = ?", hash)
	return scheduling.BookletDelivery(row), err
}

// BookletDeliveries lists those of a cohort.
func (tx *Tx) BookletDeliveries(id scheduling.CohortID) ([]scheduling.BookletDelivery, error) {
	rows, err := all[bookletDeliveryRow](tx, "id", "cohort_id = ?", id)
	return each(rows, err, func(r bookletDeliveryRow) scheduling.BookletDelivery { return scheduling.BookletDelivery(r) })
}

// SaveBookletDelivery notes what became of one.
func (tx *Tx) SaveBookletDelivery(d scheduling.BookletDelivery) error {
	row := bookletDeliveryRow(d)
	return touched(tx.db.Model(&row).Where("id = ?", d.ID).Select("posted_at", "handed_at", "returned_at", "by_user").Updates(&row))
}

// bookletGiven holds for a delivery d and its message m, if any, when the person
// was given the booklet.
const bookletGiven = `(d.handed_at is not null or d.returned_at is null and (
	d.posted_at is not null or m.sent_at is not null and m.failed_at is null))`

// BookletsGiven counts, by cohort, the people who were given its booklet
// (scheduling.BookletDeliveryState.Given): handed over, posted and not come
// back, or a message that left and did not fail.
func (tx *Tx) BookletsGiven(cohorts []scheduling.CohortID) (map[scheduling.CohortID]int, error) {
	rows, err := some[struct {
		Cohort scheduling.CohortID
		N      int
	}](tx, `
		select d.cohort_id as cohort, count(*) as n
		from booklet_deliveries d left join messages m on m.dedupe_key = 'booklet:' || d.id
		where d.cohort_id in ? and `+bookletGiven+`
		group by d.cohort_id`, cohorts)
	given := make(map[scheduling.CohortID]int, len(rows))
	for _, r := range rows {
		given[r.Cohort] = r.N
	}
	return given, err
}
