package transfer_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"trame/scheduling"
	"trame/scheduling/transfer"
)

// book is a workbook made by f.
func book(t *testing.T, f func(file *excelize.File)) []byte {
	t.Helper()
	file := excelize.NewFile()
	f(file)
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func set(t *testing.T, file *excelize.File, sheet string, cells map[string]any) {
	t.Helper()
	for at, value := range cells {
		if err := file.SetCellValue(sheet, at, value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWorkbookIsReadWhateverItsCellsAre(t *testing.T) {
	raw := book(t, func(file *excelize.File) {
		set(t, file, "Sheet1", map[string]any{
			"A1": "Nom", "B1": "Prénom", "C1": "Né(e) le", "D1": "NIR", "E1": "Début d’arrêt", "F1": "ALD", "G1": "N° dossier",
			"A3": "Léger", "B3": "Zoé", "C3": time.Date(1970, 3, 14, 0, 0, 0, 0, time.UTC), "D3": 284057512345672, "E3": "01/10/2026", "G3": 4711,
		})
		if err := file.SetCellFormula("Sheet1", "F3", "1/0"); err != nil {
			t.Fatal(err)
		}
	})
	l, err := read(raw, true)
	if err != nil {
		t.Fatal(err)
	}
	if l.format.Kind != transfer.Workbook || len(l.rows) != 1 || l.rows[0].Line != 3 {
		t.Fatalf("%+v", l)
	}
	i, r := l.rows[0].Onto(scheduling.Insured{}), l.rows[0].OntoReferral(scheduling.Referral{})
	if i.LastName != "Léger" || i.BirthDate != scheduling.MustDate("1970-03-14") || i.InternalNumber != "4711" ||
		r.Facts.LeaveStart != scheduling.MustDate("2026-10-01") || r.Facts.LongIllness != scheduling.Unknown || l.rows[0].Cell(transfer.NIR) != "284057512345672" {
		t.Errorf("%+v %+v %q", i, r, l.rows[0].Cells)
	}
}

func TestDaysOfAMacintoshCountFrom1904(t *testing.T) {
	from1904 := true
	raw := book(t, func(file *excelize.File) {
		set(t, file, "Sheet1", map[string]any{"A1": "Nom", "B1": "Prénom", "C1": "Naissance", "A2": "Léger", "B2": "Zoé", "C2": 24179})
		if err := file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
			t.Fatal(err)
		}
	})
	l, err := read(raw, false)
	if err != nil {
		t.Fatal(err)
	}
	if born := l.rows[0].Onto(scheduling.Insured{}).BirthDate; born != scheduling.MustDate("1970-03-14") {
		t.Errorf("born %s", born)
	}
}

func TestASheetOfAWorkbookIsChosen(t *testing.T) {
	raw := book(t, func(file *excelize.File) {
		if _, err := file.NewSheet("Juin"); err != nil {
			t.Fatal(err)
		}
		set(t, file, "Juin", map[string]any{"A1": "Nom", "B1": "Prénom", "A2": "Léger", "B2": "Zoé"})
	})
	r, err := transfer.Open(bytes.NewReader(raw), int64(len(raw)), transfer.Format{Kind: transfer.Workbook, Sheet: "Juin"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if got := transfer.Sheets(r); len(got) != 2 || got[1] != "Juin" {
		t.Errorf("sheets %q", got)
	}
	if top, err := r.Next(); err != nil || top.Cells[0] != "Nom" {
		t.Errorf("%q, %v", top.Cells, err)
	}
	_, err = transfer.Open(bytes.NewReader(raw), int64(len(raw)), transfer.Format{Kind: transfer.Workbook, Sheet: "Juillet"})
	if key, _ := keyOf(err); key != "import.no_sheet" {
		t.Error(err)
	}
}

// A workbook that unfolds to two gigabytes is refused before it does.
func TestAWorkbookThatUnfoldsWithoutEndIsRefused(t *testing.T) {
	sound := book(t, func(*excelize.File) {})
	from, err := zip.NewReader(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	bomb := zip.NewWriter(&out)
	for _, file := range from.File {
		if strings.Contains(file.Name, "sheet1") {
			header := file.FileHeader
			header.UncompressedSize64 = 2 << 30
			if _, err := bomb.CreateRaw(&header); err != nil {
				t.Fatal(err)
			}
		} else if err := bomb.Copy(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := bomb.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = read(out.Bytes(), false)
	if key, _ := keyOf(err); key != "import.workbook_bomb" {
		t.Error(err)
	}
}
