package inviting_test

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"trame/scheduling"
	"trame/scheduling/workflow/inviting"
)

// poppler runs one of its tools on a document.
func poppler(t testing.TB, pdf []byte, command ...string) []byte {
	t.Helper()
	c := exec.CommandContext(t.Context(), command[0], command[1:]...)
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %v", command, err)
	}
	return out
}

func pdfText(t testing.TB, pdf []byte) string {
	return string(poppler(t, pdf, "pdftotext", "-layout", "-", "-"))
}

// word is where one stands on a page, in points from the top left.
type word struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

type pages struct {
	Pages []struct {
		Words []word `xml:"word"`
	} `xml:"body>doc>page"`
}

func TestALetterFitsItsEnvelopeAndItsPage(t *testing.T) {
	story(t, 12, func(w *world) {
		long := must(w.desk.AddInsured(t.Context(), w.worker, scheduling.Insured{
			Unit: "u95", FirstName: "Marie-Antoinette-Joséphine", LastName: "de La Rochefoucauld-Montmorency", Gender: "f", LetterConsent: true,
			Street: "Résidence des Grands Châtaigniers, bâtiment B, appartement 1204, 12 ter avenue du Général-Leclerc", Postcode: "95520", City: "Saint-Ouen-l’Aumône",
		}))
		short := w.reachable("Roy", scheduling.ByLetter)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{long, short}})
		pdf := w.printed(2)
		var read pages
		if err := xml.Unmarshal(poppler(w.t, pdf, "pdftotext", "-bbox", "-", "-"), &read); err != nil {
			t.Fatal(err)
		}
		if len(read.Pages) != 2 {
			t.Fatalf("%d pages for 2 letters", len(read.Pages))
		}
		const mm = 72 / 25.4
		for n, page := range read.Pages {
			address := 0
			for _, word := range page.Words {
				x1, y1, x2, y2 := word.XMin/mm, word.YMin/mm, word.XMax/mm, word.YMax/mm
				if x1 < 19.5 || x2 > 190.5 || y1 < 15 || y2 > 275 {
					w.t.Errorf("page %d: %q stands in the margin (%.0f, %.0f)", n+1, word.Text, x1, y1)
				}
				if x2 > 88 && y2 > 44 && y1 < 91 { // what a window may show
					address++
					if x1 < 100 || x2 > 190.1 || y1 < 55 || y2 > 79 { // what it always shows
						w.t.Errorf("page %d: %q at %.1f–%.1f, %.1f–%.1f is cut by the window", n+1, word.Text, x1, x2, y1, y2)
					}
				}
			}
			if address < 5 {
				w.t.Errorf("page %d: %d words in the window", n+1, address)
			}
		}
	})
}

func TestALetterGivesThePhoneAsMuchRoomAsTheCode(t *testing.T) {
	story(t, 12, func(w *world) {
		id := w.reachable("Roy", scheduling.ByLetter)
		w.ask(inviting.Plan{People: []scheduling.InsuredID{id}})
		pdf := w.printed(1)
		text := pdfText(w.t, pdf)
		letter := must(w.desk.Letters(t.Context(), w.adviser, w.cohort, ""))[0]
		for _, want := range []string{"Élodie Roy", "2 rue Basse", "95000 Cergy", "36 46", letter.Asking.Code, "trame.example/code", "Rencontres du service social", "mardi 12 janvier 2027"} {
			if !strings.Contains(plainly(text), want) {
				w.t.Errorf("%q is missing in\n%s", want, text)
			}
		}
		sizes := map[string]float64{}
		var read pages
		if err := xml.Unmarshal(poppler(w.t, pdf, "pdftotext", "-bbox", "-", "-"), &read); err != nil {
			t.Fatal(err)
		}
		smallest := 100.0
		for _, word := range read.Pages[0].Words {
			smallest = min(smallest, word.YMax-word.YMin)
			sizes[word.Text] = word.YMax - word.YMin
		}
		code, phone := sizes[letter.Asking.Code], 0.0
		for text, size := range sizes {
			if strings.Contains(plainly(text), "46") && size > smallest*1.5 {
				phone = size
			}
		}
		if phone == 0 || phone < code-0.01 {
			w.t.Errorf("the phone is %v high, the code %v", phone, code)
		}
		if smallest < 12 {
			w.t.Errorf("a word is %v points high", smallest)
		}
		if got := scan(w.t, pdf); got != letter.Asking.Link {
			w.t.Errorf("the square leads to %q", got)
		}
	})
}

func plainly(s string) string { return strings.Join(strings.Fields(s), " ") }

// scan reads the square on the first page as a camera does.
func scan(t testing.TB, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page")
	poppler(t, pdf, "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-", file)
	in, err := os.Open(file + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	page, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}
