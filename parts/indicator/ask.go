package indicator

import (
	"context"
	"database/sql"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/platform/store"
)

// lastDay is how long before the end of its time a sheet counts as brought on the last day, in µs.
const lastDay = 24 * 3600 * 1_000_000

// Questions says what is to be asked about figures before they are taken, nothing for most.
func (x *Indicators) Questions(ctx context.Context, caller org.Caller, set int64, r Reporting) (out []Question,
	err error) {
	d, err := x.Set(ctx, caller, set, r.Area)
	if err != nil {
		return nil, err
	}
	return x.questions(ctx, x.DB.Read(), set, d, r, x.Now())
}

// questions are what is to be asked of somebody who types figures; when he does matters too.
func (x *Indicators) questions(ctx context.Context, r store.Reader, set int64, d *Definition, said Reporting,
	now calendar.Instant) (out []Question, err error) {
	own, err := x.own(ctx, r, set, said)
	if err != nil {
		return nil, err
	}
	peers, err := x.peers(ctx, r, set, said)
	if err != nil {
		return nil, err
	}
	var beside []Values
	for _, s := range peers {
		beside = append(beside, s.Values)
	}
	out = d.unlikely(said, own, beside)
	if due := d.DueAt(said.Span); now >= due.Plus(-lastDay) {
		out = append(out, Question{Kind: AskLate})
	}
	return out, nil
}

// unlikely compares figures with the area's own earlier ones, with its neighbours' and with each other.
func (d *Definition) unlikely(said Reporting, own []*Sheet, peers []Values) (out []Question) {
	for _, i := range d.Asked(said.Area.Level(), said.Span.Kind()) {
		v, ok := said.Values[i.Code]
		if !ok {
			continue
		}
		c := Case{Code: i.Code, Value: v}
		for _, s := range own {
			if n, ok := s.Values[i.Code]; ok {
				c.Own = append(c.Own, n)
				if s.Span == said.Span.Before(1) {
					c.YearAgo = &n
				}
			}
		}
		for _, p := range peers {
			if n, ok := p[i.Code]; ok {
				c.Peers = append(c.Peers, n)
			}
		}
		out = append(out, Unlikely(c)...)
	}
	return append(out, d.Broken(said.Values)...)
}

// own are the sheets of the same area before a span, the oldest first.
func (x *Indicators) own(ctx context.Context, r store.Reader, set int64, said Reporting) (out []*Sheet, err error) {
	err = sheets(ctx, r, func(s *Sheet) error {
		if s.Span.Kind() == said.Span.Kind() {
			out = append(out, s)
		}
		return nil
	}, "set_id = $2 AND area = $3 AND span < $4 ORDER BY span", x.City, set, int64(said.Area),
		int64(said.Span))
	return out, err
}

// mostPeers is how many neighbours are looked at.
const mostPeers = 200

// peers are the sheets of the same span of the areas that lie beside it.
func (x *Indicators) peers(ctx context.Context, r store.Reader, set int64, said Reporting) (out []*Sheet, err error) {
	lo, hi := said.Area.Parent().Range()
	err = sheets(ctx, r, func(s *Sheet) error {
		if s.Area != said.Area && s.Area.Level() == said.Area.Level() {
			out = append(out, s)
		}
		return nil
	}, "set_id = $2 AND span = $3 AND area BETWEEN $4 AND $5 ORDER BY area LIMIT $6", x.City, set,
		int64(said.Span), int64(lo), int64(hi), int64(mostPeers))
	return out, err
}

// lacking are the areas within one that have not reported a span, and those whose sheet waits to be reviewed, by code.
// Only they are read, not all that report.
func lacking(ctx context.Context, r store.Reader, city, set int64, d *Definition, a area.Code,
	s Span) (missing, open []area.Code, err error) {
	lo, hi := a.Range()
	read := func(out *[]area.Code, how, state string) error {
		return store.Each(ctx, r, func(rows *sql.Rows) error {
			var c area.Code
			err := rows.Scan(&c)
			if err == nil && len(d.Asked(c.Level(), s.Kind())) > 0 {
				*out = append(*out, c)
			}
			return err
		}, "SELECT f.area FROM indicator_foot f "+how+` JOIN indicator_sheets s ON s.city = $1
			AND s.set_id = f.set_id AND s.span = $3 AND s.area = f.area WHERE f.city = $1 AND f.set_id = $2
			AND f.at BETWEEN $4 AND $5 AND f.since < $6 AND (f.until = 0 OR f.until >= $6) AND `+state+
			" ORDER BY f.area", city, set, int64(s), int64(lo), int64(hi), int64(s.To()))
	}
	if err := read(&missing, "LEFT", "s.area IS NULL"); err != nil {
		return nil, nil, err
	}
	return missing, open, read(&open, "", "s.state IN ('reported', 'returned')")
}
