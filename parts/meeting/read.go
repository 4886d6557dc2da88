package meeting

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Look is a thing as its page shows it, for whom it is there; the reading is noted, once a day. For everybody else it
// is missing.
func (x *Meetings) Look(ctx context.Context, caller org.Caller, id int64) (*Thing, error) {
	t, err := thingOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.Sees(caller, &t.Entry) {
		return nil, missing()
	}
	return t, x.read(ctx, caller, t)
}

// Reading says who read a thing when.
type Reading struct {
	Person int64            `json:"person"`
	At     calendar.Instant `json:"at"`
}

// Readings are the last readings of a thing, the newest first, for the office of its area.
func (x *Meetings) Readings(ctx context.Context, caller org.Caller, t *Thing) (out []Reading, err error) {
	if !x.Office(caller, t.Area) {
		return nil, nil
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var r Reading
		var at int64
		err := rows.Scan(&r.Person, &at)
		r.At = calendar.Instant(at)
		out = append(out, r)
		return err
	}, "SELECT person, at FROM meeting_reads WHERE city = $1 AND thing = $2 ORDER BY seq DESC LIMIT 200", x.City, t.ID)
	return out, err
}

// Seen is a task of a thing as the caller may see it.
type Seen struct {
	Link
	Task *matter.Matter
}

// Tasks are those tasks of a thing that the caller sees as matters, each once, the first link of it.
func (x *Meetings) Tasks(ctx context.Context, caller org.Caller, t *Thing) (out []Seen, err error) {
	if !x.Sees(caller, &t.Entry) {
		return nil, missing()
	}
	all, err := x.TasksOf(ctx, caller, []Thing{*t})
	return all[t.ID], err
}

// TasksOf are those of several things, by their ids, in two questions however many there are. A thing that is not there
// for the caller has none.
func (x *Meetings) TasksOf(ctx context.Context, caller org.Caller, list []Thing) (map[int64][]Seen, error) {
	var things, matters []int64
	for i := range list {
		if x.Sees(caller, &list[i].Entry) {
			things = append(things, list[i].ID)
		}
	}
	found, err := tasksOfSome(ctx, x.DB.Read(), x.City, things, mostTasks)
	if err != nil {
		return nil, err
	}
	for _, some := range found {
		for _, l := range some {
			matters = append(matters, l.Matter)
		}
	}
	slices.Sort(matters)
	tasks, err := views.Some(ctx, x.DB.Read(), x.City, slices.Compact(matters))
	if err != nil {
		return nil, err
	}
	scope, out := x.Org().Scope(caller), map[int64][]Seen{}
	for thing, some := range found {
		seen := map[int64]bool{}
		for _, l := range some {
			if m := tasks[l.Matter]; m != nil && !seen[l.Matter] && scope.Match(m) {
				seen[l.Matter] = true
				out[thing] = append(out[thing], Seen{l, m})
			}
		}
	}
	return out, nil
}

// Origin is a thing that a task comes from or was dealt with at.
type Origin struct {
	Link
	*Thing
}

// Origins are the things of a task that are there for the caller, for the task's page.
func (x *Meetings) Origins(ctx context.Context, caller org.Caller, m *matter.Matter) (out []Origin, err error) {
	list, err := thingsOf(ctx, x.DB.Read(), x.City, m.ID)
	if err != nil || !x.Org().Sees(caller, m) {
		return nil, err
	}
	for _, l := range list {
		t, err := thingOf(ctx, x.DB.Read(), x.City, l.Thing)
		if err != nil {
			return nil, err
		}
		if x.Sees(caller, &t.Entry) {
			out = append(out, Origin{l, t})
		}
	}
	return out, nil
}

// Filter narrows a list.
type Filter struct {
	Kind  Kind
	Words string // in the title, the number or the body
}

// Place is where a list goes on.
type Place struct {
	Day calendar.Instant
	ID  int64
}

// List are the things that are there for the caller, the newest day first. next is where it goes on, zero at the end;
// with words it may come before the page is full.
func (x *Meetings) List(ctx context.Context, caller org.Caller, f Filter, behind Place, limit int) (out []Thing,
	next Place, err error) {
	asked, narrow := views.AskWords(f.Words)
	if f.Words != "" && !narrow {
		return nil, next, nil
	}
	for range mostRounds {
		places, err := x.places(ctx, caller, f.Kind, behind, limit+1)
		if err != nil {
			return nil, next, err
		}
		var ids []int64
		for _, p := range places {
			ids = append(ids, p.ID)
		}
		things, err := someThings(ctx, x.DB.Read(), x.City, ids)
		if err != nil {
			return nil, next, err
		}
		for _, p := range places {
			if len(out) == limit {
				return out, behind, nil
			}
			t := things[p.ID]
			if behind = p; t == nil { // gone between the two questions
				continue
			}
			if x.Sees(caller, &t.Entry) && (!narrow || asked.In(t.Title, t.Number, t.Body)) {
				out = append(out, *t)
			}
		}
		if len(places) <= limit {
			return out, Place{}, nil
		}
	}
	return out, behind, nil
}

// mostRounds is how often a search reads on before it asks whether to go on.
const mostRounds = 40

// places are the next things along all names of the caller, each once.
func (x *Meetings) places(ctx context.Context, caller org.Caller, k Kind, behind Place, limit int) (out []Place,
	err error) {
	if behind.ID == 0 {
		behind = Place{1 << 62, 0}
	}
	for _, who := range x.whose(caller) {
		text := `SELECT day, thing FROM meeting_audience WHERE city = $1 AND who = $2 AND (day, thing) < ($3, $4)`
		args := []any{x.City, who, int64(behind.Day), behind.ID, int64(limit)}
		if k != "" {
			text += " AND kind = $6"
			args = append(args, string(k))
		}
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var day, id int64
			err := rows.Scan(&day, &id)
			out = append(out, Place{calendar.Instant(day), id})
			return err
		}, text+" ORDER BY day DESC, thing DESC LIMIT $5", args...)
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.ID, a.ID))
	})
	out = slices.Compact(out)
	return out[:min(len(out), limit)], nil
}

// Groups are the leading groups, the newest first.
func (x *Meetings) Groups(ctx context.Context, behind int64, limit int) ([]Group, error) {
	if behind == 0 {
		behind = 1 << 62
	}
	return list[Group](ctx, x.DB.Read(), `SELECT body FROM meeting_groups WHERE city = $1 AND id < $2
		ORDER BY id DESC LIMIT $3`, x.City, behind, int64(limit))
}

// Group is a leading group; all staff may know who leads what.
func (x *Meetings) Group(ctx context.Context, id int64) (*Group, error) {
	return groupOf(ctx, x.DB.Read(), x.City, id)
}

// Led are the things of a leading group that are there for the caller, the newest first, a few.
func (x *Meetings) Led(ctx context.Context, caller org.Caller, group int64) (out []Thing, err error) {
	all, err := list[Thing](ctx, x.DB.Read(), `SELECT body FROM meeting_things WHERE city = $1 AND lead = $2
		AND lead > 0 ORDER BY day DESC, id DESC LIMIT 200`, x.City, group)
	for _, t := range all {
		if x.Sees(caller, &t.Entry) {
			out = append(out, t)
		}
	}
	return out, err
}

// Breakdown is a breakdown with its thing, for the office of its area; for everybody else it is missing.
func (x *Meetings) Breakdown(ctx context.Context, caller org.Caller, id int64) (*Breakdown, *Thing, error) {
	b, err := breakdownOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, nil, err
	}
	if !x.Office(caller, b.Area) {
		return nil, nil, missing()
	}
	t, err := thingOf(ctx, x.DB.Read(), x.City, b.Thing)
	if err == nil {
		err = x.read(ctx, caller, t)
	}
	return b, t, err
}

// Breakdowns are those of a thing, for the office of its area.
func (x *Meetings) Breakdowns(ctx context.Context, caller org.Caller, t *Thing) ([]Breakdown, error) {
	if !x.Office(caller, t.Area) {
		return nil, nil
	}
	return breakdownsOf(ctx, x.DB.Read(), x.City, t.ID)
}

// Rows are rows of a breakdown from a place in its text on, with the text. The caller may see it: ask Breakdown first.
func (x *Meetings) Rows(ctx context.Context, b *Breakdown, from, limit int) ([]Row, []rune, error) {
	source, err := sourceOf(ctx, x.DB.Read(), x.City, b.ID)
	if err != nil {
		return nil, nil, err
	}
	rows, err := list[Row](ctx, x.DB.Read(), `SELECT body FROM meeting_rows WHERE city = $1 AND breakdown = $2
		AND start >= $3 ORDER BY start LIMIT $4`, x.City, b.ID, int64(from), int64(limit))
	return rows, []rune(source), err
}

// NextOpen is the first row behind a place that waits for a person, the first of all where none is behind it; ok is
// false when none waits.
func (x *Meetings) NextOpen(ctx context.Context, breakdown int64, from int) (r Row, ok bool, err error) {
	for _, at := range []int{from, -1} {
		rows, err := list[Row](ctx, x.DB.Read(), `SELECT body FROM meeting_rows WHERE city = $1 AND breakdown = $2
			AND state = 'open' AND start > $3 ORDER BY start LIMIT 1`, x.City, breakdown, int64(at))
		if err != nil {
			return Row{}, false, err
		}
		if len(rows) > 0 {
			return rows[0], true, nil
		}
	}
	return Row{}, false, nil
}

// Waits says what waits for a person: texts that he works through, and what he hands to the office.
func (x *Meetings) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if !x.MayRegisterSomewhere(caller) {
		return nil, nil
	}
	for _, w := range []struct{ state, key string }{{Draft, "waits.meeting_drafts"},
		{Settling, "waits.meeting_confirmed"}} {
		all, err := list[Breakdown](ctx, x.DB.Read(), `SELECT body FROM meeting_breakdowns WHERE city = $1
			AND state = $2 ORDER BY at DESC, id DESC LIMIT 100`, x.City, w.state)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, b := range all {
			if x.MayRegister(caller, b.Area) {
				n++
			}
		}
		if n > 0 {
			out = append(out, part.Waiting{Key: w.key, N: n, More: len(all) == 100, Path: "/meetings"})
		}
	}
	return out, nil
}

// Tell says to its addressees that something was addressed to them; the message names nothing of it.
func Tell(_ context.Context, _ store.Reader, e ledger.Event) ([]part.Message, error) {
	b, err := Decode(e.Type, e.Body)
	r, ok := b.(*Registered)
	if err != nil || !ok || len(r.People) == 0 {
		return nil, err
	}
	return []part.Message{{Kind: "meeting_addressed", People: r.People, At: r.Area}}, nil
}

// frozen are the papers made for a meeting, the newest first.
func frozen(ctx context.Context, r store.Reader, city, meeting int64) (out []Frozen, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var f Frozen
		var body string
		if err := rows.Scan(&f.Seq, &body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &f.Paper)
		out = append(out, f)
		return err
	}, "SELECT seq, body FROM meeting_papers WHERE city = $1 AND meeting = $2 ORDER BY seq DESC LIMIT 20", city,
		meeting)
	return out, err
}

// Left is how many rows of a breakdown are to be handed out and are not yet.
func (x *Meetings) Left(ctx context.Context, breakdown int64) (n int, err error) {
	return leftOf(ctx, x.DB.Read(), x.City, breakdown)
}

// Quote is a row's piece of the text. The caller may see the breakdown: ask Breakdown first.
func (x *Meetings) Quote(ctx context.Context, b *Breakdown, row int64) (string, error) {
	r, err := rowOf(ctx, x.DB.Read(), x.City, b.ID, row)
	if err != nil {
		return "", err
	}
	source, err := sourceOf(ctx, x.DB.Read(), x.City, b.ID)
	return r.Quote([]rune(source)), err
}
