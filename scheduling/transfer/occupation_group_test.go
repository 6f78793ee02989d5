package transfer_test

import (
	"testing"

	"trame/scheduling"
)

func TestAGroupIsReadByItsNameOrItsNumber(t *testing.T) {
	for cell, want := range map[string]string{
		"Employés": "employee", "employée": "employee", "5": "employee", "54": "employee", "543b": "employee",
		"Cadres et professions intellectuelles supérieures": "executive", "3": "executive",
		"Artisans, commerçants et chefs d’entreprise": "trader", "profession intermédiaire": "intermediate",
		"OUVRIER": "worker", "1": "farmer", "n’a jamais travaillé": "never_worked", "81": "never_worked", "never_worked": "never_worked",
		"": "",
	} {
		l, err := read([]byte("Nom;Prénom;CSP\nA;B;"+cell), false)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.rows[0].Onto(scheduling.Insured{}).OccupationGroup; got != want || len(l.rows[0].Faults()) > 0 {
			t.Errorf("%q is %q, want %q (%v)", cell, got, want, l.rows[0].Faults())
		}
	}
	for _, cell := range []string{"7", "74", "astronaute", "5432", "54bc", "0"} {
		l, err := read([]byte("Nom;Prénom;CSP\nA;B;"+cell), false)
		if err != nil {
			t.Fatal(err)
		}
		if f := l.rows[0].Faults(); len(f) != 1 || f[0].Error.Key != "import.cell.occupation_group" {
			t.Errorf("%q: %v", cell, f)
		}
	}
}
