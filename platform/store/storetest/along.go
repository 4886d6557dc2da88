package storetest

import (
	"database/sql"
	"strings"
	"testing"

	"xiaohao/platform/store"
)

// Along holds a statement to an index: SQLite answers it by what is wanted (a part of its plan, as the name of an index
// or its terms), walks no table whole and sorts nothing. Plans differ by engine, so that its test unsets Engine first.
func Along(t testing.TB, r store.Reader, text, want string, args ...any) {
	t.Helper()
	plan := Plan(t, r, text, args...)
	if !strings.Contains(plan, want) || strings.Contains(plan, "SCAN ") || strings.Contains(plan, "TEMP B-TREE") {
		t.Errorf("%s\n%s\nwant %s", text, plan, want)
	}
}

// Plan is how SQLite answers a statement, a step a line.
func Plan(t testing.TB, r store.Reader, text string, args ...any) string {
	t.Helper()
	var steps []string
	err := store.Each(t.Context(), r, func(rows *sql.Rows) error {
		var id, parent, unused int
		var what string
		err := rows.Scan(&id, &parent, &unused, &what)
		steps = append(steps, what)
		return err
	}, "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(steps, "\n")
}
