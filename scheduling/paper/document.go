package paper

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
)

// Size is a sheet, in millimetres.
type Size struct{ Width, Height float64 }

// The sheets.
var (
	A4          = Size{210, 297}
	A4Landscape = Size{297, 210}
)

// Document is a PDF being written (ISO 32000-1). Its first fault ends it:
// Close tells.
type Document struct {
	out     *bufio.Writer
	written int64
	offsets []int64 // of each object, by its number less one
	pages   []int   // object numbers
	fonts   [fontCount]*face
	title   string
	open    *Page
	packed  bytes.Buffer
	quick   *zlib.Writer // for pages, of which there may be ten thousand
	err     error
}

// The objects whose numbers are known before they are written.
const (
	catalogObject = 1 + iota
	pagesObject
	infoObject
	firstFont // one for each font, with four more behind it
)

const objectsPerFont = 5

// New begins a document on w; title is what a window shows, and names nobody.
func New(w io.Writer, title string) *Document {
	d := &Document{out: bufio.NewWriter(w), title: title}
	if d.quick, d.err = zlib.NewWriterLevel(nil, zlib.BestSpeed); d.err != nil {
		return d
	}
	d.offsets = make([]int64, firstFont+objectsPerFont*int(fontCount)-1)
	for f := range fontCount {
		d.fonts[f], d.err = newFace(f)
		if d.err != nil {
			return d
		}
	}
	d.raw([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")) // the second line says that it is no text
	return d
}

// Page ends the page before it, and begins another.
func (d *Document) Page(size Size) *Page {
	d.flush()
	d.open = &Page{size: size, faces: &d.fonts}
	return d.open
}

// Pages is how many there are, with the one in hand.
func (d *Document) Pages() int {
	if d.open != nil {
		return len(d.pages) + 1
	}
	return len(d.pages)
}

// Close writes what is left. A document without a page is none.
func (d *Document) Close() error {
	d.flush()
	if d.err == nil && len(d.pages) == 0 {
		d.err = errors.New("paper: a document without a page")
	}
	if d.err != nil {
		return d.err
	}
	thorough := zlib.NewWriter(nil)
	for f := range fontCount {
		d.fonts[f].write(d, thorough, firstFont+objectsPerFont*int(f))
	}
	d.object(pagesObject, func() {
		d.write("<< /Type /Pages /Count %d /Kids [", len(d.pages))
		for _, p := range d.pages {
			d.write("%d 0 R\n", p)
		}
		d.write("] >>")
	})
	d.object(infoObject, func() { d.write("<< /Title %s /Producer (Trame) >>", hexText(d.title)) })
	d.object(catalogObject, func() {
		d.write("<< /Type /Catalog /Pages %d 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >> >>", pagesObject)
	})
	d.finish()
	return errors.Join(d.err, d.out.Flush())
}

// finish writes the table of objects.
func (d *Document) finish() {
	table := d.written
	d.write("xref\n0 %d\n0000000000 65535 f \n", len(d.offsets)+1)
	for _, at := range d.offsets {
		d.write("%010d 00000 n \n", at)
	}
	d.write("trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets)+1, catalogObject, infoObject, table)
}

// flush writes out the page in hand.
func (d *Document) flush() {
	p := d.open
	if p == nil || d.err != nil {
		return
	}
	d.open = nil
	content := d.reserve()
	d.stream(content, d.quick, p.content.Bytes(), "")
	page := d.reserve()
	d.object(page, func() {
		d.write("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources << /Font <<",
			pagesObject, p.size.Width*point, p.size.Height*point, content)
		for f := range fontCount {
			d.write(" /F%d %d 0 R", f, firstFont+objectsPerFont*int(f))
		}
		d.write(" >> >> >>")
	})
	d.pages = append(d.pages, page)
}

func (d *Document) reserve() int {
	d.offsets = append(d.offsets, 0)
	return len(d.offsets)
}

func (d *Document) object(number int, body func()) {
	d.offsets[number-1] = d.written
	d.write("%d 0 obj\n", number)
	body()
	d.write("\nendobj\n")
}

// stream writes data deflated by zip; entries go into its dictionary.
func (d *Document) stream(number int, zip *zlib.Writer, data []byte, entries string) {
	d.packed.Reset()
	zip.Reset(&d.packed)
	_, err := zip.Write(data)
	if err := errors.Join(d.err, err, zip.Close()); err != nil {
		d.err = err
		return
	}
	d.object(number, func() {
		d.write("<< /Length %d /Filter /FlateDecode%s >>\nstream\n", d.packed.Len(), entries)
		d.raw(d.packed.Bytes())
		d.write("\nendstream")
	})
}

func (d *Document) write(format string, args ...any) { d.raw(fmt.Appendf(nil, format, args...)) }

func (d *Document) raw(data []byte) {
	if d.err != nil {
		return
	}
	n, err := d.out.Write(data)
	d.written, d.err = d.written+int64(n), err
}

// hexText is a text string outside of a page: UTF-16 with its mark.
func hexText(s string) string {
	text := []byte("<FEFF")
	for _, unit := range utf16.Encode([]rune(s)) {
		text = fmt.Appendf(text, "%04X", unit)
	}
	return string(append(text, '>'))
}
