package bulletin

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/parts/node"
	"xiaohao/platform/store"
)

const (
	longTitle  = 60
	longWords  = 2000
	mostTasks  = 5000
	mostUnits  = 200
	longestOne = 400 * 24 * 3600_000_000
)

// makers make bulletins of their areas.
var makers = []matter.Post{matter.Supervisor, matter.Leader}

// MayMake says whether the caller may make bulletins of an area.
func (x *Bulletins) MayMake(c org.Caller, a area.Code) bool { return x.Org().MayAct(c, MadeType, a) }

// MayMakeSomewhere says whether he may of some area, so that a page offers it.
func (x *Bulletins) MayMakeSomewhere(c org.Caller) bool { return x.Org().MayActSomewhere(c, MadeType) }

// Make counts the tasks of a period and an area and freezes what it finds. Faults: bulletin_words, bulletin_long,
// bulletin_secret, bulletin_period for one that is not over or longer than a year, area_unknown, source_unknown,
// bulletin_many where too many tasks are counted, not_allowed.
func (x *Bulletins) Make(ctx context.Context, caller org.Caller, id ledger.ID, a Asking) (int64, error) {
	got, done, err := x.Desk.Led(ctx, caller, id, []any{"make", a})
	if err != nil || done {
		return got.Subject, err
	}
	b := &Made{Asking: a, Least: x.Policy().Nodes.Least}
	if b.Title, err = words(a.Title, "title", longTitle, true); err != nil {
		return 0, err
	}
	if err := x.asked(caller, &b.Asking); err != nil {
		return 0, err
	}
	if err := x.count(ctx, caller, b); err != nil {
		return 0, err
	}
	answer, err := x.Desk.Keep(ctx, caller, id, []any{"make", a}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		return []desk.Fact{{Type: MadeType, Subject: ledger.New, Areas: []area.Code{a.Area}, Body: b}}, nil
	})
	return answer.Subject, err
}

func (x *Bulletins) asked(caller org.Caller, a *Asking) error {
	now := x.Now()
	if at, known := x.Org().Tree().Get(a.Area); !known || at.Former || a.Area.Level() >= area.Village {
		return fault.New(fault.Invalid, "area_unknown", "code", a.Area.String()).On("area")
	}
	switch {
	case !x.MayMake(caller, a.Area):
		return fault.New(fault.Denied, "not_allowed")
	case a.From <= 0 || a.Until <= a.From || a.From >= now || a.Until.Since(a.From) > longestOne ||
		a.Until > now.Plus(24*3600e6):
		return fault.New(fault.Invalid, "bulletin_period").On("until")
	case a.Source != "" && !slices.Contains(matter.Sources(), matter.Source(a.Source)):
		return fault.New(fault.Invalid, "source_unknown", "source", a.Source).On("source")
	case len(a.Matters) > mostTasks:
		return fault.New(fault.TooLarge, "bulletin_many", "most", mostTasks).On("area")
	}
	a.Until = min(a.Until, now) // the last day may be today
	return nil
}

// count finds the tasks of a bulletin. It reads all tasks of the area: it is made seldom, by a person who waits.
func (x *Bulletins) count(ctx context.Context, caller org.Caller, b *Made) error {
	named := map[int64]bool{}
	for _, id := range b.Matters {
		named[id] = true
	}
	take := func(m *matter.Matter) error {
		if b.Source != "" && string(m.Source) != b.Source || m.Kind != matter.Task || m.Lead == 0 ||
			!b.Area.Contains(m.Area) || len(named) > 0 && !named[m.ID] {
			return nil
		}
		f, err := x.flags(ctx, b, m)
		if err != nil || f == 0 {
			return err
		}
		if len(b.Records) == mostTasks {
			return fault.New(fault.TooLarge, "bulletin_many", "most", mostTasks).On("area")
		}
		b.Records = append(b.Records, Record{Matter: m.ID, Unit: m.Lead, Flags: f,
			County: m.Area.Ancestor(min(m.Area.Level(), area.County))})
		return nil
	}
	err := views.Each(ctx, x.DB.Read(), x.City, x.Org().Scope(caller), views.Filter{Kinds: []matter.Kind{matter.Task},
		Area: b.Area}, x.Now(), take)
	if err != nil {
		return err
	}
	if err := x.nodes.EachGiven(ctx, b.From, b.Until, func(k *node.Card) error {
		of := slices.ContainsFunc(k.Matters, func(m int64) bool { return named[m] })
		if b.Area.Contains(k.Area) && (len(named) == 0 || of) {
			b.Cards = append(b.Cards, Carded{k.ID, k.Unit, string(k.Colour)})
		}
		return nil
	}); err != nil {
		return err
	}
	for _, l := range ByUnit(b.Records, b.Cards, 0, nil) {
		if u, ok := x.Org().Unit(l.Unit); ok && u.Area.Level() >= area.Village {
			b.Apart = append(b.Apart, l.Unit)
		}
	}
	slices.Sort(b.Apart)
	return nil
}

// flags is what a bulletin says of a task. What is parked is not due.
func (x *Bulletins) flags(ctx context.Context, b *Made, m *matter.Matter) (f Flag, err error) {
	done := m.State == matter.Fixed || m.State == matter.StruckOff
	if m.Due >= b.From && m.Due < b.Until && (done || m.State == matter.Assigned || m.State == matter.InHand) {
		f = Due
		switch {
		case done && m.FixedAt <= m.Due:
			f |= InTime
		case done:
			f |= Late
		default:
			f |= Overdue
		}
	}
	t, err := x.nodes.Of(ctx, m.ID)
	if err != nil || t == nil {
		return f, err
	}
	if l := t.Lamp(x.Now()); m.Open() && !done && (l == node.Yellow || l == node.Red) {
		f |= Behind
	}
	for _, n := range t.Nodes {
		if r := n.Reason; r != nil && r.Judged >= b.From && r.Judged < b.Until && r.Judged != 0 {
			f |= map[bool]Flag{true: Good, false: Bad}[r.Good]
		}
	}
	return f, nil
}

// Word edits the words of a bulletin that is with its maker, and to which units it goes. Faults: bulletin_missing,
// bulletin_in_office, bulletin_fixed, bulletin_words, bulletin_long, bulletin_secret, unit_unknown.
func (x *Bulletins) Word(ctx context.Context, caller org.Caller, id ledger.ID, bulletin int64, w Words) error {
	return x.about(ctx, caller, id, bulletin, []any{"word", bulletin, w}, func(*Head) (event.Type, any, error) {
		w, err := x.worded(w)
		return WordedType, &Worded{w}, err
	})
}

func (x *Bulletins) worded(w Words) (_ Words, err error) {
	for _, f := range []struct {
		to     *string
		name   string
		most   int
		needed bool
	}{{&w.Title, "title", longTitle, true}, {&w.Opening, "opening", longWords, false},
		{&w.Closing, "closing", longWords, false}} {
		if *f.to, err = words(*f.to, f.name, f.most, f.needed); err != nil {
			return w, err
		}
	}
	w.To = slices.Compact(slices.Sorted(slices.Values(w.To)))
	if len(w.To) > mostUnits {
		return w, fault.New(fault.TooLarge, "bulletin_units", "most", mostUnits).On("to")
	}
	for _, id := range w.To {
		if u, ok := x.Org().Unit(id); !ok || u.Former {
			return w, fault.New(fault.Invalid, "unit_unknown", "unit", strconv.FormatInt(id, 10)).On("to")
		}
	}
	return w, nil
}

// Drop throws a bulletin away, with a reason. Faults: bulletin_missing, bulletin_in_office, bulletin_fixed,
// bulletin_words.
func (x *Bulletins) Drop(ctx context.Context, caller org.Caller, id ledger.ID, bulletin int64, reason string) error {
	return x.about(ctx, caller, id, bulletin, []any{"drop", bulletin, reason}, func(*Head) (event.Type, any, error) {
		reason, err := words(reason, "reason", matter.MaxNote, true)
		return DroppedType, &Dropped{reason}, err
	})
}

func (x *Bulletins) about(ctx context.Context, caller org.Caller, id ledger.ID, bulletin int64, said any,
	decide func(*Head) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		h, err := x.mine(ctx, tx, caller, bulletin)
		if err != nil {
			return nil, err
		}
		typ, body, err := decide(h)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: bulletin, Areas: []area.Code{h.Area}, Body: body}}, nil
	})
	return err
}

// mine is a bulletin that the caller may work on now.
func (x *Bulletins) mine(ctx context.Context, r store.Reader, caller org.Caller, bulletin int64) (*Head, error) {
	h, err := headOf(ctx, r, x.City, bulletin)
	if err != nil {
		return nil, err
	}
	switch {
	case !x.sees(caller, h):
		return nil, missing()
	case !x.MayMake(caller, h.Area):
		return nil, fault.New(fault.Denied, "not_allowed")
	case h.withOffice():
		return nil, fault.New(fault.Conflict, "bulletin_in_office")
	case !h.open():
		return nil, fault.New(fault.Conflict, "bulletin_fixed")
	}
	return h, nil
}

// words cleans what a person wrote, and refuses what is too long or bears a mark of secrecy.
func words(s, name string, most int, needed bool) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" && needed {
		return s, fault.New(fault.Invalid, "bulletin_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "bulletin_long", "max", most, "n", n).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "bulletin_secret", "mark", mark).On(name)
	}
	return s, nil
}
