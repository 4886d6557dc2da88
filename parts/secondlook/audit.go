package secondlook

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Check does every draw again from the ledger alone and tells what does not agree: a seed that was not committed to,
// candidates left out or put in, matters drawn or not drawn. Who was chosen to look depends on who was in office
// then, and is not checked. Then it compares the tables, up to where the follower stands. r should see one instant,
// as a Snapshot does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	upto, err := ledger.Upto(ctx, r, city, follower{}.Name())
	if err != nil {
		return fmt.Errorf("check the second looks: %w", err)
	}
	list, err := events(ctx, r, city)
	if err != nil {
		return fmt.Errorf("check the second looks: %w", err)
	}
	c, err := folded(ctx, r, city, list)
	if err != nil {
		return fmt.Errorf("check the second looks: %w", err)
	}
	for _, week := range slices.Sorted(maps.Keys(c.draws)) {
		d := c.draws[week]
		if d.body == nil {
			continue
		}
		for _, what := range d.body.redo(d.commitment, c.strikes[week]) {
			tell(fmt.Sprintf("draw of %s: %s", week, what))
		}
	}
	known := slices.DeleteFunc(list, func(e ledger.Event) bool { return e.Seq > upto })
	if c, err = folded(ctx, r, city, known); err != nil {
		return fmt.Errorf("check the second looks: %w", err)
	}
	return c.tables(tell)
}

type checker struct {
	ctx     context.Context
	r       store.Reader
	city    int64
	strikes map[string][]Candidate
	draws   map[string]*draw
	looks   map[string]*line // by matter and week
}

type draw struct {
	committed  int64
	commitment string
	late       int
	made       int64
	body       *Made
}

// line is a row of recheck_looks.
type line struct {
	person int64
	until  calendar.Instant
	unit   int64
	at     calendar.Instant
	state  int
}

// events are those that second looks are about, oldest first.
func events(ctx context.Context, r store.Reader, city int64) (list []ledger.Event, err error) {
	types := []event.Type{CommittedType, MadeType, matter.TypeStruckOff, matter.TypeDrawn, matter.TypeRechecked,
		matter.TypeReopened}
	err = ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		list = append(list, e)
		return nil
	})
	return list, err
}

// folded is what some events come to.
func folded(ctx context.Context, r store.Reader, city int64, list []ledger.Event) (*checker, error) {
	c := &checker{ctx: ctx, r: r, city: city, strikes: map[string][]Candidate{}, draws: map[string]*draw{},
		looks: map[string]*line{}}
	for _, e := range list {
		if err := c.fold(e); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *checker) fold(e ledger.Event) error {
	switch e.Type {
	case CommittedType:
		var b Committed
		err := json.Unmarshal(e.Body, &b)
		if c.draws[b.Week] == nil {
			d := &draw{committed: e.Seq, commitment: b.Commitment}
			if b.Late {
				d.late = 1
			}
			c.draws[b.Week] = d
		}
		return err
	case MadeType:
		var b Made
		err := json.Unmarshal(e.Body, &b)
		if c.draws[b.Week] == nil {
			c.draws[b.Week] = &draw{}
		}
		c.draws[b.Week].made, c.draws[b.Week].body = e.Seq, &b
		return err
	case matter.TypeStruckOff:
		m, err := views.Of(c.ctx, c.r, &e)
		if err != nil || m.Kind == matter.Help {
			return err
		}
		c.strikes[Week(e.At)] = append(c.strikes[Week(e.At)],
			Candidate{Matter: e.Subject, Seq: e.Seq, Unit: m.Lead, Area: m.Area, Verifier: e.Actor,
				Units: m.FixedBy})
		return nil
	}
	return c.look(e)
}

func (c *checker) look(e ledger.Event) error {
	body, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	state := Gone
	switch b := body.(type) {
	case *matter.WasDrawn:
		m, err := views.Of(c.ctx, c.r, &e)
		if err != nil {
			return err
		}
		if key := fmt.Sprintf("%d %s", e.Subject, b.Week); c.looks[key] == nil {
			c.looks[key] = &line{person: b.Person, until: b.Until, unit: m.Lead, at: e.At}
		}
		return nil
	case *matter.WasRechecked:
		if state = Bad; b.Good {
			state = Good
		}
	}
	prefix := fmt.Sprintf("%d ", e.Subject)
	for key, l := range c.looks {
		if strings.HasPrefix(key, prefix) && l.state == Open {
			l.state, l.at = state, e.At
		}
	}
	return nil
}

// tables compares every row, each as one text.
func (c *checker) tables(tell func(string)) error {
	strikes, draws, looks := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for week, list := range c.strikes {
		for _, x := range list {
			strikes[fmt.Sprint(week, " ", x.Seq, " ", x.Matter, " ", x.Unit, " ", int64(x.Area), " ", x.Verifier, " ",
				strings.Trim(fmt.Sprint(x.Units), "[]"))] = true
		}
	}
	for week, d := range c.draws {
		candidates, drawn := 0, 0
		if d.body != nil {
			candidates, drawn = d.body.Candidates, len(d.body.Drawn)
		}
		draws[fmt.Sprint(week, " ", d.committed, " ", d.commitment, " ", d.late, " ", d.made, " ",
			candidates, " ", drawn)] = true
	}
	for key, l := range c.looks {
		looks[fmt.Sprint(key, " ", l.person, " ", l.until, " ", l.unit, " ", l.state, " ", l.at)] = true
	}
	for _, t := range []struct {
		table, columns string
		want           map[string]bool
	}{
		{"recheck_strikes", "week, seq, matter, unit, area, verifier, units", strikes},
		{"recheck_draws", "week, committed, commitment, late, made, candidates, drawn", draws},
		{"recheck_looks", "matter, week, person, until, unit, state, at", looks},
	} {
		text := "SELECT " + strings.ReplaceAll(t.columns, ", ", " || ' ' || ") + " FROM " + t.table + " WHERE city = $1"
		err := c.each(func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			if !t.want[s] {
				tell(fmt.Sprintf("%s: the row %s is not what the events say", t.table, s))
			}
			delete(t.want, s)
			return err
		}, text, c.city)
		if err != nil {
			return err
		}
		for s := range t.want {
			tell(fmt.Sprintf("%s: the row %s is missing", t.table, s))
		}
	}
	return nil
}

func (c *checker) each(fn func(*sql.Rows) error, text string, args ...any) error {
	return store.Each(c.ctx, c.r, fn, text, args...)
}

// redo makes the draw again.
func (b *Made) redo(commitment string, all []Candidate) []string {
	var out []string
	raw, err := hex.DecodeString(b.Seed)
	if err != nil || len(raw) != 32 {
		return []string{"the seed is none"}
	}
	seed := [32]byte(raw)
	if Commitment(seed, b.Week) != commitment {
		out = append(out, "the seed is not the one that was committed to")
	}
	if Digest(all) != b.Digest || len(all) != b.Candidates {
		out = append(out, "the candidates are not those that were struck off in that week")
	}
	again := Draw(seed, b.Week, all, b.share, b.Least, nil)
	same := func(a, c Drawn) bool { return a.Matter == c.Matter }
	if !slices.EqualFunc(again, b.Drawn, same) {
		out = append(out, "other matters were drawn than the seed draws")
	}
	return out
}
