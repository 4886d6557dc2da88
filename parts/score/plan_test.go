package score

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// Every statement that pages run walks an index made for it, and none sorts.
func TestPlans(t *testing.T) {
	t.Parallel()
	db := openAt(t, storetest.FileDSN(t))
	for _, c := range map[string]struct {
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
		storetest.Along(t, db.Read(), c.text, c.uses, args...)
	}
}
