package paper_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"trame/scheduling/paper"
)

// french is every letter and sign that a French page may bear.
const french = "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ àâäçéèêëîïôöùûüÿœæ « » “ ” ’ ‘ … – — - ‑ − · • ° № € % & ( ) [ ] / @ # * + = < > : ; ! ? § ² ³ ½ ¼ º ª ñ á í ó ú ø å ß ł š ž č ć ğ ı ő ř"

func document(t *testing.T, draw func(d *paper.Document)) []byte {
	t.Helper()
	var out bytes.Buffer
	d := paper.New(&out, "Lettres")
	draw(d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read is the text of a document as another reader finds it.
func read(t *testing.T, pdf []byte, options ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "pdftotext", append(options, "-", "-")...)
	var told bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(pdf), &told
	text, err := c.Output()
	if err != nil || told.Len() > 0 {
		t.Fatalf("pdftotext: %v, %s", err, told.String())
	}
	return string(text)
}

func TestEveryFrenchLetterIsDrawnAndCopiedBack(t *testing.T) {
	for _, font := range []paper.Font{paper.Regular, paper.Bold} {
		pdf := document(t, func(d *paper.Document) {
			p := d.Page(paper.A4)
			p.Paragraph(20, 30, 170, font, 12, 6, french)
			p.Text(20, 100, font, 12, "Répondez\u00a0: avant 14\u00a0h\u202f; merci\u202f!")
		})
		text := strings.Join(strings.Fields(read(t, pdf)), " ")
		want := strings.NewReplacer("‑", "-", "−", "-").Replace(french) // drawn by their stand-in
		for _, word := range strings.Fields(want) {
			if !strings.Contains(text, word) {
				t.Errorf("font %d: %q is missing in %q", font, word, text)
			}
		}
		if !strings.Contains(text, "Répondez : avant 14 h ; merci !") {
			t.Errorf("no-break spaces: %q", text)
		}
	}
}

func TestALineIsNeverBrokenWhereFrenchForbidsIt(t *testing.T) {
	document(t, func(d *paper.Document) {
		p := d.Page(paper.A4)
		for width := 20.0; width < 80; width++ {
			lines := p.Wrap(width, paper.Regular, 12, "Venez mardi à 14\u00a0h\u202f30\u00a0: appelez le 36\u00a046\u202f!")
			for _, l := range lines {
				if p.Width(paper.Regular, 12, l) > width+0.001 {
					t.Errorf("%q is wider than %v mm", l, width)
				}
			}
			if all := strings.Join(lines, "|"); width > 30 && (!strings.Contains(all, "14\u00a0h\u202f30") || !strings.Contains(all, "36\u00a046\u202f!")) {
				t.Errorf("broken at %v mm: %q", width, all)
			}
		}
		if got := p.Wrap(30, paper.Regular, 12, "https://trame.example/un-chemin-sans-fin-ni-espace"); len(got) < 2 || strings.Join(got, "") != "https://trame.example/un-chemin-sans-fin-ni-espace" {
			t.Errorf("a long address: %q", got)
		}
		if got := p.Clip(20, paper.Regular, 12, "Un titre beaucoup trop long"); !strings.HasSuffix(got, "…") || p.Width(paper.Regular, 12, got) > 20 {
			t.Errorf("clipped: %q", got)
		}
	})
}

func TestTheSameWordsMakeTheSameBytes(t *testing.T) {
	draw := func(d *paper.Document) {
		for range 3 {
			d.Page(paper.A4).Text(20, 20, paper.Regular, 12, french)
		}
	}
	if !bytes.Equal(document(t, draw), document(t, draw)) {
		t.Error("they differ")
	}
}

func TestADocumentWithoutAPageAndADiskThatIsFullAreFaults(t *testing.T) {
	if err := paper.New(io.Discard, "").Close(); err == nil {
		t.Error("a document without a page")
	}
	d := paper.New(full{}, "Lettres")
	for range 50 {
		d.Page(paper.A4).Text(20, 20, paper.Regular, 12, french)
	}
	if d.Close() == nil {
		t.Error("a full disk")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestATableKeepsItsCellsInTheirColumns(t *testing.T) {
	table := paper.Table{Size: 12, Row: 9, Columns: []paper.Column{{Title: "Nom", Width: 60}, {Title: "Signature", Width: 90}}}
	if got := table.Fits(40, 197); got != 16 {
		t.Errorf("%d rows fit", got)
	}
	var bottom float64
	pdf := document(t, func(d *paper.Document) {
		p := d.Page(paper.A4Landscape)
		bottom = table.Draw(p, 20, 40, [][]string{{"Œuvrard Élodie"}, {"Un nom qui est beaucoup trop long pour sa colonne"}, {}})
	})
	if bottom != 40+4*9 {
		t.Errorf("it ends at %v", bottom)
	}
	text := read(t, pdf, "-layout")
	for _, want := range []string{"Nom", "Signature", "Œuvrard Élodie", "…"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
}

func TestACodeIsReadBackByAnotherReader(t *testing.T) {
	const link = "https://trame.example/v/0123456789abcdefghijABCDEFGHIJ0123456789-_x"
	pdf := document(t, func(d *paper.Document) {
		if err := d.Page(paper.A4).QR(150, 200, 34, link); err != nil {
			t.Fatal(err)
		}
	})
	if got := scan(t, pdf); got != link {
		t.Errorf("read %q", got)
	}
	document(t, func(d *paper.Document) {
		if d.Page(paper.A4).QR(0, 0, 30, strings.Repeat("x", 3000)) == nil {
			t.Error("a text that no code holds")
		}
	})
}

// scan photographs the first page and reads the code on it.
func scan(t *testing.T, pdf []byte) string {
	t.Helper()
	dir := t.TempDir()
	c := exec.CommandContext(t.Context(), "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-", filepath.Join(dir, "page"))
	c.Stdin = bytes.NewReader(pdf)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v %s", err, out)
	}
	file, err := os.Open(filepath.Join(dir, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	page, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if blackOnWhite(page) < 0.8 {
		t.Error("the page is not black on white")
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

// blackOnWhite is how much of a page is white.
func blackOnWhite(page image.Image) float64 {
	white, all := 0, 0
	for y := page.Bounds().Min.Y; y < page.Bounds().Max.Y; y++ {
		for x := page.Bounds().Min.X; x < page.Bounds().Max.X; x++ {
			all++
			if gray, ok := color.GrayModel.Convert(page.At(x, y)).(color.Gray); ok && gray.Y > 250 {
				white++
			}
		}
	}
	return float64(white) / float64(all)
}

var objectsAt = regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`)

func TestTheTableOfObjectsLeadsToEachObject(t *testing.T) {
	pdf := document(t, func(d *paper.Document) {
		for range 20 {
			d.Page(paper.A4).Text(20, 20, paper.Bold, 12, "x")
		}
	})
	for i, found := range objectsAt.FindAllSubmatch(pdf, -1) {
		var at int
		if _, err := fmt.Sscanf(string(found[1]), "%d", &at); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(pdf[at:], fmt.Appendf(nil, "%d 0 obj", i+1)) {
			t.Errorf("object %d is not at %d", i+1, at)
		}
	}
}

func TestTenThousandPagesTakeNoMoreMemoryThanOne(t *testing.T) {
	write := func(pages int) uint64 {
		var before, after runtime.MemStats
		d := paper.New(io.Discard, "Lettres")
		most := uint64(0)
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range pages {
			p := d.Page(paper.A4)
			p.Paragraph(20, 30, 170, paper.Regular, 12, 6, french)
			if i%500 == 499 || i == pages-1 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return most
	}
	if few, many := write(10), write(3000); many > few+1<<20 {
		t.Errorf("3000 pages hold %d kB more than 10", (many-few)>>10)
	}
}
