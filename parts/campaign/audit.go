package campaign

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

// Check folds the events of campaigns again, draws every draw again, and tells what is not as the events say: a seed
// that was not committed to, zeros left out or put in, other zeros drawn than the seed draws, rows of the tables. Who
// was chosen to look depends on who was in office then, and is not checked. r should see one instant, as a Snapshot
// does.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	f := &fold{tell: tell, all: map[int64]*whole{}, targets: map[int64]int64{}}
	types := []event.Type{typePrefix, matter.TypeMerged, matter.TypeSplit}
	err := ledger.EachType(ctx, r, city, 0, 0, types, func(e ledger.Event) error {
		if err := f.event(e); err != nil {
			tell(fmt.Sprintf("event %d: %v", e.Seq, err))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check the campaigns: %w", err)
	}
	if err := f.compare(ctx, r, city); err != nil {
		return fmt.Errorf("check the campaigns: %w", err)
	}
	return nil
}

// whole is a campaign folded from its events.
type whole struct {
	Campaign
	plan    Opened
	cells   map[area.Code]*Cell
	matters map[int64]area.Code
	orders  map[int64]string
}

type fold struct {
	tell    func(string)
	all     map[int64]*whole
	targets map[int64]int64 // where each merged matter is now
}

func (f *fold) event(e ledger.Event) error {
	switch e.Type {
	case matter.TypeMerged:
		var b matter.WasMerged
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return err
		}
		for m, t := range f.targets {
			if t == e.Subject {
				f.targets[m] = b.Into
			}
		}
		return nil
	case matter.TypeSplit:
		if _, ok := f.targets[e.Subject]; ok {
			f.targets[e.Subject] = e.Subject
		}
		return nil
	}
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if b, ok := body.(*Opened); ok {
		w := &whole{Campaign: Campaign{ID: e.Subject, Name: b.Name, Scope: b.Scope, Trend: b.Trend, Opener: e.Actor,
			At: e.At, Deadline: b.Deadline}, plan: *b,
			cells: map[area.Code]*Cell{}, matters: map[int64]area.Code{}, orders: map[int64]string{}}
		for _, a := range b.Foot {
			w.cells[a] = &Cell{Area: a}
		}
		f.all[e.Subject] = w
		return nil
	}
	w := f.all[e.Subject]
	if w == nil {
		return fmt.Errorf("%s before the campaign was opened", e.Type)
	}
	return f.step(w, e, body)
}

func (f *fold) step(w *whole, e ledger.Event, body any) error {
	switch b := body.(type) {
	case *Instructed:
		w.orders[e.Seq] = fmt.Sprint(int64(b.Area), " ", e.Actor, " ", e.At, " ", b.Text)
	case *Found:
		if _, again := w.matters[b.Matter]; !again {
			w.matters[b.Matter] = b.Area
			if c := w.cells[b.Area]; c != nil {
				c.Founded++
			}
			if _, known := f.targets[b.Matter]; !known {
				f.targets[b.Matter] = b.Matter
			}
		}
	case *Zeroed:
		c := w.cells[b.Area]
		if c == nil || c.Zero > 0 || c.Founded > 0 || w.Closed > 0 {
			return fmt.Errorf("a zero of %s that cannot be", b.Area)
		}
		c.Zero, c.ZeroAt, c.Signer, c.Signed = e.Seq, e.At, e.Actor, b.Name
	case *Succeeded:
		w.succeeded(b)
	case *Reminded:
		return w.silent(b.Areas)
	case *Closed:
		w.Closed = e.At
		return w.silent(b.Overdue)
	case *Drawn:
		f.redraw(w, b)
		w.Drawn = true
	case *SentOut:
		c := w.cells[b.Area]
		if c == nil || c.Spot != Waiting || b.Person == 0 {
			return fmt.Errorf("%s is sent out, which does not wait for a look", b.Area)
		}
		c.Person = b.Person
	case *SpotCheck:
		c := w.cells[b.Area]
		if c == nil || c.Spot != Waiting || c.Person != e.Actor {
			return fmt.Errorf("a look at %s by somebody who was not drawn for it", b.Area)
		}
		c.Spot, c.SeenAt, c.Matter = b.verdict(), e.At, b.Matter
	}
	return nil
}

// silent wants exactly those areas that have not answered. Events from before that was noted name none.
func (w *whole) silent(list []area.Code) error {
	for _, a := range list {
		if c := w.cells[a]; c == nil || c.Standing(true) != Overdue {
			return fmt.Errorf("%s is said not to have answered", a)
		}
	}
	if n := len(notStarted(w.list())); len(list) > 0 && n != len(list) {
		return fmt.Errorf("%d areas are said not to have answered, not %d", len(list), n)
	}
	return nil
}

// list is the cells by area.
func (w *whole) list() (out []Cell) {
	for _, a := range slices.Sorted(maps.Keys(w.cells)) {
		out = append(out, *w.cells[a])
	}
	return out
}

// redraw makes the draw again and sends those out that the event says.
func (f *fold) redraw(w *whole, b *Drawn) {
	raw, err := hex.DecodeString(b.Seed)
	if err != nil || len(raw) != 32 {
		f.tell(fmt.Sprintf("draw of campaign %d: the seed is none", w.ID))
		return
	}
	seed := [32]byte(raw)
	if Commitment(seed, w.plan.Key) != w.plan.Commitment {
		f.tell(fmt.Sprintf("draw of campaign %d: the seed is not the one that was committed to", w.ID))
	}
	zeros := candidates(w.list())
	if secondlook.Digest(zeros) != b.Digest || len(zeros) != b.Zeros {
		f.tell(fmt.Sprintf("draw of campaign %d: the zeros are not those that stood", w.ID))
	}
	again := draw(&w.plan, seed, zeros, nil)
	if !slices.EqualFunc(again.Sent, b.Sent, func(a, c Sent) bool { return a.Area == c.Area }) {
		f.tell(fmt.Sprintf("draw of campaign %d: other zeros were drawn than the seed draws", w.ID))
	}
	for _, s := range b.Sent {
		if c := w.cells[s.Area]; c != nil {
			c.Person, c.Spot = s.Person, Waiting
		}
	}
}

// compare compares every row, each as one text under its key.
func (f *fold) compare(ctx context.Context, r store.Reader, city int64) error {
	want := map[string]map[string]bool{}
	for _, t := range tables {
		want[t] = map[string]bool{}
	}
	for id, w := range f.all {
		want["campaigns"][fmt.Sprint(id, " ", w.Name, " ", int64(w.Scope), " ", w.Trend, " ", w.Opener, " ", w.At, " ",
			w.Deadline, " ", w.Closed, " ", bit(w.Drawn))] = true
		for a, c := range w.cells {
			want["campaign_areas"][fmt.Sprint(id, " ", int64(a), " ", c.Zero, " ", c.ZeroAt, " ", c.Signer, " ",
				c.Signed, " ", c.Person, " ", int(c.Spot), " ", c.SeenAt, " ", c.Matter)] = true
		}
		for m, a := range w.matters {
			want["campaign_matters"][fmt.Sprint(id, " ", m, " ", int64(a), " ", f.targets[m])] = true
		}
		for seq, o := range w.orders {
			want["campaign_orders"][fmt.Sprint(id, " ", seq, " ", o)] = true
		}
	}
	for _, q := range [][2]string{
		{"campaigns", "SELECT id || ' ' || name || ' ' || scope || ' ' || trend || ' ' || opener || ' ' || at || ' ' " +
			"|| deadline || ' ' || closed || ' ' || drawn FROM campaigns WHERE city = $1"},
		{"campaign_areas", "SELECT campaign || ' ' || area || ' ' || zero || ' ' || zero_at || ' ' || signer || ' ' " +
			"|| signed || ' ' || person || ' ' || looked || ' ' || seen_at || ' ' || matter FROM campaign_areas " +
			"WHERE city = $1"},
		{"campaign_matters",
			"SELECT campaign || ' ' || matter || ' ' || area || ' ' || target FROM campaign_matters WHERE city = $1"},
		{"campaign_orders", "SELECT campaign || ' ' || seq || ' ' || area || ' ' || person || ' ' || at || ' ' || " +
			"text FROM campaign_orders WHERE city = $1"},
	} {
		err := store.Each(ctx, r, func(rows *sql.Rows) error {
			var s string
			err := rows.Scan(&s)
			if !want[q[0]][s] {
				f.tell(fmt.Sprintf("%s: the row %s is not what the events say", q[0], s))
			}
			delete(want[q[0]], s)
			return err
		}, q[1], city)
		if err != nil {
			return err
		}
		for _, s := range slices.Sorted(maps.Keys(want[q[0]])) {
			f.tell(fmt.Sprintf("%s: the row %s is missing", q[0], s))
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
