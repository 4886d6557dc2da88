package score

import (
	"strconv"
	"strings"
)

// Schema makes the tables of this package. All but score_published are folded from the events of matters; the
// counters of grain 3 and score_published from the events score.published.
const Schema = filesSchema + countsSchema + publishedSchema + burdenSchema

// filesSchema holds one File a matter, and for every round an entry in each list it can be drilled down to: its
// units', its township's, its county's and the city's. flags are the verdicts of the figures on it. A village's list
// is its township's, filtered by area.
const filesSchema = `
CREATE TABLE score_files (
	city   BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	doc    TEXT   NOT NULL,
	PRIMARY KEY (city, matter)
);
CREATE TABLE score_lists (
	city   BIGINT   NOT NULL,
	scope  SMALLINT NOT NULL,
	id     BIGINT   NOT NULL,
	day    BIGINT   NOT NULL,
	matter BIGINT   NOT NULL,
	round  BIGINT   NOT NULL,
	area   BIGINT   NOT NULL,
	flags  BIGINT   NOT NULL,
	PRIMARY KEY (city, scope, id, day, matter, round)
) WITHOUT ROWID;
`

// unitScope is the scope of a unit; an area's is its level, 2 to 5.
const unitScope = 9

// The grains of counters. Weeks are summed from days, quarters and years from months.
const (
	byDay    = 1
	byMonth  = 2
	byFrozen = 3 // a month as it was published
)

// countsSchema holds the sums: one row for a scope and a period. Rounds that wait for the unit have rows of their own
// (waiting 1), so that a running period can leave out those whose day is not over. sums is the Counts packed: a
// league reads thousands of rows, and a column for each number would cost ten times as much as the row.
const countsSchema = `
CREATE TABLE score_counts (
	city    BIGINT   NOT NULL,
	scope   SMALLINT NOT NULL,
	grain   SMALLINT NOT NULL,
	waiting SMALLINT NOT NULL,
	period  BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	sums    BLOB     NOT NULL,
	PRIMARY KEY (city, scope, grain, waiting, period, id)
) WITHOUT ROWID;
`

const publishedSchema = `
CREATE TABLE score_published (
	city    BIGINT NOT NULL,
	month   BIGINT NOT NULL,
	seq     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	through BIGINT NOT NULL,
	policy  BIGINT NOT NULL,
	digest  TEXT   NOT NULL,
	part    BIGINT NOT NULL,
	parts   BIGINT NOT NULL,
	PRIMARY KEY (city, month, seq)
);
`

const (
	getCounts = `SELECT sums FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4
		AND period = $5 AND id = $6`
	dropCounts = `DELETE FROM score_counts WHERE city = $1 AND scope = $2 AND grain = $3 AND waiting = $4
		AND period = $5 AND id = $6`
	putCounts = `INSERT INTO score_counts (city, scope, grain, waiting, period, id, sums)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (city, scope, grain, waiting, period, id) DO UPDATE SET sums = excluded.sums`
	putFile = `INSERT INTO score_files (city, matter, doc) VALUES ($1, $2, $3) ON CONFLICT (city, matter) DO UPDATE
		SET doc = excluded.doc`
	getFile = `SELECT doc FROM score_files WHERE city = $1 AND matter = $2`
	putList = `INSERT INTO score_lists (city, scope, id, day, matter, round, area, flags)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (city, scope, id, day, matter, round) DO UPDATE SET area = excluded.area, flags = excluded.flags`
	dropList = `DELETE FROM score_lists WHERE city = $1 AND scope = $2 AND id = $3 AND day = $4 AND matter = $5
		AND round = $6`
)

// places writes n placeholders "$from, …".
func places(from, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(parts, ", ")
}
