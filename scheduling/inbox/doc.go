// Package inbox reads the mail that comes back: answers to calendar
// invitations and mail that could not be delivered. It judges nothing and
// answers nothing; workflow/receiving decides what becomes of what is read.
//
// What it promises of any text at all, however it was made:
//   - it never holds more than MaxSize of it, and neither panics nor recurses
//     deeper than maxDepth;
//   - of an answer it takes the PARTSTAT, the COMMENT and the hour asked for,
//     and nothing else that a sender could have written;
//   - why something was left aside is a constant, which names nobody.
//
// It is the one keeper of go-message, and of go-msgauth for what comes in; its
// folder mailbox is the one keeper of go-imap.
package inbox
