package trend

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/store"
)

// Check folds the events again, up to where the follower stands, and tells every row that is not what they say. r
// should see one instant, as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	err := check(ctx, r, city, tell)
	if err != nil {
		return fmt.Errorf("check the common problems: %w", err)
	}
	return nil
}

func check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, followerName)
	if err != nil {
		return err
	}
	var list []ledger.Event
	types := []event.Type{inspect.MadeType, inspect.LinkedType, matter.TypeListed, ComparedType, FoundType}
	err = ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		if e.Seq <= upto {
			list = append(list, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	want := map[string]bool{}
	sums := map[count]found{}
	for i := range list {
		n, err := read(ctx, r, &list[i])
		if err != nil {
			tell(fmt.Sprintf("event %d: %v", list[i].Seq, err))
			continue
		}
		n.into(&list[i], want, sums)
	}
	for c, n := range sums {
		want[fmt.Sprint("trend_counts ", c.what, " ", c.code, " ", c.kind, " ", int64(c.area), " ", int64(c.day), " ",
			n.checked, " ", n.failed)] = true
	}
	return compareRows(ctx, r, city, want, tell)
}

// into adds what an event means to the rows that there should be.
func (n *note) into(e *ledger.Event, want map[string]bool, sums map[count]found) {
	for _, c := range n.counts {
		sums[c.count] = sums[c.count].plus(c.found)
	}
	if m := n.matter; m != nil {
		want[fmt.Sprint("trend_matters ", m.what, " ", m.code, " ", m.kind, " ", int64(m.day), " ", m.matter, " ",
			int64(m.area))] = true
	}
	if n.week != "" {
		want[fmt.Sprint("trend_weeks ", n.week, " ", e.Seq)] = true
	}
	if n.found {
		want[fmt.Sprint("trend_findings ", e.Subject, " ", e.At, " ", string(e.Body))] = true
	}
}

func compareRows(ctx context.Context, r store.Reader, city int64, want map[string]bool, tell func(string)) error {
	for _, text := range []string{
		"SELECT 'trend_counts ' || what || ' ' || code || ' ' || kind || ' ' || area || ' ' || day || ' ' || checked " +
			"|| ' ' || failed FROM trend_counts WHERE city = $1",
		"SELECT 'trend_matters ' || what || ' ' || code || ' ' || kind || ' ' || day || ' ' || matter || ' ' || area " +
			"FROM trend_matters WHERE city = $1",
		"SELECT 'trend_weeks ' || week || ' ' || seq FROM trend_weeks WHERE city = $1",
		"SELECT 'trend_findings ' || id || ' ' || at || ' ' || body FROM trend_findings WHERE city = $1",
	} {
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			if !want[s] {
				table, row, _ := strings.Cut(s, " ")
				tell(fmt.Sprintf("%s: the row %s is not what the events say", table, row))
			}
			delete(want, s)
			return err
		}, text, city)
		if err != nil {
			return err
		}
	}
	for _, s := range slices.Sorted(maps.Keys(want)) {
		table, row, _ := strings.Cut(s, " ")
		tell(fmt.Sprintf("%s: the row %s is missing", table, row))
	}
	return nil
}
