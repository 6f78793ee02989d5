package filing

import (
	"time"

	"trame/scheduling"
	"trame/scheduling/store"
)

// part is what one transaction of a purge is about.
type part struct {
	organisation scheduling.Organisation
	now          time.Time
	units        []scheduling.UnitID
	by           string
}

func partOf(o scheduling.Organisation, now time.Time, units []scheduling.UnitID, by string) part {
	return part{o, now, units, by}
}

func (p part) erasure(tx *store.Tx, scope scheduling.ErasureScope) scheduling.Erasure {
	return scheduling.Erasure{
		ID: store.NewID[scheduling.ErasureID](), Organisation: p.organisation.ID, At: tx.Now,
		Scope: scope, Basis: scheduling.OnRetention, Actor: p.by,
	}
}

// files erases some of the files whose time is over.
func files(tx *store.Tx, p part) (n int, err error) {
	due, err := tx.FilesDue(p.units, store.QuietFor(p.now, p.organisation.RetentionMonths), store.Page{Limit: filesAtOnce})
	for _, f := range due {
		i, gone := tx.LockFile(f.Insured.ID)
		if gone != nil {
			if scheduling.KindOf(gone) == scheduling.Expired {
				continue // another process was faster
			}
			return n, gone
		}
		e := p.erasure(tx, scheduling.ErasePerson)
		e.Unit, e.Subject = i.Unit, i.ID
		if _, err := erase(tx, i, e); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}

// social takes the health and social reasons of some of those whose follow-up is
// closed. One line of the register tells of all of them.
func social(tx *store.Tx, p part) (n int, err error) {
	due, err := tx.SocialDue(p.units, store.QuietFor(p.now, 0), "", filesAtOnce)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	all := p.erasure(tx, scheduling.EraseSocial)
	all.Counts = map[string]int{}
	for _, id := range due {
		i, gone := tx.LockFile(id)
		if gone != nil {
			if scheduling.KindOf(gone) == scheduling.Expired {
				continue
			}
			return n, gone
		}
		one, err := erase(tx, i, all)
		if err != nil {
			return n, err
		}
		for table, rows := range one.Counts {
			all.Counts[table] += rows
		}
		n++
	}
	return n, tx.AddErasure(all)
}

// messages takes the content of some of those that left long ago, and the names
// of who came along to meetings of sessions that are over.
func messages(tx *store.Tx, p part) (int, error) {
	all := p.erasure(tx, scheduling.EraseMessages)
	n, err := tx.EraseMessages(p.units, messagesOver(p.now), messagesAtOnce)
	if err != nil {
		return 0, err
	}
	visitors, err := tx.EraseVisitors(p.units, tx.Now)
	if err != nil || n+visitors == 0 {
		return 0, err
	}
	all.Counts = map[string]int{"messages": n, "visitors": visitors}
	return n, tx.AddErasure(all)
}
