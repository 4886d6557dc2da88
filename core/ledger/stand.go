package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Stand is how far something that follows the ledger has come.
type Stand struct {
	Name string // of its cursor, or of the table in which a part keeps one
	Seq  int64  // the last event that its tables know; -1 when it never began
	Late int64  // events that it has still to take; 0 at the end
}

func (s Stand) String() string {
	if s.Seq < 0 {
		return fmt.Sprintf("%s: it never began, and there are %d events", s.Name, s.Late)
	}
	return fmt.Sprintf("%s: %d events behind, at event %d", s.Name, s.Late, s.Seq)
}

// StandAt is where something stands whose cursor is at a place.
func StandAt(name string, seq, head int64) Stand {
	return Stand{Name: name, Seq: seq, Late: max(0, head-max(0, seq))}
}

// Beyond says what is wrong with a cursor that names an event which has not happened; "" when it does not.
func (s Stand) Beyond(head int64) string {
	if s.Seq <= head {
		return ""
	}
	return fmt.Sprintf("%s stands at event %d, but the ledger ends at %d: what follows would be left out", s.Name,
		s.Seq, head)
}

// retired are cursors of earlier programs. They may lie in a city that is older; nothing reads them.
var retired = []string{"score.1", "trend.1", viewCursor("matters.1")}

// Stands says how far each follower has come, in the order of Options.Followers, and behind them what parts know of
// theirs, and tells what cannot be: a cursor beyond the end, one that nobody owns, a view that has none or was being
// made anew. r must see one instant, as a Snapshot does. Of the options only City, Views and Followers are used.
func Stands(ctx context.Context, r store.Reader, o Options, parts []Stand, tell func(string)) ([]Stand, error) {
	head, err := End(ctx, r, o.City)
	if err != nil {
		return nil, err
	}
	have := map[string]int64{}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var name string
		var seq int64
		err := rows.Scan(&name, &seq)
		have[name] = seq
		return err
	}, "SELECT name, seq FROM cursors WHERE city = $1", o.City)
	if err != nil {
		return nil, err
	}
	if at, ok := have[rebuilding]; ok {
		tell(fmt.Sprintf("cursors: a rebuild was interrupted at event %d: run xiaohao rebuild", at))
		delete(have, rebuilding)
	}
	for _, v := range o.Views {
		name := viewCursor(v.Name())
		at, ok := have[name]
		switch {
		case !ok && head.Seq > 0:
			nothing, err := begins(ctx, r, o.City, v)
			if err != nil {
				return nil, err
			}
			if !nothing {
				tell(fmt.Sprintf("cursors: %s is missing: run xiaohao rebuild", name))
			}
		case ok && at != 0:
			tell(fmt.Sprintf("cursors: %s stands at event %d; a view is never behind and has 0 there", name, at))
		}
		delete(have, name)
	}
	var out []Stand
	for _, f := range o.Followers {
		at, ok := have[f.Name()]
		if !ok {
			at = -1
			for _, name := range were(f) { // it begins anew when the server starts
				delete(have, name)
			}
		}
		out = append(out, StandAt(f.Name(), at, head.Seq))
	}
	out = append(out, parts...)
	for _, s := range out {
		if wrong := s.Beyond(head.Seq); wrong != "" {
			tell("cursors: " + wrong)
		}
		delete(have, s.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if !slices.Contains(retired, name) {
			tell(fmt.Sprintf("cursors: %q, at event %d, is of no part of this program", name, have[name]))
		}
	}
	return out, nil
}

// Renewed says that a follower has a new name and did not begin under it: its tables are still those of the old one,
// and are made anew when the server starts.
func Renewed(ctx context.Context, r store.Reader, city int64, f Follower) (bool, error) {
	at, err := cursor(ctx, r, city, f.Name(), "")
	if err != nil || at >= 0 {
		return false, err
	}
	for _, name := range were(f) {
		if at, err = cursor(ctx, r, city, name, ""); err != nil || at >= 0 {
			return at >= 0, err
		}
	}
	return false, nil
}

// Upto is the event up to which a follower's tables are compared: its cursor; the ledger's end when the cursor is
// beyond it, and 0 when it never began.
func Upto(ctx context.Context, r store.Reader, city int64, follower string) (int64, error) {
	head, err := End(ctx, r, city)
	if err != nil {
		return 0, err
	}
	at, err := cursor(ctx, r, city, follower, "")
	return min(max(at, 0), head.Seq), err
}

// Later are the subjects that something happened to behind an event, each with the numbers of those events, oldest
// first. Types are as in EachType.
func Later(ctx context.Context, r store.Reader, city, after int64, types []event.Type) (map[int64][]int64, error) {
	out := map[int64][]int64{}
	err := EachType(ctx, r, city, after, 0, types, func(e Event) error {
		if e.Seq > after { // 0 is no limit there
			out[e.Subject] = append(out[e.Subject], e.Seq)
		}
		return nil
	})
	return out, err
}
