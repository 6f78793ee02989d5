// Package paper makes what is printed: PDF pages, in millimetres from the top
// left of the sheet, type in points. It is the one keeper of the fonts and of
// the QR codes.
//
// A page is written out as soon as the next one begins, so that ten thousand
// letters take no more memory than one. The same words make the same bytes.
// It is untagged: what is read on a screen is a page of HTML.
package paper
