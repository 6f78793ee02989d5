package valdoise

import "trame/scheduling"

// Password opens every account of the demonstration.
const Password = "demonstration"

// Agent is an account of the demonstration.
type Agent struct {
	scheduling.User
	Role scheduling.Role
	Unit scheduling.UnitID
}

// Agents are the accounts, one per role and a second social worker, in the
// order of the sign-in page. All are invented.
func Agents() []Agent {
	list := []Agent{
		{agent("agent-claire", "claire.moreau", "Claire", "Moreau"), scheduling.SocialWorker, valDOise},
		{agent("agent-samir", "samir.benali", "Samir", "Benali"), scheduling.SocialWorker, valDOise},
		{agent("agent-lucie", "lucie.garnier", "Lucie", "Garnier"), scheduling.Adviser, valDOise},
		{agent("agent-helene", "helene.dubois", "Hélène", "Dubois"), scheduling.UnitManager, valDOise},
		{agent("agent-marc", "marc.lefevre", "Marc", "Lefèvre"), scheduling.RegionalManager, ileDeFrance},
		{agent("agent-ines", "ines.faure", "Inès", "Faure"), scheduling.TechnicalLead, ileDeFrance},
		{agent("agent-paul", "paul.nguyen", "Paul", "Nguyen"), scheduling.Statistician, ileDeFrance},
		{agent("agent-anne", "anne.roussel", "Anne", "Roussel"), scheduling.Admin, ileDeFrance},
	}
	return list
}

func agent(id, email, first, last string) scheduling.User {
	return scheduling.User{
		ID: scheduling.UserID(id), Organisation: organisation, Email: email + "@trame.example",
		FirstName: first, LastName: last, Phone: "01 34 25 39 00", Active: true, Version: 1,
	}
}
