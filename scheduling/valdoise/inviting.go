package valdoise

import (
	"encoding/json"
	"fmt"
	"time"

	"trame/scheduling"
	"trame/scheduling/followup"
	"trame/scheduling/store"
	"trame/scheduling/vault"
)

// casting is a facilitator's answer for a module; Reply "" is a kind that
// nobody holds yet.
type casting struct {
	module  int
	kind    scheduling.PartnerKind
	reply   scheduling.Reply
	comment string
}

// staff puts co-animators on meetings, with their answers.
func (p *present) staff(meetings []scheduling.Meeting, cast []casting, invited time.Time) {
	for _, c := range cast {
		a := scheduling.Animation{Role: "co", PartnerKind: c.kind, Reply: scheduling.NoReply, SentSequence: -1, CreatedAt: invited}
		if c.reply != "" {
			a.Facilitator, a.Reply, a.Comment = facilitatorOf[c.kind], c.reply, c.comment
			a.InvitedAt, a.SentSequence = invited, 0
		}
		if c.reply != "" && c.reply != scheduling.NoReply {
			a.RepliedAt = invited.AddDate(0, 0, 2)
		}
		p.animate(meetings[c.module-1], a)
	}
}

// call invites somebody new to a cohort, and gives her answer.
func (p *present) call(c scheduling.Cohort, first scheduling.Date, at time.Time, reply scheduling.InvitationReply, reason string) scheduling.Insured {
	i := p.cast(fate{age: pick(p.dice, ageBands[:3]), pathology: pick(p.dice, pathologies[:9])}, c.Site, first)
	i.CreatedAt = at.AddDate(0, 0, -20)
	if i.CreatedAt.After(p.now) {
		i.CreatedAt = p.now
	}
	p.insured = append(p.insured, i)
	v := scheduling.Invitation{
		ID: scheduling.InvitationID("invitation-" + i.ID[len("insured-"):]), Cohort: c.ID, Insured: i.ID, Channel: scheduling.ByLetter,
		PreparedBy: c.Lead, PreparedAt: at, SentAt: at.Add(5 * time.Minute), ReplyBy: scheduling.DateOf(at).AddDays(15),
	}
	if i.Reaches(scheduling.ByMail) {
		v.Channel = scheduling.ByMail
	}
	if reply != "" {
		v.Reply, v.Reason, v.RepliedAt = reply, reason, at.AddDate(0, 0, 1+p.dice.IntN(6)).Add(3*time.Hour)
	}
	p.secure(&v)
	p.invitations = append(p.invitations, v)
	return i
}

// secure gives an invitation its link and its code, in the form in which the
// inviting desk seals them. Without keys nobody can open them again.
func (p *present) secure(v *scheduling.Invitation) {
	var secrets struct{ Token, Code string }
	secrets.Token, v.TokenHash = vault.NewToken()
	secrets.Code = vault.NewCode()
	v.CodeHash = store.RandomID[string]()
	if p.keys == nil {
		return
	}
	v.CodeHash = p.keys.HashCode(secrets.Code)
	plain, err := json.Marshal(secrets)
	if err != nil {
		panic(err) // two texts
	}
	if v.Sealed, err = p.keys.Seal("invitations/"+string(v.ID)+"/sealed", plain); err != nil {
		panic(err) // the keys sealed before
	}
}

// seat enrols who was called, in the state given.
func (p *present) seat(c scheduling.Cohort, i scheduling.Insured, state scheduling.EnrolmentState) *scheduling.Enrolment {
	v := p.invitations[len(p.invitations)-1]
	e := p.place(c.ID, i, state, v.RepliedAt)
	e.Invitation = v.ID
	return e
}

// ask31 is the recruitment of a session that started: 31 were invited, twelve
// got a place, two still wait, the others declined or did not answer. The
// enrolments stay where they are: no more are added to this gathering before
// the caller is done with them.
func (p *present) ask31(c scheduling.Cohort, meetings []scheduling.Meeting) []*scheduling.Enrolment {
	from := len(p.enrolments)
	for i := range 31 {
		at := c.RecruitingAt.AddDate(0, 0, i/8*5)
		switch {
		case i < 14:
			state := scheduling.Enrolled
			if i >= 12 {
				state = scheduling.Waitlisted
			}
			p.seat(c, p.call(c, meetings[0].Date, at, scheduling.Accepts, ""), state)
		case i < 21:
			p.call(c, meetings[0].Date, at, scheduling.Refuses, scheduling.DeclineReasons[i%len(scheduling.DeclineReasons)])
		default:
			p.call(c, meetings[0].Date, at, "", "")
		}
	}
	var list []*scheduling.Enrolment
	for i := range p.enrolments[from:] {
		list = append(list, &p.enrolments[from+i])
	}
	return list
}

// askNow is a recruitment under way.
func (p *present) askNow(c scheduling.Cohort, meetings []scheduling.Meeting) {
	for i := range 24 {
		at := p.now.AddDate(0, 0, -19+i/3)
		first := meetings[0].Date
		switch {
		case i < 8:
			p.seat(c, p.call(c, first, at, scheduling.Accepts, ""), scheduling.Enrolled)
		case i < 10:
			p.seat(c, p.call(c, first, at, scheduling.Accepts, ""), scheduling.Offered).OfferedUntil = p.now.Add(30 * time.Hour)
		case i < 12:
			p.seat(c, p.call(c, first, at, scheduling.Accepts, ""), scheduling.Waitlisted)
		case i < 16:
			p.call(c, first, at, scheduling.Refuses, [...]string{12: "transport", "health", "hours", "prefers_individual"}[i])
		case i < 18:
			p.call(c, first, at, scheduling.CallMe, "")
		default:
			p.call(c, first, at, "", "")
		}
	}
}

// lookBack is what is left of a session six months after: eleven people
// started, nine answered the questionnaire, four outcomes are known.
func (p *present) lookBack(c scheduling.Cohort, meetings []scheduling.Meeting) {
	due := followup.DueOn(meetings[9].Date, 6)
	for i := range 11 {
		person := p.call(c, meetings[0].Date, c.RecruitingAt.AddDate(0, 0, i), scheduling.Accepts, "")
		e := p.seat(c, person, scheduling.Enrolled)
		p.attend(e, meetings[:10], 90)
		f := scheduling.FollowUp{
			ID: scheduling.FollowUpID("follow-up-" + person.ID[len("insured-"):]), Enrolment: e.ID, Cohort: c.ID, DueOn: due, Version: 1,
		}
		tried := p.now.AddDate(0, 0, -1)
		switch {
		case i < 4:
			f.Outcome = [...]scheduling.OutcomeCode{"work_resumed", "sick_leave", "work_resumed_part_time", "invalidity_1"}[i]
			f.AsOf, f.Source, f.Attempts, f.LastAttemptAt, f.ReachedAt = scheduling.DateOf(tried), scheduling.FollowUpPhone, 1, tried, tried
			f.RecordedBy, f.RecordedAt, f.Version = c.Lead, tried, 2
		case i < 6:
			f.Attempts, f.LastAttemptAt, f.Version = i-3, tried, 2
		case i == 6:
			f.PlannedOn, f.Version = p.today.AddDays(2), 2
		}
		if person.Reaches(scheduling.ByMail) {
			p.reached = append(p.reached, person.ID)
			if len(p.reached) == 3 {
				f.Testifies = "yes"
			}
		}
		p.followUps = append(p.followUps, f)
	}
	n := p.gathering.ask(c.ID, meetings[9].EndsAt, 2)
	cohorts := make([]scheduling.CohortID, n)
	for i := range cohorts {
		cohorts[i] = c.ID
	}
	p.submit(cohorts)
}

// raise writes questions of the group into the booklet; those of earlier
// modules are reviewed.
func (p *present) raise(c scheduling.CohortID, meetings []scheduling.Meeting, list []raised) {
	position := map[int]int{}
	for i, q := range list {
		if q.module > len(meetings) {
			continue
		}
		position[q.module]++
		at := meetings[q.module-1].EndsAt.Add(20 * time.Hour)
		e := scheduling.BookletEntry{
			ID: scheduling.BookletEntryID(fmt.Sprintf("entry-%s-%02d", c[len("cohort-"):], i+1)), Cohort: c, Module: ModuleID(q.module),
			Position: position[q.module], Question: q.question, Answer: q.answer, WrittenBy: "agent-claire", WrittenAt: at, Version: 1,
		}
		if len(meetings) == 10 || i < 4 {
			e.ReviewedBy, e.ReviewedAt, e.Version = "agent-samir", at.AddDate(0, 0, 2), 2
		}
		p.entries = append(p.entries, e)
	}
}

type raised struct {
	module           int
	question, answer string
}

var questionsRaised = []raised{
	{1, "Ce que je dis ici peut-il arriver à mon employeur ?", "Non. Le service social est tenu au secret professionnel ; rien ne sort du groupe sans votre accord."},
	{2, "Puis-je venir si je suis en soins le matin ?", "Oui, venez quand vous pouvez, même en cours de séance. Prévenez-nous si vous êtes fatiguée : personne ne vous en voudra."},
	{3, "Combien de temps les indemnités journalières sont-elles versées ?", "Jusqu’à trois ans en affection de longue durée. Votre caisse vous dit la date exacte qui vous concerne."},
	{3, "Que se passe-t-il si je reprends à temps partiel thérapeutique ?", "Vous gardez une partie des indemnités, avec l’accord du médecin-conseil. La durée se décide avec votre médecin."},
	{4, "La pension d’invalidité est-elle définitive ?", "Non : elle peut être revue, suspendue ou changer de catégorie si votre situation change."},
	{4, "Ma mutuelle peut-elle compléter ?", "Souvent, par la prévoyance de l’entreprise. Demandez la notice à votre service du personnel ; nous pouvons la lire avec vous."},
	{4, "Puis-je travailler avec une invalidité de première catégorie ?", "Oui. Le montant dépend alors de ce que vous gagnez."},
	{5, "Comment annoncer mon retour aux collègues ?", "À votre rythme, et seulement ce que vous voulez dire. Préparer deux phrases aide beaucoup."},
	{6, "Le médecin du travail voit-il mon dossier médical ?", "Non. Il ne sait que ce que vous lui dites, et ne dit à l’employeur que ce qui touche au poste."},
	{6, "Puis-je demander la visite de pré-reprise moi-même ?", "Oui, pendant l’arrêt, et autant de fois qu’il le faut. C’est le moment d’y préparer un aménagement."},
	{8, "La reconnaissance de travailleur handicapé se voit-elle sur ma fiche de paie ?", "Non. Vous la dites à votre employeur si vous le souhaitez, quand vous le souhaitez."},
}
