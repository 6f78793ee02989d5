package screening

// InPartsOf makes of d a desk that examines n people at a time after an import:
// what a test of a few needs to be cut short in their middle.
func (d *Desk) InPartsOf(n int) *Desk { return &Desk{d.db, n} }
