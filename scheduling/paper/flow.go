package paper

import "io"

// Flow writes down one page, and begins the next where it ends. Measures are
// millimetres.
type Flow struct {
	Doc   *Document
	Page  *Page       // in hand; nil before the first Turn
	Y     float64     // where the next line stands
	Left  float64     // the column
	Width float64     // of the column
	Top   float64     // where a page's first line stands
	End   float64     // what its last line may not pass
	Frame func(*Page) // what stands on each page besides
}

// Turn begins a page.
func (f *Flow) Turn() {
	f.Page, f.Y = f.Doc.Page(A4), f.Top
	f.Frame(f.Page)
}

// Room turns the page unless some height is left on it.
func (f *Flow) Room(height float64) {
	if f.Page == nil || f.Y+height > f.End {
		f.Turn()
	}
}

// Write sets a text line by line, in from the column's left, over as many pages
// as it takes.
func (f *Flow) Write(font Font, size, lead, in float64, text string) {
	for _, line := range f.Page.Wrap(f.Width-in, font, size, text) {
		f.Room(lead)
		f.Page.Text(f.Left+in, f.Y, font, size, line)
		f.Y += lead
	}
}

// Twice draws a document of which a page tells what only its end knows, « page 2
// sur 5 »: once to learn it, once on w.
func Twice(w io.Writer, title string, draw func(d *Document)) error {
	for _, out := range []io.Writer{io.Discard, w} {
		d := New(out, title)
		draw(d)
		if err := d.Close(); err != nil {
			return err
		}
	}
	return nil
}
