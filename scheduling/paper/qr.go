package paper

import (
	"fmt"

	"rsc.io/qr"
)

// QR draws a code that a camera reads as text, side millimetres wide. The
// caller leaves four of its modules white around it (ISO/IEC 18004 §9.1), about
// a tenth of its side.
func (p *Page) QR(x, y, side float64, text string) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("paper: code: %w", err)
	}
	module := side / float64(code.Size)
	for row := range code.Size {
		for from := 0; from < code.Size; {
			until := from
			for until < code.Size && code.Black(until, row) {
				until++
			}
			if until > from { // neighbours in one stroke: no hairline between them
				fmt.Fprintf(&p.content, "%.3f %.3f %.3f %.3f re\n", (x+float64(from)*module)*point,
					p.up(y+float64(row+1)*module), float64(until-from)*module*point, module*point)
			}
			from = until + 1
		}
	}
	p.content.WriteString("f\n")
	return nil
}
