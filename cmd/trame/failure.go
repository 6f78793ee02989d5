package main

import "errors"

// failure ends the process with a status of its own: 2 is what was handed in,
// a file or a flag, 1 everything else.
type failure struct {
	status int
	err    error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

// handedIn says that err is the caller's to mend.
func handedIn(err error) error {
	if err == nil {
		return nil
	}
	return failure{2, err}
}

// statusOf is how the process ends after err.
func statusOf(err error) int {
	if f, ok := errors.AsType[failure](err); ok {
		return f.status
	}
	return 1
}
