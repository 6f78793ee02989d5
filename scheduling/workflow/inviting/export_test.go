package inviting

// InSheavesOf makes of d a desk that draws n letters at a time: what a test of a
// few letters needs to be cut short in their middle.
func (d *Desk) InSheavesOf(n int) *Desk {
	other := *d
	other.sheaf = n
	return &other
}
