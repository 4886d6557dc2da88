package meeting

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// What the tables hold, also as seen inside a transaction. Whether somebody may know it is not asked here.

func thingOf(ctx context.Context, r store.Reader, city, id int64) (*Thing, error) {
	return one[Thing](r.QueryRow(ctx, "SELECT body FROM meeting_things WHERE city = $1 AND id = $2", city, id))
}

// groupOf gives fault.Missing "meeting_missing" too.
func groupOf(ctx context.Context, r store.Reader, city, id int64) (*Group, error) {
	return one[Group](r.QueryRow(ctx, "SELECT body FROM meeting_groups WHERE city = $1 AND id = $2", city, id))
}

func breakdownOf(ctx context.Context, r store.Reader, city, id int64) (*Breakdown, error) {
	return one[Breakdown](r.QueryRow(ctx, "SELECT body FROM meeting_breakdowns WHERE city = $1 AND id = $2", city, id))
}

// breakdownsOf are the breakdowns of a thing, the oldest first.
func breakdownsOf(ctx context.Context, r store.Reader, city, thing int64) ([]Breakdown, error) {
	return list[Breakdown](ctx, r, `SELECT body FROM meeting_breakdowns WHERE city = $1 AND thing = $2
		ORDER BY id LIMIT 50`, city, thing)
}

// leftOf is how many rows of a breakdown are to be handed out and are not yet.
func leftOf(ctx context.Context, r store.Reader, city, breakdown int64) (n int, err error) {
	err = r.QueryRow(ctx, "SELECT unlinked FROM meeting_breakdowns WHERE city = $1 AND id = $2", city,
		breakdown).Scan(&n)
	return n, store.Explain(err)
}

// sourceOf is the text of a breakdown.
func sourceOf(ctx context.Context, r store.Reader, city, id int64) (string, error) {
	s := ""
	err := r.QueryRow(ctx, "SELECT source FROM meeting_breakdowns WHERE city = $1 AND id = $2", city, id).Scan(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return "", missing()
	}
	return s, store.Explain(err)
}

// rowOf gives meeting_row_changed where the row is no longer there: it was joined to another one.
func rowOf(ctx context.Context, r store.Reader, city, breakdown, id int64) (Row, error) {
	row, err := one[Row](r.QueryRow(ctx, "SELECT body FROM meeting_rows WHERE city = $1 AND breakdown = $2 AND id = $3",
		city, breakdown, id))
	if isMissing(err) {
		return Row{}, fault.New(fault.Conflict, "meeting_row_changed")
	}
	if err != nil {
		return Row{}, err
	}
	return *row, nil
}

// before are the rows before a place, the nearest first, a few.
func before(ctx context.Context, r store.Reader, city, breakdown int64, start int) ([]Row, error) {
	return list[Row](ctx, r, `SELECT body FROM meeting_rows WHERE city = $1 AND breakdown = $2 AND start < $3
		ORDER BY start DESC LIMIT 20`, city, breakdown, int64(start))
}

// rowsIn are all rows in a state, in the order of the text.
func rowsIn(ctx context.Context, r store.Reader, city, breakdown int64, state string) ([]Row, error) {
	return list[Row](ctx, r, `SELECT body FROM meeting_rows WHERE city = $1 AND breakdown = $2 AND state = $3
		ORDER BY start LIMIT $4`, city, breakdown, state, int64(2*mostRows))
}

// lastStep is the last step of a person that was not taken back.
func lastStep(ctx context.Context, r store.Reader, city, breakdown, actor int64) (int64, Stepped, error) {
	var seq int64
	var body string
	var s Stepped
	err := r.QueryRow(ctx, `SELECT seq, body FROM meeting_steps WHERE city = $1 AND breakdown = $2 AND actor = $3
		AND undone = 0 ORDER BY seq DESC LIMIT 1`, city, breakdown, actor).Scan(&seq, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, s, fault.New(fault.Conflict, "meeting_undo")
	}
	if err != nil {
		return 0, s, store.Explain(err)
	}
	return seq, s, json.Unmarshal([]byte(body), &s)
}

// Link is a task of a thing, or a thing of a task.
type Link struct {
	Thing  int64  `json:"thing"`
	Seq    int64  `json:"seq"`
	Matter int64  `json:"matter"`
	How    string `json:"how"`
	Note   string `json:"note,omitempty"`
	Fate   string `json:"fate,omitempty"`
}

// tasksOf are the links of a thing, in their order.
func tasksOf(ctx context.Context, r store.Reader, city, thing int64, limit int) ([]Link, error) {
	return links(ctx, r, `SELECT thing, seq, matter, how, note, fate FROM meeting_tasks WHERE city = $1 AND thing = $2
		ORDER BY seq LIMIT $3`, city, thing, int64(limit))
}

// handful is how many things one question is about. A shorter list is filled up with its last id: there is one text.
const handful = 32

// handfulOf are the places of their ids in a question, behind the city's.
var handfulOf = func() string {
	out := make([]string, handful)
	for i := range out {
		out[i] = "$" + strconv.Itoa(i+2)
	}
	return "(" + strings.Join(out, ", ") + ")"
}()

// ofSome asks a question about things, so many at a time.
func ofSome(ids []int64, city int64, ask func(args []any) error) error {
	for part := range slices.Chunk(ids, handful) {
		args := []any{city}
		for i := range handful {
			args = append(args, part[min(i, len(part)-1)])
		}
		if err := ask(args); err != nil {
			return err
		}
	}
	return nil
}

// tasksOfSome are the links of some things by thing, in their order, at most so many of each.
func tasksOfSome(ctx context.Context, r store.Reader, city int64, things []int64, limit int) (map[int64][]Link, error) {
	out := map[int64][]Link{}
	return out, ofSome(things, city, func(args []any) error {
		all, err := links(ctx, r, "SELECT thing, seq, matter, how, note, fate FROM meeting_tasks WHERE city = $1 "+
			"AND thing IN "+handfulOf+" ORDER BY thing, seq LIMIT "+strconv.Itoa(handful*limit), args...)
		for _, l := range all {
			if len(out[l.Thing]) < limit {
				out[l.Thing] = append(out[l.Thing], l)
			}
		}
		return err
	})
}

// someThings are things by their ids.
func someThings(ctx context.Context, r store.Reader, city int64, ids []int64) (map[int64]*Thing, error) {
	out := map[int64]*Thing{}
	return out, ofSome(ids, city, func(args []any) error {
		all, err := list[Thing](ctx, r, "SELECT body FROM meeting_things WHERE city = $1 AND id IN "+handfulOf, args...)
		for i := range all {
			out[all[i].ID] = &all[i]
		}
		return err
	})
}

// thingsOf are the links of a task.
func thingsOf(ctx context.Context, r store.Reader, city, matter int64) ([]Link, error) {
	return links(ctx, r, `SELECT thing, seq, matter, how, note, fate FROM meeting_tasks WHERE city = $1 AND matter = $2
		ORDER BY thing LIMIT 100`, city, matter)
}

func links(ctx context.Context, r store.Reader, text string, args ...any) (out []Link, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var l Link
		err := rows.Scan(&l.Thing, &l.Seq, &l.Matter, &l.How, &l.Note, &l.Fate)
		out = append(out, l)
		return err
	}, text, args...)
	return out, err
}

// one reads a row that holds JSON.
func one[T any](row *store.Row) (*T, error) {
	v := new(T)
	return v, part.Document(row, v, missing)
}

// list reads rows that hold JSON.
func list[T any](ctx context.Context, r store.Reader, text string, args ...any) (out []T, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal([]byte(body), &v)
		out = append(out, v)
		return err
	}, text, args...)
	return out, err
}

func isMissing(err error) bool { return fault.Code(err) == "meeting_missing" }
