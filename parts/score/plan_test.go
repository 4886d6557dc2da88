package score

import (
	"database/sql"
	"strings"
	"testing"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// Every statement that pages run walks an index made for it, and none sorts.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := openAt(t, storetest.FileDSN(t))
	for name, c := range map[string]struct {
		text string
		args int
		uses string
	}{
		"one scope": {sumsOne, 5 + mostPeriods, "SEARCH score_counts USING PRIMARY KEY (city=? AND scope=? AND " +
			"grain=? AND waiting=? AND period=? AND id=?)"},
		"many scopes": {sumsMany, 4 + mostPeriods + mostIDs,
			"SEARCH score_counts USING PRIMARY KEY (city=? AND scope=? AND grain=? AND waiting=? AND period=? AND " +
				"id=?)"},
		"judged": {judgedText, 14, "SEARCH score_lists USING PRIMARY KEY (city=? AND scope=? AND id=? AND " +
			"(day,matter,round)>(?,?,?) AND day<?)"},
		"left out": {leftText, 12, "SEARCH score_lists USING PRIMARY KEY (city=? AND scope=? AND id=? AND " +
			"(day,matter,round)>(?,?,?) AND day<?)"},
		"published": {publishedText, 3, "SEARCH score_published"},
		"burden":    {loadText, 3, "SEARCH burden USING PRIMARY KEY (city=? AND month=? AND area=?)"},
		"month": {monthText, 4,
			"SEARCH score_counts USING PRIMARY KEY (city=? AND scope=? AND grain=? AND waiting=? AND period=?)"},
		"file":  {getFile, 2, "(city=? AND matter=?)"},
		"files": {getFiles, 1 + mostIDs, "(city=? AND matter=?)"},
	} {
		args := make([]any, c.args)
		for i := range args {
			args[i] = int64(i)
		}
		var plan strings.Builder
		err := store.Each(t.Context(), db.Read(), func(rows *sql.Rows) error {
			var id, parent, unused int
			var detail string
			err := rows.Scan(&id, &parent, &unused, &detail)
			plan.WriteString(detail + "\n")
			return err
		}, "EXPLAIN QUERY PLAN "+c.text, args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if p := plan.String(); !strings.Contains(p, c.uses) || strings.Contains(p, "SCAN") ||
			strings.Contains(p, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", name, p)
		}
	}
}
