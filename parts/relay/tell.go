package relay

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// tells are what people hear of: another body says that something is done, or will not take it, or a person must look;
// and that something is not public any more that another body has.
func (x *Relay) tells() []part.Telling {
	return []part.Telling{{Types: []event.Type{ToldType, RefusedType, AsideType, release.WithdrawnType}, Tell: x.tell}}
}

func (x *Relay) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	list, err := standing(ctx, r, x.City, e.Subject, e.Seq)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	m, err := views.Get(ctx, r, x.City, e.Subject)
	if err != nil {
		return nil, err
	}
	if e.Type == release.WithdrawnType {
		i := slices.IndexFunc(list, func(s Stand) bool { return s.Number != "" || s.Token != "" })
		if i < 0 {
			return nil, nil
		}
		return []part.Message{x.message("relay_withdrawn", m, list[i])}, nil
	}
	i := slices.IndexFunc(list, func(s Stand) bool { return s.cause == e.Seq })
	if i < 0 {
		return nil, nil
	}
	kind := map[event.Type]string{ToldType: "relay_closed", RefusedType: "relay_refused",
		AsideType: "relay_aside"}[e.Type]
	if e.Type == ToldType {
		closed, err := x.closes(ctx, r, e)
		if err != nil || !closed {
			return nil, err
		}
	}
	out := x.message(kind, m, list[i])
	if e.Type == ToldType && m.Lead != 0 {
		out.Units = []int64{m.Lead}
		for _, p := range x.Org().Staff(m.Lead) {
			if !slices.Contains(out.People, p.ID) {
				out.People = append(out.People, p.ID)
			}
		}
	}
	return []part.Message{out}, nil
}

// closes says that by an event they say that something is done of which they did not say so before.
func (x *Relay) closes(ctx context.Context, r store.Reader, e ledger.Event) (bool, error) {
	var b Told
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return false, err
	}
	before, err := standing(ctx, r, x.City, e.Subject, e.Seq-1)
	if err != nil {
		return false, err
	}
	s := find(before, b.Of)
	return b.Status == georeport.Closed && s != nil && s.Status != georeport.Closed, nil
}

// message goes to who sent something; where a rule did, to the dispatchers nearest to it.
func (x *Relay) message(kind string, m *matter.Matter, s Stand) part.Message {
	out := part.Message{Kind: kind, At: m.Area, Title: s.Sent.Name + " · " + m.Title,
		Path: fmt.Sprintf("/matters/%d#relay", m.ID)}
	if s.Person != 0 {
		out.People = []int64{s.Person}
		return out
	}
	for l := m.Area.Level(); l >= area.City && len(out.People) == 0; l-- {
		for _, p := range x.Org().Holders(matter.Dispatcher, m.Area.Ancestor(l)) {
			out.People = append(out.People, p.ID)
		}
	}
	return out
}
