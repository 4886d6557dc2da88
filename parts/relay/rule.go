package relay

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// ruleBatch is how many events one turn of the rule looks at.
const ruleBatch = 100

// Rules sends what is released by a route with a rule, without a person. It begins with what is released after the
// first such route was set, reads new events only, and says how many it sent.
func (x *Relay) Rules(ctx context.Context) (int, error) {
	routes, servers, err := x.usable(ctx, x.DB.Read())
	if err != nil {
		return 0, err
	}
	routes = slices.DeleteFunc(routes, func(r Route) bool { return !r.Ruled })
	at, on, err := x.ruled(ctx)
	if err != nil || len(routes) == 0 && !on {
		return 0, err
	}
	if len(routes) == 0 {
		return 0, x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.Later(ctx, "DELETE FROM relay_rules WHERE city = $1", x.City)
		})
	}
	if !on {
		head, err := ledger.End(ctx, x.DB.Read(), x.City)
		if err != nil {
			return 0, err
		}
		return 0, x.ruleAt(ctx, head.Seq)
	}
	var list []int64
	last := at
	err = ledger.EachType(ctx, x.DB.Read(), x.City, at, ruleBatch, []event.Type{release.DraftedType, release.PassedType,
		release.RuledType}, func(e ledger.Event) error {
		list, last = append(list, e.Subject), e.Seq
		return nil
	})
	if err != nil || last == at {
		return 0, err
	}
	done := 0
	for _, id := range list {
		n, err := x.sendByRule(ctx, id, routes, servers)
		if done += n; err != nil {
			return done, err // all of them come again, which does no harm
		}
	}
	return done, x.ruleAt(ctx, last)
}

// sendByRule sends a matter every way that fits.
func (x *Relay) sendByRule(ctx context.Context, id int64, routes []Route,
	servers map[int64]Server) (done int, err error) {
	_, err = x.Aside.Try(ctx, fmt.Sprintf("matter %d, by rule", id), func() error {
		p, err := x.releases.Fresh(ctx, id)
		if isMissing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, r := range routes {
			if !r.fits(p.Category, p.Area) || p.State == org.PlainStruck {
				continue
			}
			sent, err := x.order(ctx, clock, desk.Once("relay rule", id, r.Server), nil, id, r, servers[r.Server])
			if err != nil {
				return err
			}
			if sent {
				done++
			}
		}
		return nil
	})
	return done, err
}

// order records that a matter goes to a server. A rule orders once: what was ever sent there it leaves to people.
func (x *Relay) order(ctx context.Context, caller org.Caller, id ledger.ID, said any, of int64, r Route,
	s Server) (sent bool, err error) {
	_, err = x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		sent = false
		m, err := views.Get(ctx, tx, x.City, of)
		if err != nil {
			return nil, err
		}
		if err := x.seen(caller, m); err != nil {
			return nil, err
		}
		list, err := standing(ctx, tx, x.City, of, ledger.ToEnd)
		if err != nil {
			return nil, err
		}
		for _, y := range list {
			if y.Sent.Server == s.ID && (y.Live() || caller.Clock) {
				return nil, already(caller)
			}
		}
		sent = true
		return []desk.Fact{{Type: SentType, Subject: of, Areas: []area.Code{m.Area}, Body: &Sent{Server: s.ID,
			Route: r.ID, Name: s.Name, Host: s.Host(), Area: m.Area, Service: r.Service, Called: r.Name}}}, nil
	})
	return sent, err
}

// ruled reads how far the rule has come; on is false when it was not in force.
func (x *Relay) ruled(ctx context.Context) (seq int64, on bool, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT seq FROM relay_rules WHERE city = $1", x.City).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return seq, err == nil, store.Explain(err)
}

func (x *Relay) ruleAt(ctx context.Context, seq int64) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, `INSERT INTO relay_rules (city, seq) VALUES ($1, $2)
			ON CONFLICT (city) DO UPDATE SET seq = excluded.seq`, x.City, seq)
	})
}

// stands says how far the rule has come; nobody must be at the end.
func stands(ctx context.Context, r store.Reader, city, _ int64) ([]ledger.Stand, error) {
	var seq int64
	err := r.QueryRow(ctx, "SELECT seq FROM relay_rules WHERE city = $1", city).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []ledger.Stand{{Name: "relay_rules", Seq: seq}}, store.Explain(err)
}
