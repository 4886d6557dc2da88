package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// Update is what became known of a public matter at an instant: a further step, or words of a resident. Of what lies
// near a home there is none.
type Update struct {
	ID     string // never another one's, never another one
	Matter int64
	At     calendar.Instant // when everybody could know it
	Step   org.Plain        // the state that it came into; "" of words
	State  org.Plain        // its state then
	Text   string           // the words; "" of a step
	Photo  string           // of a step that says that it is fixed: the public copy of how it was afterwards
	Unit   int64            // who has the matter
}

// Updates are what became known of public matters within a window, edges included, the oldest first: of all of them,
// or of some. So many of the first are left out.
func (x *Releases) Updates(ctx context.Context, from, to calendar.Instant, of []int64, skip,
	limit int) (out []Update, err error) {
	text, args := updatesText(x.City, from, to, of, skip, limit)
	err = store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var u updateRow
		var bare, shown string
		if err := rows.Scan(&u.matter, &u.what, &u.nr, &u.at, &bare, &shown); err != nil {
			return err
		}
		var b org.Bare
		var r org.Release
		if err := errors.Join(json.Unmarshal([]byte(bare), &b), json.Unmarshal([]byte(shown), &r)); err != nil {
			return err
		}
		p, why := org.Publish(x.Policy().Release, b, &r, x.Now())
		if why != "" || p.Near {
			return nil
		}
		if update, ok := updateOf(u, p); ok {
			out = append(out, update)
		}
		return nil
	}, text, args...)
	return out, err
}

// updatesText is the question for the rows of updates.
func updatesText(city int64, from, to calendar.Instant, of []int64, skip, limit int) (string, []any) {
	q := &asking{args: []any{city, int64(from), int64(to), int64(limit), int64(skip)}}
	and := ""
	if len(of) > 0 {
		and = " AND matter IN (" + listed(of, q.bind) + ")"
	}
	return `SELECT u.matter, u.what, u.nr, u.at, p.bare, p.shown FROM (SELECT matter, what, nr, at FROM public_updates
		WHERE city = $1 AND at >= $2 AND at <= $3` + and + ` ORDER BY at, matter, what, nr LIMIT $4 OFFSET $5) AS u JOIN
		public_matters AS p ON p.city = $1 AND p.matter = u.matter ORDER BY u.at, u.matter, u.what, u.nr`, q.args
}

// updateOf is an update as the gate shows it; false for what it does not show.
func updateOf(u updateRow, p org.Public) (Update, bool) {
	out := Update{Matter: u.matter, At: calendar.Instant(u.at), Unit: p.Unit}
	if u.what == updateStep {
		if u.nr >= int64(len(p.Steps)) {
			return out, false
		}
		out.ID = strconv.FormatInt(u.matter, 10) + "-" + strconv.FormatInt(u.nr, 10)
		out.Step = p.Steps[u.nr].State
		out.State = out.Step
		if out.Step == org.PlainFixed || out.Step == org.PlainStruck {
			if i := slices.IndexFunc(p.Photos, func(f org.ReleasedPhoto) bool { return f.After }); i >= 0 {
				out.Photo = p.Photos[i].Copy
			}
		}
		return out, true
	}
	i := slices.IndexFunc(p.Words, func(w org.ReleasedWord) bool { return w.Seq == u.nr })
	if i < 0 {
		return out, false
	}
	out.ID, out.Text = strconv.FormatInt(u.matter, 10)+"-w"+strconv.FormatInt(u.nr, 10), p.Words[i].Text
	for _, s := range p.Steps {
		if s.At <= out.At {
			out.State = s.State
		}
	}
	return out, out.Text != ""
}
