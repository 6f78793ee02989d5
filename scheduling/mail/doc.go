// Package mail composes and sends what leaves Trame by mail, one recipient at
// a time (rule 14). It is the one keeper of go-mail.
//
// What it promises:
//   - nothing that was handed in can begin a header of its own;
//   - the same Mail composes to the same bytes, under the same Message-ID, so
//     that a doubled delivery is one message to most readers;
//   - errors name the step and the server's code, never a person.
package mail
