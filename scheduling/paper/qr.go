package paper

import (
	"fmt"

	"rsc.io/qr"
)

// QR draws a code that a camera reads as text, side millimetres wide. The
// caller leaves four of its modules white around it (ISO/IEC 18004 §9.1), about
// a tenth of its side. It is a stencil of one bit a module: a stroke for each
// row of neighbours took a hundred times as many octets, and most of the time
// of a page.
func (p *Page) QR(x, y, side float64, text string) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("paper: code: %w", err)
	}
	width := (code.Size + 7) / 8
	stencil := make([]byte, width*code.Size)
	for row := range code.Size {
		for column := range code.Size {
			if code.Black(column, row) {
				stencil[row*width+column/8] |= 0x80 >> (column % 8)
			}
		}
	}
	fmt.Fprintf(&p.content, "q %.3f 0 0 %.3f %.3f %.3f cm\nBI /W %d /H %d /IM true /BPC 1 /D [1 0] ID ",
		side*point, side*point, x*point, p.up(y+side), code.Size, code.Size)
	p.content.Write(stencil)
	p.content.WriteString("\nEI Q\n")
	return nil
}
