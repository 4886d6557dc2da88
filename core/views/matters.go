package views

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"reflect"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// indexed are the columns of the indexes: a change that leaves them all alone is written by a statement that names
// none of them, because the engine moves an index entry whenever a statement names its columns.
var indexed = []string{"state", "open", "area", "kind", "category", "severity", "lead", "number", "reporter", "next",
	"yellow", "fire", "ask", "wake"}

var (
	allColumns   = append(slices.Clone(columns), "open", "yellow", "fire", "wake", "doc")
	insertMatter = "INSERT INTO matters (city, id, " + strings.Join(allColumns, ", ") + ") VALUES (" +
		places(1, len(allColumns)+2) + ")"
	updateMatter = "UPDATE matters SET " + assignments(func(string) bool { return true }) +
		" WHERE city = $1 AND id = $2"
	touchMatter = "UPDATE matters SET " + assignments(func(c string) bool { return !slices.Contains(indexed, c) }) +
		" WHERE city = $1 AND id = $2"
)

// assignments writes "column = $n" for some columns; n is the column's place in allColumns after the key.
func assignments(take func(string) bool) string {
	var s []string
	for _, c := range allColumns {
		if take(c) {
			s = append(s, c+" = $"+itoa(len(s)+3))
		}
	}
	return strings.Join(s, ", ")
}

// Matters is the view of the matters and of all that is folded from the same events. One event changes one matter;
// what a group of commands changed is kept until Flush and written once.
type Matters struct {
	city    int64
	touched map[int64]*touched
	holders holders
	cases   cases
	tallies tallies
	counters
}

// touched is a matter that the running group has changed or looked at.
type touched struct {
	stored *matter.Matter // as the table has it; nil when it is not there yet
	now    *matter.Matter
	dirty  bool

	command ledger.ID       // the last that changed it
	after   **matter.Matter // as that command leaves it
}

// Name implements ledger.View.
func (v *Matters) Name() string { return "matters.2" }

// Reset implements ledger.View.
func (v *Matters) Reset(ctx context.Context, tx *store.Tx) error {
	v.Begin(tx)
	return empty(ctx, tx, v.city, "matters", "holders", "tallies", "receipts", "sources", "numbers", "voices",
		"followers", "notices", "case_members", "case_offers")
}

// Begin implements ledger.View.
func (v *Matters) Begin(*store.Tx) {
	v.touched = map[int64]*touched{}
	v.tallies = tallies{}
	v.counters.last = map[counter]int64{}
}

// Preload implements ledger.Preloader: it reads the matters that the group's commands are about in a few questions.
func (v *Matters) Preload(ctx context.Context, tx *store.Tx, subjects []int64) error {
	return eachMatter(ctx, tx, v.city, subjects, func(m *matter.Matter) error {
		v.touched[m.ID] = &touched{stored: m, now: m}
		return nil
	})
}

// eachMatter reads the matters that are there of some ids, in few questions.
func eachMatter(ctx context.Context, r store.Reader, city int64, ids []int64, fn func(*matter.Matter) error) error {
	for part := range slices.Chunk(ids, largestFetch) {
		size := bits.Len(uint(len(part) - 1))
		args := append(make([]any, 0, 1+1<<size), city)
		for i := range 1 << size {
			args = append(args, part[min(i, len(part)-1)])
		}
		list := make([]*matter.Matter, 0, len(part))
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var id int64
			var doc []byte
			if err := rows.Scan(&id, &doc); err != nil {
				return err
			}
			m, err := decode(id, doc)
			list = append(list, m)
			return err
		}, docsIn[size], args...)
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := fn(m); err != nil {
				return err
			}
		}
	}
	return nil
}

// Apply implements ledger.View; it folds the events whose type begins with "matter." and leaves the others alone.
func (v *Matters) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if !e.Type.In(matter.TypePrefix) {
		return nil
	}
	body, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	t, err := v.touch(ctx, tx, e, body)
	if err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	now := *t.now
	matter.ApplyBody(&now, body, matter.Stamp{Seq: e.Seq, At: e.At, Actor: e.Actor})
	t.now, t.dirty = &now, true
	if t.after == nil || t.command != e.Command {
		t.command, t.after = e.Command, new(*matter.Matter)
	}
	*t.after = &now
	e.Keep(&fresh{body, &now, t.after})
	if err := v.notice(ctx, tx, e, body, &now); err != nil {
		return fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return v.side(ctx, tx, e, body)
}

// side writes the small tables at once, so that the next command of the group finds its rows there.
func (v *Matters) side(ctx context.Context, tx *store.Tx, e ledger.Event, body matter.Body) error {
	switch b := body.(type) {
	case *matter.WasReported:
		if err := addReceipt(ctx, tx, v.city, b.Receipt, e.Subject); err != nil {
			return err
		}
		return addSource(ctx, tx, v.city, string(b.Source), b.SourceNo, e.Subject)
	case *matter.WasListed:
		return v.keepNumber(ctx, tx, b.Number)
	case *matter.WasVoiced:
		if err := addReceipt(ctx, tx, v.city, b.Receipt, e.Subject); err != nil {
			return err
		}
		return addVoice(ctx, tx, v.city, e.Subject, b.Voice)
	case *matter.WasFollowed:
		return follow(ctx, tx, v.city, e.Actor, e.Subject, !b.Off)
	}
	return nil
}

// touch finds the matter that an event is about; a report makes it.
func (v *Matters) touch(ctx context.Context, tx *store.Tx, e ledger.Event, body matter.Body) (*touched, error) {
	if _, ok := body.(*matter.WasReported); ok {
		t := &touched{now: &matter.Matter{}}
		v.touched[e.Subject] = t
		return t, nil
	}
	t, err := v.look(ctx, tx, e.Subject)
	if errors.Is(err, ErrNone) {
		return nil, fmt.Errorf("%s for matter %d, which was never reported", e.Type, e.Subject)
	}
	return t, err
}

func (v *Matters) look(ctx context.Context, r store.Reader, id int64) (*touched, error) {
	if t := v.touched[id]; t != nil {
		return t, nil
	}
	m, err := Get(ctx, r, v.city, id)
	if err != nil {
		return nil, err
	}
	t := &touched{stored: m, now: m}
	v.touched[id] = t
	return t, nil
}

// Current is the matter as it stands in the running transaction, what was gathered and not flushed included; only on
// the ledger's turn. It gives fault.Missing "matter_missing". The matter is the caller's.
func (v *Matters) Current(ctx context.Context, tx *store.Tx, id int64) (*matter.Matter, error) {
	t, err := v.look(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	m := *t.now
	return &m, nil
}

// Flush implements ledger.View.
func (v *Matters) Flush(ctx context.Context, tx *store.Tx) error {
	for _, id := range slices.Sorted(maps.Keys(v.touched)) {
		t := v.touched[id]
		if !t.dirty || t.stored != nil && reflect.DeepEqual(t.stored, t.now) {
			continue // a look, or a follower: the matter is as it was
		}
		if err := v.write(ctx, tx, t); err != nil {
			return fmt.Errorf("write matter %d: %w", id, err)
		}
	}
	v.touched = map[int64]*touched{}
	if err := v.tallies.flush(ctx, tx, v.city); err != nil {
		return fmt.Errorf("write tallies: %w", err)
	}
	return nil
}

func (v *Matters) write(ctx context.Context, tx *store.Tx, t *touched) error {
	args, err := bind(v.city, t.now)
	if err != nil {
		return err
	}
	text := insertMatter
	if t.stored != nil {
		if text = updateMatter; sameKeys(t.stored, t.now) {
			text, args = touchMatter, unindexed(args)
		}
	}
	if err := tx.Later(ctx, text, args...); err != nil {
		return err
	}
	v.tallies.change(t.stored, t.now)
	if err := v.cases.change(ctx, tx, v.city, t.stored, t.now); err != nil {
		return err
	}
	return v.holders.change(ctx, tx, v.city, t.stored, t.now)
}

// bind is the row of a matter as insertMatter and updateMatter take it.
func bind(city int64, m *matter.Matter) ([]any, error) {
	doc, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	r := rowOf(m)
	yellow, _, _ := lit(m)
	args := append(make([]any, 0, len(allColumns)+2), city, m.ID)
	return append(append(args, r.values()...), bit(m.Open()), int64(yellow), int64(m.Fire), int64(m.Wake()),
		string(doc)), nil
}

// unindexed leaves out what touchMatter does not write.
func unindexed(args []any) []any {
	out := append(make([]any, 0, len(args)), args[:2]...)
	for i, c := range allColumns {
		if !slices.Contains(indexed, c) {
			out = append(out, args[i+2])
		}
	}
	return out
}

// sameKeys says whether no indexed column changes.
func sameKeys(a, b *matter.Matter) bool {
	ya, _, _ := lit(a)
	yb, _, _ := lit(b)
	return a.State == b.State && a.Area == b.Area && a.Kind == b.Kind && a.Category == b.Category &&
		a.Severity == b.Severity && a.Lead == b.Lead &&
		a.Number == b.Number && a.Reporter == b.Reporter && a.Next == b.Next && ya == yb && a.Fire == b.Fire &&
		askOf(a) == askOf(b) && a.Wake() == b.Wake()
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// ErrNone is the cause of "matter_missing": there is no such matter in the city.
var ErrNone = errors.New("no such matter")

// Get reads one matter; it gives fault.Missing "matter_missing". Whether the caller may see it is not asked here.
func Get(ctx context.Context, r store.Reader, city, id int64) (*matter.Matter, error) {
	var doc []byte
	err := r.QueryRow(ctx, "SELECT doc FROM matters WHERE city = $1 AND id = $2", city, id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Missing, "matter_missing").By(ErrNone)
	}
	if err != nil {
		return nil, fmt.Errorf("read matter %d: %w", id, store.Explain(err))
	}
	return decode(id, doc)
}

func decode(id int64, doc []byte) (*matter.Matter, error) {
	m := &matter.Matter{}
	if err := json.Unmarshal(doc, m); err != nil {
		return nil, fmt.Errorf("read matter %d: %w", id, err)
	}
	return m, nil
}
