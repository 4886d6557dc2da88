package e2e

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xiaohao/city"
	"xiaohao/platform/store"
)

// Tables are owned: only a part writes its tables, and others read what it publishes. The store looks at every text
// that tests execute (package storetest switches it on); these tests look at the texts that stand in the source,
// executed or not, and at the steps of the schema.

// namesTable finds the pieces of texts that may name a table, as the source writes them.
var namesTable = regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE|TABLE)\s+\w`)

// TestTextsKeepToTheirTables judges every text in the source by the folder that it stands in.
func TestTextsKeepToTheirTables(t *testing.T) {
	owned, err := store.OwnershipOf(city.Standard().Steps())
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for where, text := range sourceTexts(t) {
		if !namesTable.MatchString(text) {
			continue
		}
		seen++
		file, _, _ := strings.Cut(strings.TrimPrefix(filepath.ToSlash(where), "../"), ":")
		if err := owned.Judge(store.PartOf(filepath.ToSlash(filepath.Dir(file))), text); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
	if seen < 300 {
		t.Errorf("only %d texts were found: this test looks past them", seen)
	}
}

// TestStepsKeepToTheirTables judges the steps of the schema.
func TestStepsKeepToTheirTables(t *testing.T) {
	steps := city.Standard().Steps()
	owned, err := store.OwnershipOf(steps)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		for _, e := range []store.Engine{store.SQLite, store.Postgres} {
			if err := owned.Judge(s.Part, s.Text(e)); err != nil {
				t.Errorf("step %s: %v", s, err)
			}
		}
	}
}

// TestJudgeSeesWhatIsForbidden gives texts that packages must not execute, and texts that they may.
func TestJudgeSeesWhatIsForbidden(t *testing.T) {
	owned, err := store.OwnershipOf(city.Standard().Steps())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ part, text, says string }{
		{"trend", "SELECT seq FROM cursors WHERE city = $1", "trend reads the table cursors of ledger"},
		{"desk", "UPDATE contacts SET key = NULL WHERE command = (SELECT command FROM events)", "events of ledger"},
		{"atlas", "SELECT h.seq FROM spots AS s, heads AS h WHERE h.city = s.city", "heads of ledger"},
		{"recur", "DELETE FROM reckonings", "recur writes the table reckonings of deadline"},
		{"atlas", "INSERT INTO matters (city, id) SELECT city, id FROM spots", "writes the table matters of views"},
		{"atlas", "UPDATE matters SET fire = 0", "writes the table matters of views"},
		{"campaign", "SELECT m.title FROM campaign_matters AS f JOIN matters AS m ON m.id = f.target", "matters.title"},
		{"campaign", "SELECT title FROM matters", "matters.title"},
		{"campaign", "SELECT * FROM matters", "matters.*"},
		{"", "SELECT 1 FROM commands", "commands of ledger"},
		{"", "CREATE TABLE x (a BIGINT); DROP TABLE seals", "writes the table seals of seal"},
		{"campaign", "SELECT m.state FROM campaign_matters AS f JOIN matters AS m ON m.id = f.target", ""},
		{"ledger", "UPDATE cursors SET seq = $1 FROM events WHERE city = $2", ""},
		{"seal", "INSERT INTO seals (city) VALUES ($1) ON CONFLICT (city) DO UPDATE SET seq = 1", ""},
		{"", "SELECT 'a word FROM cursors', 1 -- FROM events", ""},
	} {
		err := owned.Judge(x.part, x.text)
		if (err == nil) != (x.says == "") || err != nil && !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s with %q: %v, want %q", x.part, x.text, err, x.says)
		}
	}
}

// TestPublishedIsMade refuses the publishing of what is not there or of another part.
func TestPublishedIsMade(t *testing.T) {
	step := store.Step{Part: "a", N: 1, SQL: "CREATE TABLE things (city BIGINT NOT NULL, n BIGINT, PRIMARY KEY (city))"}
	for _, p := range []store.Published{{"things": {"m"}}, {"others": {"city"}}} {
		if _, err := store.OwnershipOf(store.Publish([]store.Step{step}, p)); err == nil {
			t.Errorf("%v was published", p)
		}
	}
	list := slices.Clone([]store.Step{step})
	if _, err := store.OwnershipOf(store.Publish(list, store.Published{"things": {"city", "n"}})); err != nil {
		t.Error(err)
	}
}
