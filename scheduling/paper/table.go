package paper

// Column is one of a table's: its title, and how wide it is in millimetres.
// A column without a title is a blank to write in.
type Column struct {
	Title string
	Width float64
}

// Table is rows of one height under a heading, ruled.
type Table struct {
	Columns []Column
	Row     float64 // height, in millimetres
	Size    float64 // of the type, in points
}

// padding is between a rule and its text.
const padding = 1.8

// Fits is how many rows stand between two heights, under the heading.
func (t Table) Fits(from, until float64) int { return max(int((until-from)/t.Row+0.001)-1, 0) }

// Width is the table's.
func (t Table) Width() (width float64) {
	for _, c := range t.Columns {
		width += c.Width
	}
	return width
}

// Draw draws the heading and rows, and returns where they end. A cell that is
// too long is shortened; a row that is too short leaves blanks.
func (t Table) Draw(p *Page, x, y float64, rows [][]string) float64 {
	width := t.Width()
	p.Shade(x, y, width, t.Row, 0.92)
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	t.row(p, x, y, Bold, titles)
	bottom := y + t.Row
	p.Line(x, y, x+width, y, 0.3)
	p.Line(x, bottom, x+width, bottom, 0.3)
	for _, cells := range rows {
		t.row(p, x, bottom, Regular, cells)
		bottom += t.Row
		p.Line(x, bottom, x+width, bottom, 0.15)
	}
	at := x
	p.Line(at, y, at, bottom, 0.15)
	for _, c := range t.Columns {
		at += c.Width
		p.Line(at, y, at, bottom, 0.15)
	}
	return bottom
}

// row writes the cells of one row, their middle in the row's.
func (t Table) row(p *Page, x, y float64, f Font, cells []string) {
	base := y + t.Row/2 + t.Size*0.35/point
	for i, c := range t.Columns {
		if i < len(cells) && cells[i] != "" {
			p.Text(x+padding, base, f, t.Size, p.Clip(c.Width-2*padding, f, t.Size, cells[i]))
		}
		x += c.Width
	}
}
