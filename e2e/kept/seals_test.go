package kept_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSealsHold holds the ledger against what keepers have outside: the seals of 64 days, and proofs of single
// entries. The program lists and proves the same.
func TestSealsHold(t *testing.T) {
	c := fresh(t)
	if said := c.must(t, "seal", "-list"); differs(string(readKept(t, "seals.json")), said) != "" {
		t.Errorf("the seals are not those that were kept:\n%s", differs(string(readKept(t, "seals.json")), said))
	}
	var proofs map[string]string
	if err := json.Unmarshal(readKept(t, "proofs.json"), &proofs); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for entry, proof := range proofs {
		if said := c.must(t, "seal", "-proof", entry); said != proof {
			t.Errorf("the proof of entry %s is\n%s, kept was\n%s", entry, said, proof)
		}
	}
	receipt := filepath.Join(folder, "receipt.json")
	if err := os.WriteFile(receipt, []byte(proofs[number(kept(t).M1)]), 0o600); err != nil {
		t.Fatal(err)
	}
	said := c.must(t, "verify", "-lag", "1000000", "-seals", dir("seals.json"), "-receipt", receipt)
	if want := "hold"; !strings.Contains(said, want) {
		t.Errorf("verify says %q", said)
	}
	forged := filepath.Join(folder, "forged.json")
	wrong := strings.Replace(string(readKept(t, "seals.json")), `"hash":"`, `"hash":"0`, 1)
	if err := os.WriteFile(forged, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-seals", forged}, {"-receipt", forged}} {
		if code, said := c.run("verify", args...); code == 0 {
			t.Errorf("verify %v takes a forged one: %s", args, said)
		}
	}
}
