package valdoise

import (
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
)

// run is one of the past sessions: the two sites in turn, two a year. As many
// started as the published study has: 114. A few more were enrolled and never
// came, so that gross and net attendance differ.
type run struct {
	id      scheduling.CohortID
	label   string
	first   string
	site    scheduling.SiteID
	started int
	absent  int
}

var runs = []run{
	{"cohort-2012-automne", "Session d’automne 2012 · Argenteuil", "2012-10-02", argenteuil, 10, 0},
	{"cohort-2013-printemps", "Session de printemps 2013 · Osny", "2013-03-14", osny, 11, 1},
	{"cohort-2013-automne", "Session d’automne 2013 · Argenteuil", "2013-10-01", argenteuil, 10, 0},
	{"cohort-2014-printemps", "Session de printemps 2014 · Osny", "2014-03-13", osny, 10, 1},
	{"cohort-2014-automne", "Session d’automne 2014 · Argenteuil", "2014-09-30", argenteuil, 12, 0},
	{"cohort-2015-printemps", "Session de printemps 2015 · Osny", "2015-03-12", osny, 10, 0},
	{"cohort-2015-automne", "Session d’automne 2015 · Argenteuil", "2015-09-29", argenteuil, 10, 2},
	{"cohort-2016-printemps", "Session de printemps 2016 · Osny", "2016-03-10", osny, 10, 0},
	{"cohort-2016-automne", "Session d’automne 2016 · Argenteuil", "2016-10-04", argenteuil, 11, 0},
	{"cohort-2017-printemps", "Session de printemps 2017 · Osny", "2017-03-09", osny, 10, 1},
	{"cohort-2017-automne", "Session d’automne 2017 · Argenteuil", "2017-11-07", argenteuil, 10, 0},
}

// What was published of the 114, dealt to them in a random order
// (mission.md §1). Of two the pathology is not known, of eight the outcome.
var (
	ageBands     = [][2]int{{25, 39}, {40, 49}, {50, 59}, {60, 67}}
	ageCounts    = []int{18, 39, 55, 2}
	pathologies  = append(scheduling.Pathologies[:11:11], "")
	ofPathology  = []int{79, 8, 6, 5, 3, 3, 3, 2, 1, 1, 1, 2}
	outcomes     = []scheduling.OutcomeCode{"invalidity_2", "work_resumed", "invalidity_1", "sick_leave", "job_seeker", "retired_unfit", "other", "deceased", ""}
	ofOutcome    = []int{33, 19, 17, 15, 6, 4, 5, 7, 8}
	gender       = map[string]string{"breast": "f", "ovary": "f", "prostate": "m"}
	detailsOf    = map[scheduling.Whereof]string{scheduling.WhereofAdaptedJob: "horaires aménagés"}
	leaveReasons = []string{"health", "health", "care", "transport", "caring"}
)

// whereofOf deals out what each situation is made of, in turn: the study says
// « invalidité 1 », and of some of them part-time work or looking for some.
var whereofOf = map[scheduling.OutcomeCode][]scheduling.Whereof{
	"work_resumed": {scheduling.WhereofSameJob, scheduling.WhereofAdaptedJob, scheduling.WhereofSameJob, scheduling.WhereofOtherJob},
	"invalidity_1": {scheduling.WhereofPartTimeWork, scheduling.WhereofSeeksWork, scheduling.WhereofPartTimeWork, ""},
	"invalidity_2": {scheduling.WhereofNoWork, "", scheduling.WhereofNoWork, "", scheduling.WhereofPartTimeWork},
	"sick_leave":   {"", scheduling.WhereofTherapeuticPartTime, ""},
	"job_seeker":   {scheduling.WhereofDismissedUnfit, ""},
}

// whereof is the next of them.
func (g *gathering) whereof(o scheduling.OutcomeCode) scheduling.Whereof {
	turn := whereofOf[o]
	if len(turn) == 0 {
		return ""
	}
	n := 0
	for _, f := range g.followUps {
		if f.Outcome == o {
			n++
		}
	}
	return turn[n%len(turn)]
}

// fate is what the lots gave one person.
type fate struct {
	age       [2]int
	pathology string
	outcome   scheduling.OutcomeCode
}

func (g *gathering) fates() []fate {
	ages, illnesses, ends := deal(g.dice, ageBands, ageCounts), deal(g.dice, pathologies, ofPathology), deal(g.dice, outcomes, ofOutcome)
	list := make([]fate, len(ages))
	for i := range list {
		list[i] = fate{ages[i], illnesses[i], ends[i]}
	}
	return list
}

// loadPast adds the eleven sessions from October 2012 to January 2018.
func loadPast(tx *store.Tx) error {
	for year := 2012; year <= 2017; year++ {
		err := tx.AddClosure(scheduling.Closure{
			ID: scheduling.ClosureID(fmt.Sprintf("closure-christmas-%d", year)), Organisation: organisation, Label: "Fermeture de fin d’année",
			From: scheduling.Date{Year: year, Month: time.December, Day: 24}, Until: scheduling.Date{Year: year + 1, Month: time.January, Day: 1},
		})
		if err != nil {
			return err
		}
	}
	g, err := newGathering(tx, 1)
	if err != nil {
		return err
	}
	fates := g.fates()
	for _, r := range runs {
		if err := g.live(tx, r, fates[:r.started]); err != nil {
			return err
		}
		fates = fates[r.started:]
	}
	g.answerPast()
	return g.write(tx)
}

// live adds a session that was held from its opening to its closing.
func (g *gathering) live(tx *store.Tx, r run, fates []fate) error {
	first := scheduling.MustDate(r.first)
	opened := first.UTC().AddDate(0, 0, -90).Add(9 * time.Hour)
	meetings, err := g.lay(tx, scheduling.Cohort{
		ID: r.id, Label: r.label, Site: r.site, Lead: "agent-claire", FirstDate: first, Start: 14 * 60, Capacity: 12,
		CreatedAt: opened, RecruitingAt: opened.AddDate(0, 0, 20), ConfirmedAt: opened.AddDate(0, 0, 75),
	})
	if err != nil {
		return err
	}
	g.coAnimate(meetings, opened.AddDate(0, 0, 30))
	due := followup.DueOn(meetings[9].Date, 6)
	g.cohorts[len(g.cohorts)-1].ClosedAt = due.UTC().AddDate(0, 0, 45)
	for i := range meetings {
		g.hold(&meetings[i])
	}
	leaver := g.dice.IntN(2 * len(fates)) // every other session loses somebody on the way
	for i, f := range fates {
		p := g.cast(f, r.site, meetings[0].Date)
		g.insured = append(g.insured, p)
		e := g.enrol(r.id, p, opened.AddDate(0, 0, 40+i))
		until := len(meetings)
		switch {
		case f.outcome == scheduling.OutcomeDeceased: // before the point à six mois
			until = len(g.modules)
		case i == leaver:
			until = 3 + g.dice.IntN(4)
			g.leave(e, scheduling.DroppedOut, pick(g.dice, leaveReasons), meetings[until-1].EndsAt.AddDate(0, 0, 5))
		}
		g.attend(e, meetings[:until], 90)
		g.follow(e, p, f.outcome, due, meetings[9].Date)
	}
	for i := range r.absent {
		p := g.cast(fate{age: pick(g.dice, ageBands)}, r.site, meetings[0].Date)
		g.insured = append(g.insured, p)
		e := g.enrol(r.id, p, opened.AddDate(0, 0, 55+i))
		g.missAll(e, meetings[:2])
		g.leave(e, scheduling.Withdrawn, "health", meetings[1].EndsAt.AddDate(0, 0, 2))
	}
	return nil
}

// cast invents the person of a fate, of her age on the day the session starts.
func (g *gathering) cast(f fate, site scheduling.SiteID, on scheduling.Date) scheduling.Insured {
	sex, ok := gender[f.pathology]
	if !ok {
		sex = pick(g.dice, []string{"f", "f", "m"})
	}
	years := f.age[0] + g.dice.IntN(f.age[1]-f.age[0]+1)
	p := g.people.invent(sex, aged(g.dice, years, on), site)
	p.Pathology = f.pathology
	p.Contract = pick(g.dice, []string{"employed", "employed", "employed", "employed", "dismissed", "invalidity_1"})
	p.CreatedAt = on.UTC().AddDate(0, 0, -60)
	return p
}
