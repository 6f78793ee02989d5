package scheduling

import "slices"

// TurnsApart is how many days lie at least between the first meetings of two
// sessions of one wish when there is one in five months or less.
const TurnsApart = 120

// apartOf is TurnsApart where each session has its five months. More often
// than that they share the year, and two thirds of a share lie between them.
func apartOf(share int) int {
	if share >= 150 {
		return TurnsApart
	}
	return max(1, min(TurnsApart, share*2/3))
}

// Turns are the sessions that w asks for, spread from first to last, its sites
// in turn. span is how many days lie at least between the first meeting of a
// session and its last. previous is the last session of the same programme
// that is planned already: the turns go on from its site, and stay clear of it.
func (w Wish) Turns(first, last Date, span int, previous Cohort) []DraftCohort {
	share := (first.DaysUntil(last) + 1) / w.Times
	apart := apartOf(share)
	if !previous.FirstDate.IsZero() && first.Before(previous.FirstDate.AddDays(apart)) {
		first = previous.FirstDate.AddDays(apart)
		share = max(0, first.DaysUntil(last)+1) / w.Times
		apart = apartOf(share)
	}
	turn := slices.Index(w.Sites, previous.Site) + 1
	list := make([]DraftCohort, w.Times)
	for i := range list {
		list[i] = DraftCohort{
			Plan: w.Plan, Wish: w.Number, Site: w.Sites[(turn+i)%len(w.Sites)],
			From: first.AddDays(i * share), To: last,
		}
		if next := first.AddDays((i + 1) * share).AddDays(span - apart); i+1 < len(list) && next.Before(last) {
			list[i].To = next // whatever begins apart days before the next begins, ends so
		}
	}
	return list
}
