package score

import (
	"strings"
	"testing"

	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

func check(t *testing.T, w *town) []string {
	t.Helper()
	var told []string
	err := w.db.Snapshot(w.ctx, func(r store.Reader) error {
		return Check(w.ctx, r, cityNo, nil, func(what string) { told = append(told, what) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// Whatever is wrong in a table is found and named.
func TestCheck(t *testing.T) {
	t.Parallel()
	w := newTown(t, 5)
	w.pace = 2
	w.live(1500)
	w.publish("2026-09")
	w.live(500)
	w.settle()
	if told := check(t, w); len(told) > 0 {
		t.Fatalf("nothing is wrong, but: %q", told)
	}
	for _, c := range []struct{ spoil, names string }{
		{"UPDATE score_counts SET sums = X'0204' WHERE scope = 3 AND grain = 2 AND id = (SELECT MIN(id) " +
			"FROM score_counts WHERE scope = 3 AND grain = 2)", "score_counts: scope 3, grain 2"},
		{"UPDATE score_counts SET sums = X'0202020202020202' WHERE scope = 9 AND grain = 1 " +
			"AND period = (SELECT MAX(period) FROM score_counts WHERE scope = 9 AND grain = 1)",
			"score_counts: scope 9, grain 1"},
		{"DELETE FROM score_counts WHERE scope = 4 AND grain = 2 AND waiting = 1 AND period = (SELECT MAX(period) " +
			"FROM score_counts WHERE scope = 4 AND grain = 2 AND waiting = 1)",
			"score_counts: scope 4, grain 2, waiting 1"},
		{"UPDATE score_lists SET flags = flags + 2 WHERE (day, matter, round) = (SELECT day, matter, round " +
			"FROM score_lists WHERE scope = 2 LIMIT 1) AND scope = 2", "score_lists: scope 2"},
		{"DELETE FROM score_lists WHERE scope = 9 AND matter = (SELECT MAX(matter) FROM score_lists)",
			"score_lists: scope 9"},
		{"UPDATE score_files SET doc = '{}' WHERE matter = (SELECT MAX(matter) FROM score_files)",
			"score_files: matter"},
		{"DELETE FROM score_files WHERE matter = (SELECT MIN(matter) FROM score_files)", "is missing"},
		{"INSERT INTO score_files SELECT city, 999999999, doc FROM score_files LIMIT 1",
			"score_files: matter 999999999"},
		{"UPDATE burden SET n = n + 1 WHERE what = 'photos' AND area = 430400000000 AND month = 202609",
			"burden: month 202609"},
		{"UPDATE score_counts SET sums = X'02' WHERE grain = 3 AND scope = 2", "published month 202609"},
		{"UPDATE score_counts SET sums = X'00' WHERE scope = 5 AND grain = 1", "score_counts: scope 5"},
		{"UPDATE score_counts SET sums = X'FF' WHERE scope = 5 AND grain = 1", "score_counts: scope 5"},
		{"DELETE FROM score_counts WHERE grain = 3 AND scope = 3", "published month 202609"},
		{"DELETE FROM score_published", "score_published: 0 rows"},
	} {
		_ = w.db.Write(w.ctx, func(tx *store.Tx) error {
			if n, err := tx.Exec(w.ctx, storetest.Words(tx.Engine(), c.spoil)); err != nil {
				t.Fatal(err)
			} else if n == 0 {
				t.Errorf("%s changes nothing", c.spoil)
			}
			told := []string{}
			if err := Check(w.ctx, tx, cityNo, nil, func(what string) { told = append(told, what) }); err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(told, "\n"); !strings.Contains(all, c.names) {
				t.Errorf("%s: %s", c.spoil, all)
			}
			return errSpoiled
		})
	}
}
