package valdoise

import (
	"trame/scheduling"
	"trame/scheduling/store"
)

type partner struct {
	id       string
	kind     scheduling.PartnerKind
	name     string
	since    int
	first    string
	last     string
	function string
}

// partners of the reference programme, one facilitator each; people and
// names of bodies are invented, but for the Ligue.
var partners = []partner{
	{"ligue", "ligue_cancer", "Comité du Val-d’Oise de la Ligue contre le cancer", 2006, "Monique", "Perrin", "Présidente du comité"},
	{"reseau", "care_network", "Réseau de soins Oncologie Nord", 2008, "Farid", "Haddad", "Infirmier coordinateur"},
	{"travail", "occupational_physician", "Service de prévention et de santé au travail", 2010, "Catherine", "Vasseur", "Médecin du travail"},
	{"psy", "psychologist", "Espace Ressources Psychologie", 2012, "Émilie", "Caron", "Psychologue clinicienne"},
	{"cap", "cap_emploi", "Cap emploi 95", 2012, "Thierry", "Blanc", "Chargé de maintien dans l’emploi"},
	{"conseil", "redeployment_adviser", "Conseil en reclassement", 2013, "Sandrine", "Petit", "Conseillère en reclassement"},
	{"mdph", "mdph", "MDPH du Val-d’Oise", 2012, "Nadia", "Chevalier", "Conseillère insertion"},
	{"rh", "company_hr", "Direction des ressources humaines, groupe Vexin Industrie", 2014, "Olivier", "Marchand", "Responsable mission handicap"},
}

func loadPartners(tx *store.Tx) error {
	for _, p := range partners {
		id := scheduling.PartnerID("partner-" + p.id)
		if err := tx.AddPartner(scheduling.Partner{ID: id, Unit: valDOise, Kind: p.kind, Name: p.name, Since: p.since, Version: 1}); err != nil {
			return err
		}
		err := tx.AddFacilitator(scheduling.Facilitator{
			ID: scheduling.FacilitatorID("facilitator-" + p.id), Partner: id, FirstName: p.first, LastName: p.last,
			Function: p.function, Email: p.id + "@partenaire.example", Phone: "01 30 00 00 00", Active: true, Version: 1,
		})
		if err != nil {
			return err
		}
		err = tx.AddAgreement(scheduling.Agreement{
			ID: scheduling.AgreementID("agreement-" + p.id), Partner: id, Scope: "Co-animation du programme « Cancer et retour à l’emploi »",
			SignedOn: scheduling.MustDate("2024-01-15"), ValidFrom: scheduling.MustDate("2024-02-01"), ValidUntil: scheduling.MustDate("2027-12-31"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
