package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced command of docs/api.md with what its answer must hold,
// line by line.
var block = regexp.MustCompile("(?s)```sh\n(.*?)```\n```text\n(.*?)```")

func TestTheTourOfTheAPIRuns(t *testing.T) {
	shell, err := exec.LookPath("bash")
	if err == nil {
		_, err = exec.LookPath("curl")
	}
	if err != nil {
		if os.Getenv("TRAME_TEST_REQUIRE") != "" {
			t.Fatal(err)
		}
		t.Log("no curl here: .ci/test has one")
		return
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 5 {
		t.Fatalf("%d commands in the tour", len(blocks))
	}
	const end = "@@ end of block"
	var script strings.Builder
	for _, b := range blocks {
		script.WriteString(b[1] + "echo '" + end + "'\n")
	}
	d := startDemo(t)
	c := exec.CommandContext(t.Context(), shell, "-eu", "-c", script.String())
	c.Env = append(os.Environ(), "TRAME="+d.base, "no_proxy=*")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	answers := strings.Split(string(out), end)
	for i, b := range blocks {
		for want := range strings.Lines(b[2]) {
			if !strings.Contains(answers[i], strings.TrimSpace(want)) {
				t.Errorf("after\n%s\nno %s in\n%s", b[1], strings.TrimSpace(want), answers[i])
			}
		}
	}
}
