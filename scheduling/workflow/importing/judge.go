package importing

import (
	"encoding/json"
	"errors"
	"slices"

	"trame/scheduling"
	"trame/scheduling/store"
	"trame/scheduling/transfer"
)

// court is what rows are judged by: whom they may be about, what the one who
// asked may see and change, the day.
type court struct {
	desk   *Desk
	im     scheduling.Import
	actor  scheduling.Actor
	today  scheduling.Date
	known  known
	layout transfer.Layout
}

// judgment is a row with what becomes of it.
type judgment struct {
	row        transfer.Row
	verdict    scheduling.ImportVerdict
	faults     []transfer.Fault
	insured    scheduling.Insured  // as she will be
	before     scheduling.Insured  // as she is; zero when she is new
	referral   scheduling.Referral // as it will be; zero in a list of people
	previous   scheduling.Referral // as it is; zero when it is new
	nir        scheduling.NIR      // to be kept; "" for no change
	changed    []string
	candidates []scheduling.Insured // of an ambiguous row
	name       string               // folded
}

// court opens one for pleas: with the rights that the one who asked has today.
func (d *Desk) court(tx *store.Tx, im scheduling.Import, layout transfer.Layout, pleas []plea) (c court, err error) {
	_, today, err := host(tx, im.Unit)
	if err != nil {
		return c, err
	}
	user, err := tx.User(im.AskedBy)
	if err != nil {
		return c, err
	}
	actor, err := tx.Actor(user, today)
	if err != nil {
		return c, err
	}
	if err := actor.May(scheduling.Invite, im.Unit); err != nil {
		return c, scheduling.Refuse(scheduling.Forbidden, "import.rights", "")
	}
	k, err := readKnown(tx, im, actor.Units(scheduling.Invite), pleas)
	return court{d, im, actor, today, k, layout}, err
}

// judge decides what becomes of a row, with what a human chose of it.
func (c *court) judge(p plea, choice string) (j judgment) {
	j = judgment{row: p.row, faults: slices.Clip(p.faults), name: p.name}
	if len(j.faults) > 0 {
		j.verdict = scheduling.RowInError
		return j
	}
	people, sure := c.known.candidates(p)
	chosen := slices.IndexFunc(people, func(i scheduling.Insured) bool { return string(i.ID) == choice })
	switch {
	case choice == "skip":
		j.verdict = scheduling.RowLeftOut
		return j
	case len(people) == 0 || !sure && choice == "new":
		j.verdict, j.nir, j.insured = scheduling.RowToCreate, p.nir, p.told
		j.insured.Unit = c.im.Unit
	case sure:
		c.onto(&j, people[0], p)
	case chosen >= 0:
		c.onto(&j, people[chosen], p)
	default:
		c.ambiguous(&j, people, p)
		return j
	}
	c.refer(&j)
	if j.verdict.Writes() {
		c.check(&j)
	}
	return j
}

// onto is a row that is about someone known.
func (c *court) onto(j *judgment, before scheduling.Insured, p plea) {
	j.before, j.insured = before, j.row.Onto(before).Tidy()
	if c.actor.May(scheduling.SeeSocial, before.Unit) != nil {
		j.insured = j.insured.WithSocialOf(before)
	}
	j.changed = j.insured.Changed(before)
	if p.nirKey != "" && c.known.nirs[before.ID].Key != p.nirKey {
		j.nir, j.changed = p.nir, append(j.changed, string(transfer.NIR))
	}
	j.verdict = scheduling.RowToUpdate
	if len(j.changed) == 0 {
		j.verdict = scheduling.RowUpToDate
	}
}

// ambiguous leaves a row to a human, unless it would change nothing of the one
// person it may be about.
func (c *court) ambiguous(j *judgment, people []scheduling.Insured, p plea) {
	if len(people) == 1 {
		same := *j
		c.onto(&same, people[0], p)
		c.refer(&same)
		if same.verdict == scheduling.RowUpToDate {
			*j = same
			return
		}
	}
	j.verdict, j.candidates = scheduling.RowAmbiguous, people
}

// refer finds the referral that the row brings, new or known.
func (c *court) refer(j *judgment) {
	if !c.im.Referrals() {
		return
	}
	dated := j.row.Says(transfer.ReceivedOn)
	told := j.row.OntoReferral(scheduling.Referral{Source: c.im.Source, ReceivedOn: c.im.ReceivedOn})
	owner, taken := c.known.byReference[told.Reference]
	if taken && told.Reference != "" && owner != j.before.ID {
		c.fault(j, scheduling.Refuse(scheduling.Invalid, "import.reference.taken", string(transfer.Reference)))
		return
	}
	for _, r := range c.known.referrals[j.before.ID] {
		if told.Same(r, dated) {
			j.previous, j.referral = r, j.row.OntoReferral(r)
			j.changed = append(j.changed, j.row.Tells(r)...)
			if len(j.changed) > 0 {
				j.verdict = scheduling.RowToUpdate
			}
			return
		}
	}
	j.referral = told
	j.referral.Unit = j.insured.Unit
	if j.before.ID != "" {
		j.verdict, j.changed = scheduling.RowToUpdate, append(j.changed, "referral")
	}
}

// check puts what the vocabulary refuses at the cells it comes from.
func (c *court) check(j *judgment) {
	list := []error{j.insured.Validate(c.today)}
	if c.im.Referrals() {
		list = append(list, j.referral.Validate(c.today))
	}
	for _, err := range list {
		faults, _ := errors.AsType[scheduling.Faults](err)
		for _, f := range faults {
			c.fault(j, f)
		}
	}
}

func (c *court) fault(j *judgment, e *scheduling.Error) {
	j.verdict = scheduling.RowInError
	j.faults = append(j.faults, transfer.Fault{Column: j.row.At(e.Field), Error: e})
}

// twin is whom the row speaks of, blindly: two rows of one file must not.
func (c *court) twin(j judgment) string {
	switch {
	case !j.verdict.Writes() && j.verdict != scheduling.RowUpToDate:
		return ""
	case j.before.ID != "":
		return c.desk.vault.Index("import.twin", "id "+string(j.before.ID))
	case j.nir != "":
		return c.desk.vault.Index("import.twin", "nir "+string(j.nir))
	case j.insured.InternalNumber != "":
		return c.desk.vault.Index("import.twin", "number "+j.insured.InternalNumber)
	}
	return c.desk.vault.Index("import.twin", "name "+j.name+" "+j.insured.BirthDate.String())
}

// staged is how a judged row is kept, beside its cells.
func (c *court) staged(j judgment, r scheduling.ImportRow) scheduling.ImportRow {
	r.Import, r.Line, r.Verdict, r.Twin, r.Insured, r.Changed = c.im.ID, j.row.Line, j.verdict, c.twin(j), j.before.ID, j.changed
	r.Faults = faultsOut(j.faults)
	return r
}

// opened is a staged row as it was read.
func (d *Desk) opened(r scheduling.ImportRow, layout transfer.Layout) (transfer.Row, error) {
	plain, err := d.vault.Open(rowPlace(r.Import, r.Line), r.Sealed)
	if err != nil {
		return transfer.Row{}, err
	}
	var cells []string
	if err := json.Unmarshal(plain, &cells); err != nil {
		return transfer.Row{}, err
	}
	return layout.Staged(r.Line, cells), nil
}

// keptFault is a fault as it is kept: never with what the cell holds.
type keptFault struct {
	Column int    `json:"column"`
	Key    string `json:"key"`
	Line   int    `json:"line,omitempty"`
}

func faultsOut(faults []transfer.Fault) string {
	if len(faults) == 0 {
		return ""
	}
	kept := make([]keptFault, len(faults))
	for at, f := range faults {
		_, line := keyOf(f.Error)
		kept[at] = keptFault{f.Column, f.Error.Key, line}
	}
	text, err := json.Marshal(kept)
	if err != nil { // texts and numbers
		return ""
	}
	return string(text)
}

func faultsIn(text string) (faults []transfer.Fault) {
	var kept []keptFault
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil {
		return nil
	}
	for _, f := range kept {
		faults = append(faults, transfer.Fault{Column: f.Column, Error: scheduling.Refuse(scheduling.Invalid, f.Key, "", "line", f.Line)})
	}
	return faults
}
