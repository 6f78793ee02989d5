package timetable

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadInstance reads an instance and validates it. What is wrong with the file
// is a *Flaw, one line that names the first wrong field; another error is the
// reader's own. A weight left out costs nothing.
func ReadInstance(r io.Reader) (*Instance, error) {
	var ins Instance
	if err := read(r, &ins); err != nil {
		return nil, err
	}
	if err := ins.Validate(); err != nil {
		return nil, err
	}
	return &ins, nil
}

// ReadPlan reads a plan. That its file is well formed says nothing of its
// worth: Check does.
func ReadPlan(r io.Reader) (*Plan, error) {
	var plan Plan
	if err := read(r, &plan); err != nil {
		return nil, err
	}
	if err := plan.validate().err(); err != nil {
		return nil, err
	}
	return &plan, nil
}

// read decodes the one value of r, strictly: a field misspelt, given twice or
// null would otherwise be a constraint that nobody keeps.
func read(r io.Reader, into any) error {
	data, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return err
	}
	if len(data) > mostBytes {
		return flaw("", "has more than %d MiB", mostBytes>>20)
	}
	if err := json.Unmarshal(data, into, json.RejectUnknownMembers(true)); err != nil {
		return misread(data, err)
	}
	return noNull(data)
}

// noNull refuses null, which decodes as if the field were not there. Few files
// hold those letters: most are not looked at twice.
func noNull(data []byte) error {
	if !bytes.Contains(data, []byte("null")) {
		return nil
	}
	for tokens := jsontext.NewDecoder(bytes.NewReader(data)); ; {
		token, err := tokens.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read again: %w", err)
		case token.Kind() == 'n':
			return flaw(dotted(tokens.StackPointer()), "null is no value: leave the field out")
		}
	}
}
