package relay

import (
	"context"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Way is a place where a matter may be sent.
type Way struct {
	Route   int64
	Server  string
	Service string
}

// Abroad is what a matter's page shows: where it was sent, and where it may be sent.
type Abroad struct {
	List   []Stand
	Ways   []Way // for who may send it; none while it is not public
	Public bool  // it is public now: what they have they may show
	May    bool  // the reader may decide about what was sent
}

// Of is where a matter was sent and may be sent, for whoever sees it. The fault is matter_missing.
func (x *Relay) Of(ctx context.Context, caller org.Caller, m *matter.Matter) (out Abroad, err error) {
	if err := x.seen(caller, m); err != nil {
		return out, err
	}
	if out.List, err = standing(ctx, x.DB.Read(), x.City, m.ID, ledger.ToEnd); err != nil {
		return out, err
	}
	out.May = x.Org().MayAct(caller, SentType, m.Area)
	if len(out.List) == 0 && !out.May {
		return out, nil
	}
	p, err := x.releases.One(ctx, m.ID)
	if err != nil && !isMissing(err) {
		return out, err
	}
	if out.Public = err == nil; !out.May || !out.Public || p.State == org.PlainStruck {
		return out, nil
	}
	routes, servers, err := x.usable(ctx, x.DB.Read())
	for _, r := range routes {
		there := slices.ContainsFunc(out.List, func(s Stand) bool { return s.Sent.Server == r.Server && s.Live() })
		if r.fits(p.Category, m.Area) && !there {
			out.Ways = append(out.Ways, Way{r.ID, servers[r.Server].Name, r.Name})
		}
	}
	return out, err
}

func (x *Relay) seen(caller org.Caller, m *matter.Matter) error {
	if !caller.Clock && !x.Org().Sees(caller, m) {
		return fault.New(fault.Missing, "matter_missing")
	}
	return nil
}

// already is what somebody hears who sends what is there; a rule hears nothing.
func already(caller org.Caller) error {
	if caller.Clock {
		return nil
	}
	return fault.New(fault.Conflict, "relay_already")
}

// Send sends a matter by a route. A dispatcher over its area may. Faults: relay_shut when it is not public,
// relay_route_missing, relay_already when it is there, matter_missing, not_allowed.
func (x *Relay) Send(ctx context.Context, caller org.Caller, id ledger.ID, m, route int64) error {
	routes, servers, err := x.usable(ctx, x.DB.Read())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(routes, func(r Route) bool { return r.ID == route })
	if i < 0 {
		return fault.New(fault.Missing, "relay_route_missing")
	}
	p, err := x.releases.Fresh(ctx, m)
	switch {
	case isMissing(err):
		return fault.New(fault.Conflict, "relay_shut")
	case err != nil:
		return err
	case p.State == org.PlainStruck || !routes[i].fits(p.Category, p.Area):
		return fault.New(fault.Conflict, "relay_shut")
	}
	_, err = x.order(ctx, caller, id, []any{"send", m, route}, m, routes[i], servers[routes[i].Server])
	return err
}

// decide records what a person decides about something that was sent, where it stands in one of some states. A
// dispatcher over the matter's area may. Faults: relay_state, matter_missing, not_allowed.
func (x *Relay) decide(ctx context.Context, caller org.Caller, id ledger.ID, m, of int64, typ event.Type, body any,
	in ...string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{string(typ), m, body}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		now, err := views.Get(ctx, tx, x.City, m)
		if err != nil {
			return nil, err
		}
		if err := x.seen(caller, now); err != nil {
			return nil, err
		}
		list, err := standing(ctx, tx, x.City, m, ledger.ToEnd)
		if err != nil {
			return nil, err
		}
		if s := find(list, of); s == nil || !slices.Contains(in, s.State) {
			return nil, fault.New(fault.Conflict, "relay_state")
		}
		return []desk.Fact{{Type: typ, Subject: m, Areas: []area.Code{now.Area}, Body: body}}, nil
	})
	return err
}

// Again tries once more what waits for a person, or was refused: what they have is asked after, all else is sent.
func (x *Relay) Again(ctx context.Context, caller org.Caller, id ledger.ID, m, of int64) error {
	return x.decide(ctx, caller, id, m, of, AgainType, &Again{of}, LaidBy, NotTaken)
}

// Settle says under which number of theirs they have it, for who asked them. Further fault: relay_number.
func (x *Relay) Settle(ctx context.Context, caller org.Caller, id ledger.ID, m, of int64, number string) error {
	number = strings.TrimSpace(number)
	if number == "" || len(number) > maxSaid || number != matter.Clean(number) || strings.ContainsAny(number, "\n\t") {
		return fault.New(fault.Invalid, "relay_number").On("number")
	}
	return x.decide(ctx, caller, id, m, of, TakenType, &Taken{Of: of, Number: number, By: byPerson}, LaidBy, Looked)
}

// Drop ends it, for a reason: it does not go out, or is not followed any more. They are not told: Open311 has no word
// for it. Further fault: relay_reason.
func (x *Relay) Drop(ctx context.Context, caller org.Caller, id ledger.ID, m, of int64, reason string) error {
	reason = strings.TrimSpace(matter.Clean(reason))
	if reason == "" || len([]rune(reason)) > matter.MaxNote {
		return fault.New(fault.Invalid, "relay_reason").On("reason")
	}
	return x.decide(ctx, caller, id, m, of, DroppedType, &Dropped{Of: of, Why: WhyPerson, Reason: reason},
		Waits, LaidBy,
		Looked)
}
