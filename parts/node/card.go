package node

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The events about cards of units 黄牌, 红牌. The subject of all of them is the card.
const (
	GivenType     event.Type = "node.card_given"
	AnsweredType  event.Type = "node.card_answered"
	WithdrawnType event.Type = "node.card_withdrawn"
)

// Colour is that of a card.
type Colour string

// The colours.
const (
	YellowCard Colour = "yellow"
	RedCard    Colour = "red"
)

// Giving is what can be said of a card.
type Giving struct {
	Unit    int64            `json:"unit"`
	Colour  Colour           `json:"colour"`
	Matters []int64          `json:"matters"` // tasks of the unit that it is given for
	Reason  string           `json:"reason"`
	From    calendar.Instant `json:"from"`  // the beginning of its first day
	Until   calendar.Instant `json:"until"` // the end of its last one
}

// Given gives a card.
type Given struct {
	Giving
	Area area.Code `json:"area"` // of the unit
}

// Answered is what the unit says to it.
type Answered struct {
	Text string `json:"text"`
}

// Withdrawn takes it back.
type Withdrawn struct {
	Reason string `json:"reason"`
}

// Card is a card as it stands.
type Card struct {
	ID   int64     `json:"id"`
	Area area.Code `json:"area"`
	Giving
	By         int64            `json:"by"`
	At         calendar.Instant `json:"at"`
	Answer     string           `json:"answer,omitempty"`
	AnsweredBy int64            `json:"answered_by,omitempty"`
	AnsweredAt calendar.Instant `json:"answered_at,omitempty"`
	Taken      calendar.Instant `json:"taken,omitempty"`
	TakenBy    int64            `json:"taken_by,omitempty"`
	Why        string           `json:"why,omitempty"` // it was taken back
}

// Stands says whether a card is in force at an instant.
func (k *Card) Stands(now calendar.Instant) bool {
	return k.Taken == 0 && k.From <= now && now < k.Until
}

// Owes says that the unit has not answered.
func (k *Card) Owes() bool { return k.AnsweredAt == 0 && k.Taken == 0 }

// ends is when it is in force no longer.
func (k *Card) ends() calendar.Instant {
	if k.Taken != 0 {
		return min(k.Taken, k.Until)
	}
	return k.Until
}

func (k *Card) fold(e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if _, first := body.(*Given); first != (k.ID == 0) {
		return fmt.Errorf("%s of card %d, which is given once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Given:
		*k = Card{ID: e.Subject, Area: b.Area, Giving: b.Giving, By: e.Actor, At: e.At}
	case *Answered:
		k.Answer, k.AnsweredBy, k.AnsweredAt = b.Text, e.Actor, e.At
	case *Withdrawn:
		k.Why, k.TakenBy, k.Taken = b.Reason, e.Actor, e.At
	}
	return nil
}

const (
	mostOnCard  = 20
	longestCard = 366 * 24 * 3600_000_000
)

// Give gives a unit a card, for tasks that it has or had: by the posts that policy names. It is a person's decision and
// follows from nothing. Faults: unit_unknown, node_colour, node_card_days, node_card_matters for none or too many,
// node_card_foreign for a task that is not the unit's, node_words.
func (x *Nodes) Give(ctx context.Context, caller org.Caller, id ledger.ID, g Giving) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"give", g}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		g, u := g, org.Unit{}
		var ok bool
		if u, ok = x.Org().Unit(g.Unit); !ok || u.Former {
			return nil, fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(g.Unit, 10)).On("unit")
		}
		if !x.MayCard(caller, u.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		g.Matters = slices.Compact(slices.Sorted(slices.Values(g.Matters)))
		switch {
		case g.Colour != YellowCard && g.Colour != RedCard:
			return nil, fault.New(fault.Invalid, "node_colour").On("colour")
		case g.From <= 0 || g.Until <= g.From || g.Until <= now || g.Until.Since(g.From) > longestCard:
			return nil, fault.New(fault.Invalid, "node_card_days").On("until")
		case len(g.Matters) == 0 || len(g.Matters) > mostOnCard:
			return nil, fault.New(fault.Invalid, "node_card_matters", "most", mostOnCard).On("matters")
		}
		var err error
		if g.Reason, err = words(g.Reason, "reason", matter.MaxNote); err != nil {
			return nil, err
		}
		for _, of := range g.Matters {
			m, err := x.matter(ctx, tx, of)
			if err == nil && (!x.Org().Sees(caller, m) || m.Kind != matter.Task ||
				!slices.Contains(m.Chain(), g.Unit)) {
				err = fault.New(fault.Missing, "matter_missing")
			}
			if fault.Code(err) == "matter_missing" {
				return nil, fault.New(fault.Invalid, "node_card_foreign", "matter",
					strconv.FormatInt(of, 10)).On("matters")
			}
			if err != nil {
				return nil, err
			}
		}
		return []desk.Fact{{Type: GivenType, Subject: ledger.New, Areas: []area.Code{u.Area},
			Body: &Given{g, u.Area}}}, nil
	})
	return a.Subject, err
}

// Answer is what the unit says to its card, once. Faults: node_missing, not_allowed, node_answered, node_card_over.
func (x *Nodes) Answer(ctx context.Context, caller org.Caller, id ledger.ID, card int64, text string) error {
	return x.onCard(ctx, caller, id, card, []any{"answer", card, text}, func(k *Card) (event.Type, any, error) {
		switch {
		case !x.speaks(caller, k.Unit):
			return "", nil, fault.New(fault.Denied, "not_allowed")
		case k.Taken != 0:
			return "", nil, fault.New(fault.Conflict, "node_card_over")
		case k.AnsweredAt != 0:
			return "", nil, fault.New(fault.Conflict, "node_answered")
		}
		text, err := words(text, "text", matter.MaxNote)
		return AnsweredType, &Answered{text}, err
	})
}

// Withdraw takes a card back, with a reason: by who may give one. Faults: node_missing, not_allowed, node_card_over.
func (x *Nodes) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, card int64, reason string) error {
	return x.onCard(ctx, caller, id, card, []any{"withdraw", card, reason}, func(k *Card) (event.Type, any, error) {
		switch {
		case !x.MayCard(caller, k.Area):
			return "", nil, fault.New(fault.Denied, "not_allowed")
		case k.Taken != 0:
			return "", nil, fault.New(fault.Conflict, "node_card_over")
		}
		reason, err := words(reason, "reason", matter.MaxNote)
		return WithdrawnType, &Withdrawn{reason}, err
	})
}

func (x *Nodes) onCard(ctx context.Context, caller org.Caller, id ledger.ID, card int64, said any,
	decide func(*Card) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		k, err := cardOf(ctx, tx, x.City, card)
		if err != nil {
			return nil, err
		}
		if !x.seesCard(caller, k) {
			return nil, missing()
		}
		typ, body, err := decide(k)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: card, Areas: []area.Code{k.Area}, Body: body}}, nil
	})
	return err
}

// seesCard says whether a card exists for somebody: who oversees the unit's area, and the unit's people.
func (x *Nodes) seesCard(caller org.Caller, k *Card) bool {
	s := x.Org().Scope(caller)
	return x.Org().CoversNow(s, k.Area) || slices.Contains(s.Units, k.Unit) || x.speaks(caller, k.Unit)
}
