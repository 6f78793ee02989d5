// Package scheduling is the vocabulary of Trame and its invariants: the nouns
// of docs/glossary.md as plain structs, and the rules that need nothing but
// their arguments. It imports the standard library only; what it says is true
// whichever database, page or mail carries it.
package scheduling
