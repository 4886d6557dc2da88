package duplicate

import (
	"context"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
	"xiaohao/platform/text/alike"
)

// row is what is kept of a matter that may be reported again. The words are those of the report: what the office
// makes of the title changes no index.
type row struct {
	matter            int64
	until, struck, at calendar.Instant
	category          string
	known             bool
	lat, lng          int64
	prints            string // of the report's photos, blanks between
	text              alike.Text
	rare              []uint32
}

// rows is where rows are kept: the tables, or the memory of a check.
type rows interface {
	get(ctx context.Context, matter int64) (*row, error) // nil when there is none
	put(ctx context.Context, old, now *row) error        // old is what get gave; now nil takes the row away
	file(ctx context.Context, matter int64, category string) error
}

// fold makes rows of events, in their order.
type fold struct {
	city   int64
	events store.Reader
	rows   rows
	counts *alike.Counts
	moved  map[int]int64 // what the counters rose by
}

// watched are the events that change a row.
var watched = map[event.Type]bool{matter.TypeReported: true, matter.TypeListed: true, matter.TypeAmended: true,
	matter.TypeMerged: true, matter.TypeSplit: true, matter.TypeDeclined: true,
	matter.TypeStruckOff: true, matter.TypeReopened: true}

func (f *fold) one(ctx context.Context, e ledger.Event) error {
	body, err := views.Body(&e)
	if err != nil {
		return err
	}
	if b, ok := body.(*matter.WasReported); ok {
		return f.reported(ctx, e, b)
	}
	switch b := body.(type) {
	case *matter.WasListed:
		if b.Kind != matter.Help {
			return f.rows.file(ctx, e.Subject, b.Category)
		}
	case *matter.WasAmended:
		return f.rows.file(ctx, e.Subject, b.Category)
	}
	old, err := f.rows.get(ctx, e.Subject)
	if err != nil {
		return err
	}
	switch body.(type) {
	case *matter.WasStruckOff:
		if old == nil {
			return nil
		}
		now := *old
		now.struck, now.until = e.At, e.At+lately
		return f.rows.put(ctx, old, &now)
	case *matter.WasSplit, *matter.WasReopened:
		return f.back(ctx, e, old)
	}
	if old == nil {
		return nil
	}
	return f.rows.put(ctx, old, nil) // declined, merged, or a person's need after all
}

// reported begins a row. Its rare pieces are told before its own words are counted.
func (f *fold) reported(ctx context.Context, e ledger.Event, b *matter.WasReported) error {
	if b.Kind == matter.Help {
		return nil
	}
	now := rowOf(e.Subject, e.At, b)
	now.rare = alike.Rarest(now.text, postings, f.counts)
	if alike.Counted(e.Subject) {
		f.counts.Add(now.text)
		note(f.moved, now.text)
	}
	return f.rows.put(ctx, nil, now)
}

// note counts a text among what the counters rise by.
func note(moved map[int]int64, t alike.Text) {
	moved[texts]++
	for _, s := range alike.SlotsOf(t) {
		moved[s]++
	}
}

func rowOf(id int64, at calendar.Instant, b *matter.WasReported) *row {
	r := &row{matter: id, until: never, at: at, category: b.Category, text: alike.Read(b.Place, b.Title, b.Text)}
	r.locate(b.Lat, b.Lng)
	var prints []string
	for _, p := range b.Photos {
		if p.DHash != "" && len(prints) < 3 && !slices.Contains(prints, p.DHash) {
			prints = append(prints, p.DHash)
		}
	}
	r.prints = strings.Join(prints, " ")
	return r
}

// locate notes where it is, if that can be meant.
func (r *row) locate(lat, lng *float64) {
	if lat != nil && lng != nil && alike.Placed(*lat, *lng) {
		r.known = true
		r.lat, r.lng = place.Place{Lat: *lat, Lng: *lng}.E7()
	}
}

// back puts a matter among the open ones again. One whose row is gone, or should be, is found by what is rare now.
func (f *fold) back(ctx context.Context, e ledger.Event, old *row) error {
	if old != nil && old.until > e.At {
		now := *old
		now.until, now.struck = never, 0
		return f.rows.put(ctx, old, &now)
	}
	m, said, err := views.At(ctx, f.events, e.City, e.Subject, e.Seq)
	if err != nil || m.Kind == matter.Help || !m.State.Open() {
		return err
	}
	now := rowOf(m.ID, m.ReportedAt, said)
	now.category = m.Category
	now.rare = alike.Rarest(now.text, postings, f.counts)
	return f.rows.put(ctx, old, now)
}
