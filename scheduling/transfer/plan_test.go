package transfer_test

import (
	"testing"

	"trame/scheduling/transfer"
)

func TestAPlanningSaysOfEachLineWhatCannotBeRead(t *testing.T) {
	rows, err := transfer.ReadPlan([]byte("Jour;Horaires;Séance;Site;Salle\n12/01/2027;14 h 30 – 16 h 30;Module 1;Osny;1\n31/02/2027;14h;Module 2;;\n2027-01-19;25h;Module 3;;\n19/01/2027;9:05;;;\n"))
	if err != nil || len(rows) != 4 {
		t.Fatalf("%v, %+v", err, rows)
	}
	if r := rows[0]; r.Fault != "" || r.Start != 14*60+30 || r.Place != "Osny 1" || r.Date.String() != "2027-01-12" {
		t.Errorf("%+v", r)
	}
	for i, want := range []string{"", "date", "start", "title"} {
		if r := rows[i]; r.Field != want || r.Line != i+2 {
			t.Errorf("line %d is wrong in %q, want %q", r.Line, r.Field, want)
		}
	}
}

func FuzzReadPlan(f *testing.F) {
	f.Add([]byte("Date;Heure;Titre\n12/01/2027;14h;a\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, _ := transfer.ReadPlan(file)
		for _, r := range rows {
			if r.Fault == "" && (r.Date.IsZero() || r.Start < 0 || r.Start >= 24*60 || r.Title == "") {
				t.Errorf("%+v", r)
			}
		}
	})
}
