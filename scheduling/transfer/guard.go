package transfer

import "strings"

// formulas are the first characters that make a spreadsheet run a cell
// (OWASP, CSV injection).
const formulas = "=+-@\t\r"

// guard writes cell so that no spreadsheet runs it: an apostrophe in front.
func guard(cell string) string {
	if cell != "" && strings.ContainsRune(formulas, rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// unguard reads what guard wrote: an exported file comes back as it was.
func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.ContainsRune(formulas, rune(cell[1])) {
		return cell[1:]
	}
	return cell
}
