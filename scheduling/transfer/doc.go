// Package transfer brings lists of people in and out as CSV: whatever Excel
// saved, read with its encoding and separator guessed and shown; and files
// that no spreadsheet takes for a formula.
package transfer
