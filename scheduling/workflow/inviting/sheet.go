package inviting

import (
	"io"
	"strings"

	"trame/scheduling/paper"
	"trame/templates"
)

// sheets are letters as pages of one PDF.
type sheets struct{ document *paper.Document }

func newSheets(w io.Writer) sheets { return sheets{paper.New(w, "Lettres")} }

func (s sheets) close() error { return s.document.Close() }

// Where things stand on the page, in millimetres. Folded in three in a DL
// envelope (110 × 220 mm) whose window is 35 or 45 mm high, 100 mm wide, 20 mm
// from the right and from the bottom (NF Z 10-011), the sheet slides by 10 mm
// one way and 11 mm the other: what stands within 105–190 and 55–79 always
// shows, and nothing else may stand within 88–200 and 44–91.
const (
	margin, edge        = 20.0, 190.0
	addressX, addressY  = 105.0, 59.5
	dateY, bodyY        = 99.0, 112.0
	panelY, panelHeight = 216.0, 54.0
	codeSide            = 36.0
	text, lead          = 12.0, 5.7
	big                 = 22.0
	fold, foldTwice     = 99.0, 198.0
	foldFrom, foldUntil = 4.0, 7.0
	senderWidth         = 66.0
	hairline, border    = 0.1, 0.3
	overleafY           = 25.0
	overleafEnd         = 275.0
)

// add puts one letter on one page.
func (s sheets) add(l Letter) error {
	p := s.document.Page(paper.A4)
	p.Line(foldFrom, fold, foldUntil, fold, hairline)
	p.Line(foldFrom, foldTwice, foldUntil, foldTwice, hairline)
	y := p.Paragraph(margin, 22, senderWidth, paper.Bold, text, lead, l.From)
	for _, line := range append(l.FromLines, templates.Phone(l.Asking.Phone)) {
		y = p.Paragraph(margin, y, senderWidth, paper.Regular, text, lead, line)
	}
	y = addressY
	for _, line := range l.ToLines {
		p.Text(addressX, y, paper.Regular, text, p.Clip(edge-addressX, paper.Regular, text, line))
		y += lead
	}
	p.TextRight(edge, dateY, paper.Regular, text, l.Place+", le "+templates.PlainDate(l.Date))
	body := l.Body
	if l.Notice == "" {
		var err error
		if body, err = templates.Text(l.template(), templates.MailView{Data: l.Asking}); err != nil {
			return err
		}
	}
	if err := panel(p, l); err != nil {
		return err
	}
	s.write(p, body)
	return nil
}

// write writes the body above the panel; what has no room goes on overleaf.
func (s sheets) write(p *paper.Page, body string) {
	y, end := bodyY, panelY-4
	for part := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		for line := range strings.SplitSeq(part, "\n") {
			if height := lead * float64(len(p.Wrap(edge-margin, paper.Regular, text, line))); y+height-lead > end {
				p = s.document.Page(paper.A4)
				y, end = overleafY, overleafEnd
			}
			y = p.Paragraph(margin, y, edge-margin, paper.Regular, text, lead, line)
		}
		y += lead / 2
	}
}

// template is the letter's body; how to answer is drawn under it.
func (l Letter) template() string {
	if l.Again {
		return "invitation_again-paper"
	}
	return "invitation-paper"
}

// invites is what the telephone is for.
func (l Letter) invites() string {
	if l.Notice == "" || l.Kind == offerKind {
		return "Pour répondre, appelez-nous :"
	}
	return "Une question ? Appelez-nous :"
}

// panel is how to answer: the phone as big as the code, and a square for a
// camera that leads where the code does.
func panel(p *paper.Page, l Letter) error {
	a := l.Asking
	p.Box(margin, panelY, edge-margin, panelHeight, border)
	x, y := margin+6, panelY+9
	p.Text(x, y, paper.Bold, text, templates.French(l.invites()))
	p.Text(x, y+10.5, paper.Bold, big, templates.Phone(a.Phone))
	if a.PhoneHours != "" {
		p.Text(x+p.Width(paper.Bold, big, templates.Phone(a.Phone))+4, y+10.5, paper.Regular, text, templates.French(a.PhoneHours))
	}
	if a.Code == "" {
		return nil
	}
	_, address, _ := strings.Cut(a.CodePage, "://")
	codeX := edge - 6 - codeSide
	width := codeX - 6 - x
	y = p.Paragraph(x, y+20.5, width, paper.Regular, text, lead, "ou allez à l’adresse "+address+" et tapez votre code"+"\u00a0:")
	p.Text(x, y+4.6, paper.Bold, big, a.Code)
	if err := p.QR(codeX, panelY+6, codeSide, a.Link); err != nil {
		return err
	}
	p.Text(codeX, panelY+panelHeight-4.5, paper.Regular, text, "ou visez ce carré")
	return nil
}
