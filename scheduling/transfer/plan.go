package transfer

import (
	"regexp"
	"strconv"
	"strings"

	"trame/scheduling"
)

// planColumns are the columns that a planning may have, by their headers
// without accents, spaces and capitals.
var planColumns = map[string]string{
	"date": "date", "jour": "date", "le": "date", "startdate": "date", "datedebut": "date",
	"heure": "start", "debut": "start", "heuredebut": "start", "horaire": "start", "horaires": "start", "heurededebut": "start", "starttime": "start",
	"titre": "title", "seance": "title", "module": "title", "objet": "title", "theme": "title", "intitule": "title", "subject": "title",
	"lieu": "place", "site": "place", "adresse": "place", "emplacement": "place", "location": "place",
	"salle": "room", "uid": "uid",
}

var (
	hour = regexp.MustCompile(`^(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)?`)
	gaps = strings.NewReplacer("\u00a0", " ", "\u202f", " ")
)

// ReadPlan reads a planning from CSV: a line of headers with a date, an hour
// and a title, then one line a meeting. A line that cannot be read says so,
// and keeps none of the others away; an error is about the file whole.
func ReadPlan(file []byte) ([]scheduling.PlanRow, error) {
	lines, err := whole(file)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	if len(lines) > 0 {
		for i, name := range lines[0].Cells {
			if column, known := planColumns[Key(name)]; known {
				if _, twice := at[column]; !twice {
					at[column] = i
				}
			}
		}
	}
	for _, column := range []string{"date", "start", "title"} {
		if _, found := at[column]; !found {
			return nil, scheduling.Refuse(scheduling.Invalid, "plan_file.header", "file")
		}
	}
	rows := make([]scheduling.PlanRow, 0, len(lines)-1)
	for _, l := range lines[1:] {
		rows = append(rows, planRow(l, at))
	}
	return rows, nil
}

func planRow(l Line, at map[string]int) scheduling.PlanRow {
	cell := func(column string) string {
		if i, found := at[column]; found && i < len(l.Cells) {
			return strings.TrimSpace(gaps.Replace(l.Cells[i]))
		}
		return ""
	}
	r := scheduling.PlanRow{Line: l.Number, UID: cell("uid"), Title: cell("title"), Place: strings.TrimSpace(cell("place") + " " + cell("room"))}
	var dated, timed bool
	r.Date, dated = date(cell("date"))
	r.Start, timed = clock(cell("start"))
	switch {
	case !dated:
		r.Fault, r.Field = "plan_file.date", "date"
	case !timed:
		r.Fault, r.Field = "plan_file.start", "start"
	case r.Title == "":
		r.Fault, r.Field = "plan_file.title", "title"
	}
	return r
}

// clock reads 14:00, 14h, 14 h 30, and the beginning of 14h-16h.
func clock(cell string) (scheduling.Clock, bool) {
	parts := hour.FindStringSubmatch(cell)
	if parts == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(parts[1]) // digits
	minutes, _ := strconv.Atoi(parts[2])
	return scheduling.Clock(60*hours + minutes), hours < 24 && minutes < 60
}
