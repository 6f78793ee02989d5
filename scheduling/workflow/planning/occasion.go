package planning

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"trame/scheduling"
	"trame/scheduling/ical"
	"trame/scheduling/post"
	"trame/scheduling/store"
)

// occasion is a meeting with all that co-animators read of it. It holds no
// participant, and no name of a place or programme that tells an illness ever
// leaves it: partners get the module's title, the public title of the
// programme and the public address (calendar.md §6).
type occasion struct {
	meeting      scheduling.Meeting
	cohort       scheduling.Cohort
	version      scheduling.ProgrammeVersion
	module       scheduling.Module // zero for the supplementary meeting
	modules      int
	site         scheduling.Site
	organisation scheduling.Organisation
	lead         scheduling.User
	zone         *time.Location
}

// occasionOf reads what surrounds m.
func occasionOf(tx *store.Tx, m scheduling.Meeting) (occasion, error) {
	list, err := occasionsOf(tx, []scheduling.Meeting{m})
	if err != nil {
		return occasion{}, err
	}
	return list[0], nil
}

// over reports whether nobody is told anything of the meeting any more.
func (o occasion) over(now time.Time) bool { return !o.meeting.EndsAt.After(now) }

// leads reports whether a is who leads the meeting, stood in for or not, or
// the second social worker.
func (o occasion) leads(a scheduling.Animation) bool {
	return a.Role == "lead" || a.User != "" && (a.User == o.cohort.Lead || a.User == o.cohort.Second)
}

// title is what the meeting is about: « Mes droits (1/2) ».
func (o occasion) title() string { return meetingTitle(o.meeting, o.module) }

func meetingTitle(m scheduling.Meeting, module scheduling.Module) string {
	switch {
	case m.Kind == scheduling.Supplementary:
		return "Point à six mois"
	case module.Parts > 1:
		return module.Title + " (" + strconv.Itoa(module.Part) + "/" + strconv.Itoa(module.Parts) + ")"
	}
	return module.Title
}

// calendar is the meeting as a calendar of a co-animator or agent shows it.
func (o occasion) calendar() ical.Meeting {
	m := o.meeting
	status := ical.Confirmed
	if !m.CancelledAt.IsZero() {
		status = ical.Cancelled
	}
	return ical.Meeting{
		UID: m.UID, Sequence: m.Sequence, Summary: o.title(), Description: o.description(),
		Location: o.site.PublicAddress(), Start: m.StartsAt, End: m.EndsAt, Zone: o.zone,
		Status: status, Changed: m.ChangedAt,
	}
}

// public is the meeting as anybody may read it: a reception, a neighbour of
// the room (calendar.md §6).
func (o occasion) public() ical.Meeting {
	m := o.calendar()
	m.Summary, m.Description = o.version.PublicTitle, o.which()
	return m
}

// hers is the meeting in a participant's calendar, and nobody else's business.
func (o occasion) hers() ical.Meeting {
	m := o.public()
	m.Private = true
	if o.organisation.Phone != "" {
		m.Description += "\nUne question\u202f? " + o.organisation.Phone
	}
	return m
}

// which says which meeting of how many it is.
func (o occasion) which() string {
	if o.meeting.Kind != scheduling.ModuleMeeting {
		return "Point à six mois"
	}
	return "Séance " + strconv.Itoa(o.meeting.Position) + " sur " + strconv.Itoa(o.modules)
}

// description says which meeting of which programme, and whom to call. It
// never holds a link: calendars echo it back in their replies.
func (o occasion) description() string {
	text := ""
	if o.meeting.Kind == scheduling.ModuleMeeting {
		text = o.which() + "\n"
	}
	text += o.version.PublicTitle + "\nAnimée par " + o.lead.Name() + ", " + o.organisation.Name
	if o.organisation.Phone != "" {
		text += "\nUne question\u202f? " + o.organisation.Phone
	}
	return text
}

// organizer is whom calendars answer to: address, or the organisation where no
// mailbox is read.
func (o occasion) organizer(address string) ical.Party {
	return ical.Party{Name: o.organisation.SenderName, Address: cmp.Or(address, o.organisation.SenderEmail)}
}

// person is who an animation is: an agent or a partner's facilitator.
type person struct {
	name      string
	email     string
	recipient string // "facilitator:ID", "user:ID"
	recap     bool   // one mail tells all the dates of a session
}

// reachable reports whether mail can be sent to p in the name of o: the
// organizer of a meeting cannot invite himself.
func (p person) reachable(o occasion) bool {
	return scheduling.Mailable(p.email) && !sameAddress(p.email, o.organisation.SenderEmail)
}

// invitable reports whether p gets an invitation of his own for o.
func (p person) invitable(o occasion) bool { return p.reachable(o) && !p.recap }

// peopleOf finds who some animations are, by resource.
func peopleOf(tx *store.Tx, animations []scheduling.Animation) (map[string]person, error) {
	var users []scheduling.UserID
	var facilitators []scheduling.FacilitatorID
	for _, a := range animations {
		if a.User != "" {
			users = append(users, a.User)
		}
		if a.Facilitator != "" {
			facilitators = append(facilitators, a.Facilitator)
		}
	}
	people := map[string]person{}
	found, err := tx.UsersByID(users)
	if err != nil {
		return nil, err
	}
	for _, u := range found {
		people[scheduling.UserResource(u.ID)] = person{name: u.Name(), email: u.Email, recipient: u.ID.Ref()}
	}
	partners, err := tx.FacilitatorsByID(facilitators)
	if err != nil {
		return nil, err
	}
	for _, f := range partners {
		people[scheduling.FacilitatorResource(f.ID)] = person{f.Name(), f.Email, "facilitator:" + string(f.ID), f.Recap}
	}
	return people, nil
}

// linkOf is where a answers; it stays the same in every mail until a is taken
// off and invited anew.
func linkOf(office *post.Office, a scheduling.Animation) (link, hash string) {
	raw, hash := office.Token("animation/" + string(a.ID) + "/" + strconv.FormatInt(a.InvitedAt.UnixMicro(), 10))
	return office.Link("/i/" + raw), hash
}

// answersTo is the address that the calendar of a answers to, the same until a
// is taken off and invited anew. Who was invited before a mailbox was read
// keeps the organizer whom his calendar knows: it heeds no other.
func answersTo(office *post.Office, a scheduling.Animation) (address, hash string) {
	address, hash = office.Answers("animation/" + string(a.ID) + "/" + strconv.FormatInt(a.InvitedAt.UnixMicro(), 10))
	if hash != "" && a.MailHash != hash && a.TokenHash != "" {
		return "", a.MailHash
	}
	return address, hash
}

// occasionsOf reads what surrounds several meetings, in their order: as many
// queries for five hundred as for one.
func occasionsOf(tx *store.Tx, meetings []scheduling.Meeting) ([]occasion, error) {
	cohorts, err := tx.CohortsByID(distinct(meetings, func(m scheduling.Meeting) scheduling.CohortID { return m.Cohort }))
	if err != nil {
		return nil, err
	}
	n, err := readNamed(tx, distinct(cohorts, func(c scheduling.Cohort) scheduling.VersionID { return c.VersionID }),
		distinct(meetings, func(m scheduling.Meeting) scheduling.SiteID { return m.Site }),
		distinct(cohorts, func(c scheduling.Cohort) scheduling.UserID { return c.Lead }))
	if err != nil {
		return nil, err
	}
	organisations, err := organisationsOf(tx, distinct(cohorts, func(c scheduling.Cohort) scheduling.UnitID { return c.Unit }))
	if err != nil {
		return nil, err
	}
	length := map[scheduling.VersionID]int{}
	for _, m := range n.modules {
		length[m.VersionID]++
	}
	of := index(cohorts, func(c scheduling.Cohort) scheduling.CohortID { return c.ID })
	zones := map[string]*time.Location{}
	list := make([]occasion, len(meetings))
	for i, m := range meetings {
		c := of[m.Cohort]
		if zones[m.Zone] == nil {
			if zones[m.Zone], err = time.LoadLocation(m.Zone); err != nil {
				return nil, fmt.Errorf("zone of meeting %s: %w", m.ID, err)
			}
		}
		list[i] = occasion{
			meeting: m, cohort: c, version: n.versions[c.VersionID], module: n.modules[m.Module], modules: length[c.VersionID],
			site: n.sites[m.Site], organisation: organisations[c.Unit], lead: n.users[c.Lead], zone: zones[m.Zone],
		}
	}
	return list, nil
}

// organisationsOf finds the organisation of each unit; there are few.
func organisationsOf(tx *store.Tx, ids []scheduling.UnitID) (map[scheduling.UnitID]scheduling.Organisation, error) {
	units, err := tx.Units(ids)
	if err != nil {
		return nil, err
	}
	found, of := map[scheduling.OrganisationID]scheduling.Organisation{}, map[scheduling.UnitID]scheduling.Organisation{}
	for _, u := range units {
		if _, read := found[u.Organisation]; !read {
			if found[u.Organisation], err = tx.Organisation(u.Organisation); err != nil {
				return nil, err
			}
		}
		of[u.ID] = found[u.Organisation]
	}
	return of, nil
}

// distinct are the keys of a list, each once.
func distinct[T any, K comparable](list []T, key func(T) K) []K {
	seen := map[K]bool{}
	var keys []K
	for _, one := range list {
		if k := key(one); !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}
