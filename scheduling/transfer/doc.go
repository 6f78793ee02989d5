// Package transfer brings lists of people and referrals in and out: whatever a
// spreadsheet saved, CSV or workbook, read row by row in memory that does not
// grow with the file, its encoding and separator guessed and shown; and files
// that no spreadsheet takes for a formula. It is the only keeper of excelize.
package transfer
