package field_test

import (
	"os"
	"os/exec"
	"testing"
)

// TestRules runs the tests of the phone's rules, which are in the phone's language.
func TestRules(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("node"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no node on this machine, and in CI this test may not be skipped")
		}
		t.Skip("there is no node on this machine")
	}
	if out, err := exec.Command("node", "--no-warnings",
		"--test", "testdata/rules.test.mjs").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
