package outreach

import (
	"context"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/stock"
	"xiaohao/platform/store"
)

// Moving is what somebody says of a movement.
type Moving struct {
	stock.Move
	Item   int64  `json:"item"`
	Source string `json:"source,omitempty"`
	Paper  string `json:"paper,omitempty"`
	Reason string `json:"reason,omitempty"`
	Ticket string `json:"ticket,omitempty"`
}

// needsReason are the movements that say why.
var needsReason = []stock.Kind{stock.Damaged, stock.Lost, stock.WayLost, stock.Counted}

// ofStore are the movements that who leads the activity makes alone.
var ofStore = []stock.Kind{stock.In, stock.Sent}

// Move records a movement. What concerns the store, who leads the activity may; what a team has, its people and its
// unit too. The same id again is the same movement. Faults: those of stock.Move.Decide, outreach_item, outreach_team,
// outreach_state, outreach_words, outreach_source, outreach_ticket_needed, outreach_ticket, outreach_ticket_taken with
// when and by which team.
func (x *Outreach) Move(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, m Moving) error {
	return x.about(ctx, caller, id, activity, []any{"move", activity, m}, func(ctx context.Context, tx *store.Tx,
		a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		if m.Kind == stock.Undone {
			return nil, fault.New(fault.Invalid, "stock_holder").On("kind")
		}
		at, err := x.where(caller, a, m.Team, slices.Contains(ofStore, m.Kind))
		if err != nil {
			return nil, err
		}
		b, err := x.moved(ctx, tx, a, at, m)
		if err != nil {
			return nil, err
		}
		return one(a, MovedType, b), nil
	})
}

// where is where a team or the store is, for somebody who may act there.
func (x *Outreach) where(caller org.Caller, a *Activity, team int64, leads bool) (Where, error) {
	if team == 0 || leads {
		if !x.Manages(caller, a) {
			return Where{}, denied()
		}
	}
	if team == 0 {
		return Where{In: a.Area, At: a.Area}, nil
	}
	t, ok := a.Team(team)
	if !ok {
		return Where{}, fault.New(fault.Invalid, "outreach_team").On("team")
	}
	if !x.Works(caller, a, t) {
		return Where{}, denied()
	}
	return Where{In: a.Area, At: t.Area, Unit: t.Unit}, nil
}

// moved checks a movement against the balances, and makes its event's body.
func (x *Outreach) moved(ctx context.Context, r store.Reader, a *Activity, at Where, m Moving) (*Moved, error) {
	i, ok := a.Item(m.Item)
	if !ok {
		return nil, fault.New(fault.Invalid, "outreach_item").On("item")
	}
	if !a.State.Takes(m.Kind) {
		return nil, fault.New(fault.Conflict, "outreach_state")
	}
	b := &Moved{Move: m.Move, Where: at, Item: i.ID, Name: i.Name}
	var err error
	if b.Source, err = line(m.Source, "source", longShort, m.Kind == stock.In); err != nil {
		return nil, err
	}
	if b.Paper, err = line(m.Paper, "paper", longShort, false); err != nil {
		return nil, err
	}
	if b.Reason, err = line(m.Reason, "reason", matter.MaxNote, slices.Contains(needsReason, m.Kind)); err != nil {
		return nil, err
	}
	if m.Kind != stock.Counted {
		b.Seen = 0
	}
	if m.Kind == stock.Given && i.Ticket {
		if b.Ticket, err = x.ticket(ctx, r, a, i, m); err != nil {
			return nil, err
		}
	}
	held, err := heldBy(ctx, r, x.City, a.ID, i.ID, m.Team)
	if err != nil {
		return nil, err
	}
	_, err = b.Decide(held[0], held[1])
	return b, err
}

// ticket is the serial of the ticket for which something is given, one for one.
func (x *Outreach) ticket(ctx context.Context, r store.Reader, a *Activity, i Item, m Moving) (int64, error) {
	if strings.TrimSpace(m.Ticket) == "" || m.N != 1 {
		return 0, fault.New(fault.Invalid, "outreach_ticket_needed", "name", i.Name).On("ticket")
	}
	serial, err := x.readTicket(a, i.ID, m.Ticket)
	if err != nil {
		return 0, err
	}
	taken, err := takenAt(ctx, r, x.City, a.ID, i.ID, serial)
	if err != nil || taken == nil {
		return serial, err
	}
	t, _ := a.Team(taken.Team)
	return 0, fault.New(fault.Conflict, "outreach_ticket_taken", "at", stamp(taken.At), "team",
		t.Name).On("ticket")
}

// stamp is an instant as both languages read it.
func stamp(at calendar.Instant) string {
	return at.Time().In(calendar.China()).Format("2006-01-02 15:04")
}

// Reach says how many people a team reached, and how that is known. The team's people and its unit may. Faults:
// outreach_way, stock_number, outreach_team, outreach_state.
func (x *Outreach) Reach(ctx context.Context, caller org.Caller, id ledger.ID, activity, team int64, by string,
	n int64) error {
	return x.about(ctx, caller, id, activity, []any{"reach", activity, team, by, n}, func(_ context.Context,
		_ *store.Tx,
		a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		b, err := x.reached(caller, a, team, by, n)
		if err != nil {
			return nil, err
		}
		return one(a, ReachedType, b), nil
	})
}

func (x *Outreach) reached(caller org.Caller, a *Activity, team int64, by string, n int64) (*Reached, error) {
	switch {
	case team == 0:
		return nil, fault.New(fault.Invalid, "outreach_team").On("team")
	case !slices.Contains(Ways(), by):
		return nil, fault.New(fault.Invalid, "outreach_way").On("by")
	case n < 1 || n > stock.Most:
		return nil, fault.New(fault.Invalid, "stock_number", "most", stock.Most).On("n")
	}
	at, err := x.where(caller, a, team, false)
	if err == nil && !a.State.Takes(stock.Given) {
		err = fault.New(fault.Conflict, "outreach_state")
	}
	return &Reached{Where: at, Team: team, By: by, N: n}, err
}

// Line is a line of a tally sheet: things given, or people reached.
type Line struct {
	Item int64  `json:"item,omitempty"` // 0 for people
	By   string `json:"by,omitempty"`   // of people
	N    int64  `json:"n"`
}

// Sheet enters a tally sheet on paper whole or not at all. Each sheet of a team has a number of its own and is taken
// once, also under another id. Faults as of Move and Reach, and outreach_sheet for none, outreach_sheet_twice with when
// and by whom.
func (x *Outreach) Sheet(ctx context.Context, caller org.Caller, id ledger.ID, activity, team int64, sheet string,
	lines []Line) error {
	return x.about(ctx, caller, id, activity, []any{"sheet", activity, team, sheet, lines}, func(ctx context.Context,
		tx *store.Tx, a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		sheet, err := line(sheet, "sheet", 30, true)
		if err != nil {
			return nil, err
		}
		at, err := x.where(caller, a, team, false)
		if err != nil {
			return nil, err
		}
		if err := x.unknownSheet(ctx, tx, a, team, sheet); err != nil {
			return nil, err
		}
		if len(lines) == 0 || len(lines) > mostOnSheet || team == 0 {
			return nil, fault.New(fault.Invalid, "outreach_sheet").On("n")
		}
		var out []desk.Fact
		seen := map[int64]bool{}
		for _, l := range lines {
			typ, body, err := x.entry(ctx, tx, caller, a, at, team, l)
			if err != nil {
				return nil, err
			}
			if l.Item != 0 && seen[l.Item] { // the second would be decided without the first
				return nil, fault.New(fault.Invalid, "outreach_sheet").On("n")
			}
			seen[l.Item] = true
			switch b := body.(type) {
			case *Moved:
				b.Sheet = sheet
			case *Reached:
				b.Sheet = sheet
			}
			out = append(out, desk.Fact{Type: typ, Subject: a.ID, Areas: []area.Code{a.Area}, Body: body})
		}
		return out, nil
	})
}

// entry is a line of a sheet as an event.
func (x *Outreach) entry(ctx context.Context, r store.Reader, caller org.Caller, a *Activity, at Where, team int64,
	l Line) (event.Type, any, error) {
	if l.Item == 0 {
		b, err := x.reached(caller, a, team, l.By, l.N)
		return ReachedType, b, err
	}
	b, err := x.moved(ctx, r, a, at, Moving{Move: stock.Move{Kind: stock.Given, Team: team, N: l.N}, Item: l.Item})
	return MovedType, b, err
}

// unknownSheet refuses a sheet that came in before.
func (x *Outreach) unknownSheet(ctx context.Context, r store.Reader, a *Activity, team int64, sheet string) error {
	was, err := sheetOf(ctx, r, x.City, a.ID, team, sheet)
	if err != nil || was == nil {
		return err
	}
	by := ""
	if p, ok := x.Org().Person(was.Actor); ok {
		by = p.Name
	}
	return fault.New(fault.Conflict, "outreach_sheet_twice", "sheet", sheet, "at", stamp(was.At),
		"by", by).On("sheet")
}

// Undo takes a giving or a count of people back, which was a slip; what it took is in the team's hands again, and its
// ticket is free. The team's people and its unit may. Faults: outreach_undo, outreach_words, outreach_state.
func (x *Outreach) Undo(ctx context.Context, caller org.Caller, id ledger.ID, activity, seq int64,
	reason string) error {
	return x.about(ctx, caller, id, activity, []any{"undo", activity, seq, reason}, func(ctx context.Context,
		tx *store.Tx, a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		m, err := entryOf(ctx, tx, x.City, a.ID, seq)
		if err != nil {
			return nil, err
		}
		at, err := x.where(caller, a, m.Team, false)
		if err != nil {
			return nil, err
		}
		switch {
		case m.Undone || m.People == nil && (m.Move == nil || m.Move.Kind != stock.Given):
			return nil, fault.New(fault.Conflict, "outreach_undo")
		case !a.State.Takes(stock.Undone):
			return nil, fault.New(fault.Conflict, "outreach_state")
		}
		for _, was := range []*Where{m.move(), m.people()} {
			if was != nil {
				*was = at // where the books have it now: areas may have been abolished since
			}
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return one(a, UndoneType, &Undone{Seq: seq, Reason: reason, Move: m.Move, People: m.People}), err
	})
}
