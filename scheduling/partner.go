package scheduling

// PartnerKind is a stable code of the list in domain.md §3.
type PartnerKind string

// PartnerKinds in the order of the screens; labels are in templates/messages.
var PartnerKinds = []PartnerKind{
	"ligue_cancer", "care_network", "occupational_physician", "psychologist", "work_psychologist",
	"sophrologist", "cap_emploi", "redeployment_adviser", "mdph", "company_hr", "france_travail",
	"agefiph", "region", "occupational_health_service", "ccas", "caf", "departement", "association",
	"hospital", "pass", "health_centre", "training_body", "former_participant", "other",
}

// Partner is a body whose people co-animate meetings.
type Partner struct {
	ID      PartnerID
	Unit    UnitID
	Kind    PartnerKind
	Name    string
	Since   int // year of the first common action; 0: unknown
	Notes   string
	Version int
}

// Facilitator is an intervenant: a partner's person.
type Facilitator struct {
	ID        FacilitatorID
	Partner   PartnerID
	FirstName string
	LastName  string
	Function  string
	Email     string
	Phone     string
	Active    bool
	Version   int
}

// Name is how the facilitator is called.
func (f Facilitator) Name() string { return f.FirstName + " " + f.LastName }

// Agreement is a convention with a partner.
type Agreement struct {
	ID         AgreementID
	Partner    PartnerID
	Scope      string
	SignedOn   Date
	ValidFrom  Date
	ValidUntil Date // included
}
