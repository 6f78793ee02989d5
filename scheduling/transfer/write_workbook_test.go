package transfer_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"trame/scheduling/transfer"
)

func TestAWorkbookIsWrittenTheSameTwice(t *testing.T) {
	sheets := []transfer.Sheet{
		{Name: "Définitions", Rows: [][]any{{"Chapitre", "Base"}, {"=1+1", "« une base »"}}},
		{Name: "Heures données par les partenaires", Rows: [][]any{{"Partenaire", "Heures"}, {"Ligue", 12}}},
	}
	var once, twice bytes.Buffer
	for _, out := range []*bytes.Buffer{&once, &twice} {
		if err := transfer.WriteWorkbook(out, sheets); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same sheets gave other bytes")
	}
	file, err := excelize.OpenReader(&once)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for cell, want := range map[string]string{"A2": "=1+1", "B2": "« une base »"} {
		if got, err := file.GetCellValue("Définitions", cell); got != want || err != nil {
			t.Errorf("%s is %q, %v", cell, got, err)
		}
	}
	if formula, err := file.GetCellFormula("Définitions", "A2"); formula != "" || err != nil {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
	short := file.GetSheetList()[1]
	dimension, err := file.GetSheetDimension(short)
	if len([]rune(short)) != 31 || dimension != "A1:B2" || err != nil {
		t.Errorf("sheet %q is %s, %v", short, dimension, err)
	}
}
