package importing

import (
	"encoding/json"
	"runtime"
	"sync"

	"trame/scheduling"
	"trame/scheduling/transfer"
)

// plea is a row with all that can be told of it before anybody is looked up.
// Rows are pleaded once, on every processor there is, while the database is
// busy with those before them.
type plea struct {
	row    transfer.Row
	faults []transfer.Fault
	told   scheduling.Insured // as she is if nobody knows her
	nir    scheduling.NIR
	nirKey string
	name   string               // folded, as rule 28 compares it
	sealed []byte               // the cells, to be staged
	kept   scheduling.ImportRow // as it was staged
}

func (d *Desk) plead(row transfer.Row) plea {
	p := plea{row: row, faults: row.Faults(), told: row.Onto(scheduling.Insured{}).Tidy()}
	if cell := row.Cell(transfer.NIR); cell != "" {
		p.nir, _ = scheduling.ParseNIR(cell) // the faults say so
	}
	if p.nir != "" {
		p.nirKey = d.nirKey(p.nir)
	}
	p.name = foldedName(p.told)
	return p
}

// pleadAll pleads rows, in their order.
func (d *Desk) pleadAll(rows []transfer.Row) []plea {
	pleas := make([]plea, len(rows))
	everywhere(len(rows), func(at int) { pleas[at] = d.plead(rows[at]) })
	return pleas
}

// pleadToStage is pleadAll with the cells sealed.
func (d *Desk) pleadToStage(id scheduling.ImportID, rows []transfer.Row) ([]plea, error) {
	pleas := make([]plea, len(rows))
	errs := make([]error, len(rows))
	everywhere(len(rows), func(at int) {
		pleas[at] = d.plead(rows[at])
		pleas[at].sealed, errs[at] = d.sealCells(id, rows[at])
	})
	return pleas, first(errs)
}

func (d *Desk) sealCells(id scheduling.ImportID, row transfer.Row) ([]byte, error) {
	cells, err := json.Marshal(row.Cells)
	if err != nil {
		return nil, err
	}
	return d.vault.Seal(rowPlace(id, row.Line), cells)
}

// pleadStaged opens staged rows and pleads them.
func (d *Desk) pleadStaged(staged []scheduling.ImportRow, layout transfer.Layout) ([]plea, error) {
	pleas := make([]plea, len(staged))
	errs := make([]error, len(staged))
	everywhere(len(staged), func(at int) {
		var row transfer.Row
		if row, errs[at] = d.opened(staged[at], layout); errs[at] == nil {
			pleas[at] = d.plead(row)
			pleas[at].kept = staged[at]
		}
	})
	return pleas, first(errs)
}

// everywhere does f for 0 to n-1, on every processor there is.
func everywhere(n int, f func(at int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var all sync.WaitGroup
	for k := range workers {
		all.Go(func() {
			for at := k * n / workers; at < (k+1)*n/workers; at++ {
				f(at)
			}
		})
	}
	all.Wait()
}

// first is the first error of a list that has one.
func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
