package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// parseFiles is parse for a command that takes files, by the names that its
// usage gives them; flags may stand before, between and after.
func parseFiles(flags *flag.FlagSet, args []string, out io.Writer, names ...string) (files []string, helped bool, err error) {
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintf(out, "Usage: trame %s %s\n", flags.Name(), strings.Join(names, " "))
		flags.PrintDefaults()
	}
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, true, nil
		} else if err != nil {
			return nil, false, handedIn(err)
		}
		if flags.NArg() == 0 {
			break
		}
		files, args = append(files, flags.Arg(0)), flags.Args()[1:]
	}
	if len(files) != len(names) {
		return nil, false, handedIn(fmt.Errorf("usage: trame %s %s", flags.Name(), strings.Join(names, " ")))
	}
	return files, false, nil
}

// load reads a file; what is wrong with it is one line that names it.
func load[T any](name string, read func(io.Reader) (T, error)) (content T, err error) {
	file, err := os.Open(name)
	if err != nil {
		return content, handedIn(err)
	}
	defer file.Close()
	if content, err = read(file); err != nil {
		return content, handedIn(fmt.Errorf("%s: %w", name, err))
	}
	return content, nil
}
