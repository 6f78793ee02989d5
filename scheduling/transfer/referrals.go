package transfer

import (
	"strconv"
	"strings"

	"trame/scheduling"
)

// putReferral reads a cell into r, or names the key of what is wrong with it.
func putReferral(r *scheduling.Referral, f Field, cell string) (wrong string) {
	if day := dayOf(r, f); day != nil {
		read, ok := date(cell)
		if !ok {
			return "import.cell.date"
		}
		*day = read
		return ""
	}
	if fact := knownOf(&r.Facts, f); fact != nil {
		known, ok := knowledge(cell)
		if !ok {
			return "import.cell.known"
		}
		*fact = known
		return ""
	}
	if number, ok := strings.CutPrefix(string(f), string(Fragility)); ok {
		known, ok := knowledge(cell)
		if !ok {
			return "import.cell.known"
		}
		n, _ := strconv.Atoi(number) // the field is one of six
		r.Facts.Fragility = r.Facts.Fragility.Tick(n, known)
		return ""
	}
	ok := true
	switch f {
	case Reference:
		r.Reference = cell
	case Purpose:
		r.Facts.Purpose, ok = purposes[keyOf(cell)]
		wrong = "import.cell.purpose"
	case LeaveKind:
		r.Facts.LeaveKind, ok = leaveKinds[keyOf(cell)]
		wrong = "import.cell.leave_kind"
	case LeaveTime:
		r.Facts.LeaveTime, ok = leaveTimes[keyOf(cell)]
		wrong = "import.cell.leave_time"
	case Invalidity:
		r.Facts.Invalidity, ok = invalidities[keyOf(cell)]
		wrong = "import.cell.invalidity"
	case Scheme:
		r.Facts.Scheme, ok = schemes[keyOf(cell)]
		wrong = "import.cell.scheme"
	}
	if ok {
		return ""
	}
	return wrong
}

func dayOf(r *scheduling.Referral, f Field) *scheduling.Date {
	switch f {
	case ReceivedOn:
		return &r.ReceivedOn
	case LeaveStart:
		return &r.Facts.LeaveStart
	case LeaveEnd:
		return &r.Facts.LeaveEnd
	case PartTimeFrom:
		return &r.Facts.PartTimeFrom
	case ContractOn:
		return &r.Facts.ContractOn
	case InvalidityOn:
		return &r.Facts.InvalidityOn
	case FollowedSince:
		return &r.Facts.FollowedSince
	}
	return nil
}

func knownOf(f *scheduling.Facts, field Field) *scheduling.Known {
	switch field {
	case Followed:
		return &f.Followed
	case LowAllowance:
		return &f.LowAllowance
	case LowPerHead:
		return &f.LowPerHead
	case SolidarityCover:
		return &f.SolidarityCover
	case LongIllness:
		return &f.LongIllness
	}
	return nil
}

// knowledge reads yes, no, and what is another way to leave a cell empty.
func knowledge(cell string) (scheduling.Known, bool) {
	switch Key(cell) {
	case "", "nsp", "inconnu", "inconnue", "nonrenseigne", "nesaitpas":
		return scheduling.Unknown, true
	}
	yes, ok := answer(cell)
	if yes {
		return scheduling.KnownYes, ok
	}
	return scheduling.KnownNo, ok
}

var purposes = map[string]scheduling.Purpose{
	"work": scheduling.ForWork, "travail": scheduling.ForWork, "emploi": scheduling.ForWork, "maintienenemploi": scheduling.ForWork, "retouralemploi": scheduling.ForWork,
	"income": scheduling.ForIncome, "ressource": scheduling.ForIncome, "revenu": scheduling.ForIncome,
	"care": scheduling.ForCare, "soin": scheduling.ForCare, "accesauxsoin": scheduling.ForCare,
	"discharge": scheduling.ForDischarge, "sortiedhopital": scheduling.ForDischarge, "sortiedhospitalisation": scheduling.ForDischarge,
	"transfer": scheduling.ForTransfer, "transfertsanitaire": scheduling.ForTransfer,
	"pension": scheduling.ForPension, "retraite": scheduling.ForPension,
	"homehelp": scheduling.ForHomeHelp, "aideadomicile": scheduling.ForHomeHelp,
	"housing": scheduling.ForHousing, "logement": scheduling.ForHousing,
	"medical": scheduling.ForMedical, "emergency": scheduling.ForEmergency, "urgence": scheduling.ForEmergency,
	"other": scheduling.ForOther, "autre": scheduling.ForOther,
}

var leaveKinds = map[string]scheduling.LeaveKind{
	"illness": scheduling.Illness, "maladie": scheduling.Illness, "mal": scheduling.Illness, "as": scheduling.Illness, "am": scheduling.Illness, "a": scheduling.Illness,
	"workaccident": scheduling.WorkAccident, "accidentdutravail": scheduling.WorkAccident, "accidentdetravail": scheduling.WorkAccident, "at": scheduling.WorkAccident,
	"occupationaldisease": scheduling.OccupationalDisease, "maladieprofessionnelle": scheduling.OccupationalDisease, "mp": scheduling.OccupationalDisease,
}

var leaveTimes = map[string]scheduling.LeaveTime{
	"full": scheduling.FullTime, "complet": scheduling.FullTime, "arretcomplet": scheduling.FullTime, "tempscomplet": scheduling.FullTime, "non": scheduling.FullTime,
	"therapeuticparttime": scheduling.TherapeuticPartTime, "tempspartieltherapeutique": scheduling.TherapeuticPartTime, "mitempstherapeutique": scheduling.TherapeuticPartTime,
	"partiel": scheduling.TherapeuticPartTime, "tpt": scheduling.TherapeuticPartTime, "oui": scheduling.TherapeuticPartTime,
}

var invalidities = map[string]scheduling.Invalidity{
	"none": scheduling.NoInvalidity, "aucune": scheduling.NoInvalidity, "non": scheduling.NoInvalidity, "0": scheduling.NoInvalidity,
	"pending": scheduling.InvalidityPending, "encour": scheduling.InvalidityPending, "demandee": scheduling.InvalidityPending,
	"refused": scheduling.InvalidityRefused, "refusee": scheduling.InvalidityRefused, "refu": scheduling.InvalidityRefused,
	"category1": scheduling.Invalidity1, "1": scheduling.Invalidity1, "categorie1": scheduling.Invalidity1, "1recategorie": scheduling.Invalidity1,
	"category2": scheduling.Invalidity2, "2": scheduling.Invalidity2, "categorie2": scheduling.Invalidity2, "2ecategorie": scheduling.Invalidity2,
	"category3": scheduling.Invalidity3, "3": scheduling.Invalidity3, "categorie3": scheduling.Invalidity3, "3ecategorie": scheduling.Invalidity3,
}

var schemes = map[string]scheduling.Scheme{
	"general": scheduling.GeneralScheme, "rg": scheduling.GeneralScheme, "regimegeneral": scheduling.GeneralScheme,
	"independent": scheduling.IndependentScheme, "independant": scheduling.IndependentScheme, "ssi": scheduling.IndependentScheme, "rsi": scheduling.IndependentScheme,
	"agricultural": scheduling.AgriculturalScheme, "agricole": scheduling.AgriculturalScheme, "msa": scheduling.AgriculturalScheme,
	"other": scheduling.OtherScheme, "autre": scheduling.OtherScheme,
}
