// Package sms words, counts and sends short messages, one recipient at a
// time. It is the one keeper of the phone numbers' library and of SMPP's.
//
// What it promises:
//   - what is counted is what is sent: one table of letters for both;
//   - a landline is never sent to;
//   - errors name the step and the gateway's code, never a person or a number.
package sms
