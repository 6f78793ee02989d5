// Package cadence turns a rhythm into dates: one meeting every so many weeks,
// never on a public holiday of the place, a closure, or (when asked) in the
// school holidays. Everything it needs comes in as arguments or is computed.
package cadence
