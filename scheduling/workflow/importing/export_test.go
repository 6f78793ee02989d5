package importing

// InSlicesOf makes of d a desk that reads, writes and takes back n rows at a
// time: what a test of a few rows needs to be cut short in their middle.
func (d *Desk) InSlicesOf(n int) *Desk {
	return &Desk{d.db, d.vault, pace{n, n, n}}
}
