package score

import (
	"strconv"
	"strings"
)

// unitScope is the scope of a unit; an area's is its level, 2 to 5.
const unitScope = 9

// The grains of counters. Weeks are summed from days, quarters and years from months.
const (
	byDay    = 1
	byMonth  = 2
	byFrozen = 3 // a month as it was published
)

const (
	getCounts = `SELECT id, sums FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4
		AND period = $5 AND id = $6`
	dropCounts = `DELETE FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4
		AND period = $5 AND id = $6`
	putCounts  = `INSERT INTO score_counts (city, scope, grain, waiting, period, id, sums) VALUES`
	thenCounts = `ON CONFLICT (city, scope, grain, waiting, period, id) DO UPDATE SET sums = excluded.sums`
	putFiles   = `INSERT INTO score_files (city, matter, doc) VALUES`
	thenFiles  = `ON CONFLICT (city, matter) DO UPDATE SET doc = excluded.doc`
	getFile    = `SELECT doc FROM score_files WHERE city = $1 AND matter = $2`
	putLists   = `INSERT INTO score_lists (city, scope, id, day, matter, round, area, flags) VALUES`
	thenLists  = `ON CONFLICT (city, scope, id, day, matter, round) DO UPDATE SET area = excluded.area,
		flags = excluded.flags`
	dropList = `DELETE FROM score_lists WHERE city = $1 AND scope = $2 AND id = $3 AND day = $4 AND matter = $5
		AND round = $6`
)

var getSome = "SELECT id, sums FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4 " +
	"AND period = $5 AND id IN (" + places(6, someIDs) + ")"

var getFiles = "SELECT matter, doc FROM score_files WHERE city = $1 AND matter IN (" + places(2, mostIDs) + ")"

// places writes n placeholders "$from, …".
func places(from, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(parts, ", ")
}
