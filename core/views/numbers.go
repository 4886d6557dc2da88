package views

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"xiaohao/loop/matter"
	"xiaohao/platform/store"

	"golang.org/x/text/unicode/norm"
)

const kindLetters = "?PTH" // by matter.Kind

var numberForm = regexp.MustCompile(`^([PTH])(\d{4})-(\d{6,15})$`)

// Number writes a matter's number on its list, as in "P2026-000123": kind, year, counter.
func Number(kind matter.Kind, year int, n int64) string {
	return fmt.Sprintf("%c%04d-%06d", kindLetters[kind], year, n)
}

// ParseNumber reads what Number wrote; ok is false for numbers given elsewhere.
func ParseNumber(s string) (kind matter.Kind, year int, n int64, ok bool) {
	g := numberForm.FindStringSubmatch(s)
	if g == nil {
		return 0, 0, 0, false
	}
	for k := matter.Problem; k <= matter.Help; k++ {
		if kindLetters[k] == g[1][0] {
			kind = k
		}
	}
	year, _ = strconv.Atoi(g[2])
	n, _ = strconv.ParseInt(g[3], 10, 64)
	return kind, year, n, true
}

// keepNumber remembers the highest number.
func (v *Matters) keepNumber(ctx context.Context, tx *store.Tx, number string) error {
	kind, year, n, ok := ParseNumber(number)
	if !ok {
		return nil
	}
	v.counters.took(counter{kind: kind, year: year}, n)
	err := tx.Later(ctx, `INSERT INTO numbers (city, year, kind, last) VALUES ($1, $2, $3, $4)
ON CONFLICT (city, year, kind) DO UPDATE SET last = excluded.last WHERE excluded.last > numbers.last`, v.city, year,
		int64(kind), n)
	return err
}

// ByNumber is the matter that has this number on its list, or whose id it is in digits.
func ByNumber(ctx context.Context, r store.Reader, city int64, number string) (id int64, ok bool, err error) {
	number = strings.ToUpper(strings.TrimSpace(norm.NFKC.String(number)))
	if n, err := strconv.ParseInt(number, 10, 64); err == nil {
		id, err = one(ctx, r, "SELECT id FROM matters WHERE city = $1 AND id = $2", city, n)
		return id, id != 0, err
	}
	if number == "" {
		return 0, false, nil
	}
	id, err = one(ctx, r, "SELECT id FROM matters WHERE city = $1 AND number = $2 AND number <> '' ORDER BY id LIMIT 1",
		city, number)
	return id, id != 0, err
}

func itoa(n int) string { return strconv.Itoa(n) }
