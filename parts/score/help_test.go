package score

import (
	"database/sql"
	"errors"
	"flag"
	"slices"
	"strconv"
	"testing"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

func dump(t testing.TB, r store.Reader, table, column string) []string {
	t.Helper()
	var out []string
	err := store.Each(t.Context(), r, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		out = append(out, s)
		return err
	}, "SELECT "+column+" FROM "+table+" WHERE city = $1", cityNo)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func body(t testing.TB, w *town, seq int64) string {
	t.Helper()
	var s string
	if err := w.db.Read().QueryRow(w.ctx, "SELECT body FROM events WHERE city = $1 AND seq = $2", cityNo,
		seq).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

// kindOf is what kind of mistake an error tells of.
func kindOf(err error) fault.Kind {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return fault.Internal
}

// few sets how many histories a property looks at, unless the command line says it.
func few(t *testing.T, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f.Value.String() != f.DefValue {
		return
	}
	if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", f.DefValue) }) // its own default
}
