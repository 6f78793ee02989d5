package pages

import (
	"time"

	"trame/scheduling/inbox"
	"trame/scheduling/post"
	"trame/scheduling/store"
	"trame/scheduling/vault"
	"trame/scheduling/workflow/administering"
	"trame/scheduling/workflow/attending"
	"trame/scheduling/workflow/availability"
	"trame/scheduling/workflow/booklets"
	"trame/scheduling/workflow/evaluating"
	"trame/scheduling/workflow/filing"
	"trame/scheduling/workflow/following"
	"trame/scheduling/workflow/importing"
	"trame/scheduling/workflow/inviting"
	"trame/scheduling/workflow/partnership"
	"trame/scheduling/workflow/planning"
	"trame/scheduling/workflow/programmes"
	"trame/scheduling/workflow/receiving"
	"trame/scheduling/workflow/reporting"
	"trame/scheduling/workflow/screening"
	"trame/scheduling/workflow/steering"
	"trame/scheduling/workflow/targeting"
	"trame/scheduling/workflow/trust"
	"trame/scheduling/workflow/witnessing"
)

// Desks are the use cases that the screens and the JSON API offer.
type Desks struct {
	Trust         *trust.Desk
	Steering      *steering.Desk
	Inviting      *inviting.Desk
	Importing     *importing.Desk
	Planning      *planning.Desk
	Partnership   *partnership.Desk
	Programmes    *programmes.Desk
	Administering *administering.Desk
	Reporting     *reporting.Desk
	Receiving     *receiving.Desk
	Attending     *attending.Desk
	Booklets      *booklets.Desk
	Following     *following.Desk
	Evaluating    *evaluating.Desk
	Availability  *availability.Desk
	Targeting     *targeting.Desk
	Screening     *screening.Desk
	Filing        *filing.Desk
	Witnessing    *witnessing.Desk
}

// Rooms are what desks are made over.
type Rooms struct {
	DB        *store.DB
	Post      *post.Office
	Vault     *vault.Vault
	Passwords *vault.Passwords
	Fetch     availability.Fetch // reads the calendars that people subscribe to
	Zone      *time.Location     // in which « aujourd’hui » is meant
	Lookup    inbox.Lookup       // the DNS, which says who signs whose mail
	KeepMail  time.Duration      // how long what came back is kept
}

// NewDesks opens every desk.
func NewDesks(r Rooms) Desks {
	plans := planning.New(r.DB, r.Post)
	return Desks{
		Trust:         trust.New(r.DB, r.Vault, r.Passwords),
		Steering:      steering.New(r.DB, r.Post, r.Zone),
		Inviting:      inviting.New(r.DB, r.Post, r.Vault),
		Importing:     importing.New(r.DB, r.Vault),
		Planning:      plans,
		Receiving:     receiving.New(r.DB, r.Post, r.Vault, plans.Hear, r.Lookup, r.KeepMail),
		Partnership:   partnership.New(r.DB),
		Programmes:    programmes.New(r.DB, r.Post),
		Administering: administering.New(r.DB, r.Post, r.Passwords),
		Reporting:     reporting.New(r.DB),
		Attending:     attending.New(r.DB, r.Vault),
		Booklets:      booklets.New(r.DB, r.Post),
		Following:     following.New(r.DB, r.Post),
		Evaluating:    evaluating.New(r.DB, r.Post, r.Vault),
		Availability:  availability.New(r.DB, r.Vault, r.Fetch),
		Targeting:     targeting.New(r.DB),
		Screening:     screening.New(r.DB),
		Filing:        filing.New(r.DB, r.Post, r.Vault),
		Witnessing:    witnessing.New(r.DB, r.Post),
	}
}
