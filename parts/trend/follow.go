package trend

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/store"
)

var tables = []string{"trend_counts", "trend_matters", "trend_weeks", "trend_findings"}

type follower struct{ city int64 }

const followerName = "trend.2"

// Name implements ledger.Follower.
func (follower) Name() string { return followerName }

// Types implements ledger.Follower.
func (follower) Types() []event.Type {
	return []event.Type{inspect.MadeType, inspect.LinkedType, matter.TypeListed, ComparedType, FoundType}
}

// Reset implements ledger.Follower.
func (f follower) Reset(ctx context.Context, tx *store.Tx) error {
	for _, t := range tables {
		if err := tx.Later(ctx, "DELETE FROM "+t+" WHERE city = $1", f.city); err != nil {
			return err
		}
	}
	return nil
}

// Apply implements ledger.Follower.
func (f follower) Apply(ctx context.Context, tx *store.Tx, events []ledger.Event) error {
	counts := map[count]found{}
	var behind [][]any
	for i := range events {
		n, err := read(ctx, tx, &events[i])
		if err != nil {
			return fmt.Errorf("event %d: %w", events[i].Seq, err)
		}
		if err := f.write(ctx, tx, &events[i], n); err != nil {
			return fmt.Errorf("event %d: %w", events[i].Seq, err)
		}
		for _, c := range n.counts {
			counts[c.count] = counts[c.count].plus(c.found)
		}
		if m := n.matter; m != nil {
			behind = append(behind, []any{f.city, m.what, m.code, m.kind, int64(m.day), m.matter, int64(m.area)})
		}
	}
	return cmp.Or(f.raise(ctx, tx, counts), tx.Rows(ctx,
		"INSERT INTO trend_matters (city, what, code, kind, day, matter, area) VALUES",
		"ON CONFLICT (city, what, code, kind, day, matter) DO NOTHING", behind))
}

// raise adds to the counts.
func (f follower) raise(ctx context.Context, tx *store.Tx, counts map[count]found) error {
	rows := make([][]any, 0, len(counts))
	for _, c := range slices.SortedFunc(maps.Keys(counts), count.compare) {
		n := counts[c]
		rows = append(rows, []any{f.city, c.what, c.code, c.kind, int64(c.area), int64(c.day), n.checked, n.failed})
	}
	return tx.Rows(ctx, "INSERT INTO trend_counts (city, what, code, kind, area, day, checked, failed) VALUES",
		"ON CONFLICT (city, what, code, kind, area, day) DO UPDATE SET "+
			"checked = trend_counts.checked + excluded.checked, failed = trend_counts.failed + excluded.failed", rows)
}

// note is what an event means here.
type note struct {
	counts []counted
	matter *behind
	week   string
	found  bool
}

type count struct {
	what, code, kind string
	area             area.Code // county
	day              views.Day
}

func (c count) compare(d count) int {
	return cmp.Or(cmp.Compare(c.what, d.what), cmp.Compare(c.code, d.code), cmp.Compare(c.kind, d.kind),
		cmp.Compare(c.area, d.area), cmp.Compare(c.day, d.day))
}

// found is how often something was looked at, and how often it was not as it should be.
type found struct{ checked, failed int64 }

func (f found) plus(g found) found { return found{f.checked + g.checked, f.failed + g.failed} }

// counted is what an event adds to a count.
type counted struct {
	count
	found
}

type behind struct {
	what, code, kind string
	day              views.Day
	matter           int64
	area             area.Code
}

// inspection is what is read of an inspection; the package that makes it owns the rest.
type inspection struct {
	Kind  string           `json:"kind"`
	Area  area.Code        `json:"area"`
	Again int64            `json:"again"`
	Found calendar.Instant `json:"found"`
	Items []struct {
		Item   string `json:"item"`
		Result string `json:"result"`
	} `json:"items"`
}

// read says what an event means; an inspection that a matter came of is read from the ledger.
func read(ctx context.Context, r store.Reader, e *ledger.Event) (n note, err error) {
	switch e.Type {
	case inspect.MadeType:
		var b inspection
		if err := json.Unmarshal(e.Body, &b); err != nil || b.Again != 0 {
			return n, err
		}
		n.counts = b.counts()
	case inspect.LinkedType:
		var l struct {
			Item   string `json:"item"`
			Matter int64  `json:"matter"`
		}
		if err = json.Unmarshal(e.Body, &l); err != nil {
			return n, err
		}
		var b inspection
		first, err := begun(ctx, r, e)
		if err != nil {
			return n, err
		}
		if err := json.Unmarshal(first.Body, &b); err != nil || b.Again != 0 {
			return n, err
		}
		n.matter = &behind{Item, l.Item, b.Kind, views.DayOf(b.Found), l.Matter, b.Area}
	case matter.TypeListed:
		body, err := views.Body(e)
		if err != nil {
			return n, err
		}
		b := body.(*matter.WasListed)
		if b.Kind == matter.Help {
			return n, nil
		}
		asked, err := askedFor(ctx, r, e)
		if err != nil || asked {
			return n, err
		}
		day := views.DayOf(e.At)
		n.counts = []counted{{count{Category, b.Category, "", b.Area.Ancestor(area.County), day}, found{0, 1}}}
		n.matter = &behind{Category, b.Category, "", day, e.Subject, b.Area}
	case ComparedType:
		var b Compared
		err = json.Unmarshal(e.Body, &b)
		n.week = b.Week
	case FoundType:
		n.found = true
	}
	return n, err
}

// askedFor says whether a listed matter was found because somebody looked for just that, in a self-check campaign: it
// says nothing of how things are elsewhere or were before.
func askedFor(ctx context.Context, r store.Reader, e *ledger.Event) (bool, error) {
	if m := views.Fresh(e); m != nil {
		return campaigned(string(m.Source), m.SourceNo), nil
	}
	first, err := begun(ctx, r, e)
	if err != nil {
		return false, err
	}
	var b struct {
		Source   string `json:"source"`
		SourceNo string `json:"source_no"`
	}
	err = json.Unmarshal(first.Body, &b)
	return campaigned(b.Source, b.SourceNo), err
}

func campaigned(source, number string) bool {
	return source == "self_check" || strings.HasPrefix(number, "self_check/")
}

// begun is the first event of what an event is about.
func begun(ctx context.Context, r store.Reader, e *ledger.Event) (ledger.Event, error) {
	first, ok, err := ledger.One(ctx, r, e.City, e.Subject)
	if err != nil {
		return first, err
	}
	if !ok {
		return first, fmt.Errorf("event %d is about %d, and there is no such event", e.Seq, e.Subject)
	}
	return first, nil
}

func (b *inspection) counts() (out []counted) {
	for _, i := range b.Items {
		c := counted{count{Item, i.Item, b.Kind, b.Area.Ancestor(area.County), views.DayOf(b.Found)}, found{1, 0}}
		switch i.Result {
		case "fail":
			c.failed = 1
		case "pass":
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

func (f follower) write(ctx context.Context, tx *store.Tx, e *ledger.Event, n note) error {
	if n.week != "" {
		return tx.Later(ctx,
			"INSERT INTO trend_weeks (city, week, seq) VALUES ($1, $2, $3) ON CONFLICT (city, week) DO NOTHING", f.city,
			n.week, e.Seq)
	}
	if n.found {
		return tx.Later(ctx, "INSERT INTO trend_findings (city, id, at, body) VALUES ($1, $2, $3, $4) "+
			"ON CONFLICT (city, id) DO NOTHING", f.city, e.Subject, e.At, string(e.Body))
	}
	return nil
}
