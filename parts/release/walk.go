package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Walked is a matter of which something is out, on a walk over all of them: as everybody may see it but for what was
// written and photographed, or why the gate is shut, or what hinders reading its row.
type Walked struct {
	Matter int64
	Public org.Public // the zero Public where it may not be seen; without words and photos
	Shut   org.Secret
	Err    error
}

// Glass is what the gate looks through on a walk: a policy and an instant, the same for all.
type Glass struct {
	Policy policy.Release
	Now    calendar.Instant
}

// walking is how many rows are read and judged together.
const walking = 512

// Walk gives all matters of which something is out, by number, in pieces, each row judged by the gate. r should see one
// instant. Rows are judged beside the reading; take is called by one goroutine at a time and in order, and may keep
// nothing of a piece. It holds a few pieces in memory, however many matters there are.
func (x *Releases) Walk(ctx context.Context, r store.Reader, g Glass, take func([]Walked) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	work := runtime.GOMAXPROCS(0)
	waiting := make(chan *piece, work+1) // in order
	todo := make(chan *piece, work+1)
	for range work {
		go func() {
			for p := range todo {
				p.judge(g)
				close(p.done)
			}
		}()
	}
	go func() {
		defer close(todo)
		defer close(waiting)
		if err := x.pieces(ctx, r, func(p *piece) error {
			for _, c := range []chan *piece{waiting, todo} {
				select {
				case c <- p:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		}); err != nil {
			stop(err)
		}
	}()
	for p := range waiting {
		select {
		case <-p.done:
		case <-ctx.Done():
		}
		if ctx.Err() == nil {
			if err := take(p.out); err != nil {
				stop(err)
			}
		}
	}
	return context.Cause(ctx)
}

// piece is some rows as they were read, and what became of them.
type piece struct {
	ids  []int64
	ends []int  // of the texts of each row: what is known, what is out
	text []byte // all of them
	out  []Walked
	done chan struct{}
}

func (x *Releases) pieces(ctx context.Context, r store.Reader, give func(*piece) error) error {
	p := &piece{done: make(chan struct{})}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		var bare, shown sql.RawBytes
		if err := rows.Scan(&id, &bare, &shown); err != nil {
			return err
		}
		p.ids = append(p.ids, id)
		p.text = append(p.text, bare...)
		p.ends = append(p.ends, len(p.text))
		p.text = append(p.text, shown...)
		p.ends = append(p.ends, len(p.text))
		if len(p.ids) < walking {
			return nil
		}
		full := p
		p = &piece{done: make(chan struct{})}
		return give(full)
	}, "SELECT matter, bare, shown FROM public_matters WHERE city = $1 ORDER BY matter", x.City)
	if err != nil || len(p.ids) == 0 {
		return err
	}
	return give(p)
}

// judge asks the gate about each row.
func (p *piece) judge(g Glass) {
	p.out = make([]Walked, len(p.ids))
	from := 0
	for i, id := range p.ids {
		w := &p.out[i]
		w.Matter = id
		var b org.Bare
		var out bones
		err := errors.Join(json.Unmarshal(p.text[from:p.ends[2*i]], &b),
			json.Unmarshal(p.text[p.ends[2*i]:p.ends[2*i+1]], &out))
		from = p.ends[2*i+1]
		if err == nil && b.Matter != id {
			err = fmt.Errorf("the row is of matter %d", b.Matter)
		}
		if err != nil {
			w.Err = fmt.Errorf("the public row of matter %d cannot be read: %w; rebuild makes it anew", id, err)
			continue
		}
		w.Public, w.Shut = org.Publish(g.Policy, b, out.release(), g.Now)
		w.Public.Title = ""
	}
	p.text = nil
}

// bones is what the gate asks of a release; what was written and photographed is not read, which takes most of the
// time.
type bones struct {
	Title    string   `json:"title"`
	Lat      *float64 `json:"lat"`
	Lng      *float64 `json:"lng"`
	Category string   `json:"category"`
	Agreed   bool     `json:"agreed"`
	Named    bool     `json:"named"`
	Near     bool     `json:"near"`
}

func (b bones) release() *org.Release {
	return &org.Release{Title: b.Title, Lat: b.Lat, Lng: b.Lng, Category: b.Category, Agreed: b.Agreed, Named: b.Named,
		Near: b.Near}
}

// Count is how many matters there are of which something is out.
func (x *Releases) Count(ctx context.Context, r store.Reader) (n int64, err error) {
	err = r.QueryRow(ctx, "SELECT COUNT(*) FROM public_matters WHERE city = $1", x.City).Scan(&n)
	return n, store.Explain(err)
}

// Reached is the number of the last event that the public rows know of, as r sees them.
func (x *Releases) Reached(ctx context.Context, r store.Reader) (int64, error) {
	return ledger.Upto(ctx, r, x.City, followerName)
}

// Was is a matter as everybody could have seen it after an event, by the events alone: what a list that was made then
// may hold of it. The zero Public for nothing.
func (x *Releases) Was(ctx context.Context, r store.Reader, g Glass, id, upto int64) (org.Public, error) {
	t, err := fold(ctx, r, x.City, id, upto)
	if err != nil || t.Shown == nil {
		return org.Public{}, err
	}
	p, _ := org.Publish(g.Policy, t.bare, t.Shown, g.Now)
	return p, nil
}

// Moved are the matters of which something was let out or taken back behind an event, and the number of the last such
// event; 0 for none.
func (x *Releases) Moved(ctx context.Context, r store.Reader, after int64) (ids []int64, last int64, err error) {
	seen := map[int64]bool{}
	err = ledger.EachType(ctx, r, x.City, after, 0, outTypes, func(e ledger.Event) error {
		if e.Seq <= after {
			return nil // 0 is no limit there
		}
		if last = e.Seq; !seen[e.Subject] {
			seen[e.Subject] = true
			ids = append(ids, e.Subject)
		}
		return nil
	})
	return ids, last, err
}

// Barred are the matters whose row no policy lets through: they became restricted, and the clock has not yet said so in
// the ledger. At most so many.
func (x *Releases) Barred(ctx context.Context, r store.Reader, limit int) (ids []int64, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT matter FROM public_matters WHERE city = $1 AND plain = '' ORDER BY at, matter LIMIT $2`,
		x.City, int64(limit))
	return ids, err
}

// outTypes are the events by which something is let out or taken back.
var outTypes = []event.Type{DraftedType, PassedType, WithdrawnType, RuledType}

// HadOut says whether anything of a matter was out after an event, by the events alone.
func HadOut(ctx context.Context, r store.Reader, city, id, upto int64) (bool, error) {
	s, err := standing(ctx, r, city, id, upto)
	return s.Shown != nil, err
}
