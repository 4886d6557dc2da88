package tally

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/cluster"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/store"
)

// What a plan has at most.
const (
	LongTitle    = 60
	LongSite     = 80
	LongReason   = 200
	MostSites    = 60
	MostSlots    = 60
	MostPlaces   = 100
	MostCounters = 60
	MostPeople   = 5000
	MostMinutes  = 60
)

// MayKeep says whether the caller may plan and end surveys in an area.
func (x *Tallies) MayKeep(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, PlannedType, a)
}

// MayKeepSomewhere says whether he may in some area, so that a page offers it.
func (x *Tallies) MayKeepSomewhere(caller org.Caller) bool {
	return x.Org().MayActSomewhere(caller, PlannedType)
}

// MayCount says whether somebody may be named as a counter in an area.
func (x *Tallies) MayCount(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, CountedType, a)
}

// Plan plans a survey and commits to the seed of its draw; it gives its number. Who sees to the area may. Faults:
// tally_words, tally_long, tally_secret, tally_kind, area_unknown, tally_site, tally_sites, tally_slots, tally_few,
// tally_most, tally_many, tally_dates, tally_order, tally_days, tally_number, tally_counter.
func (x *Tallies) Plan(ctx context.Context, caller org.Caller, id ledger.ID, p Plan) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"plan", p}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		p := p
		if err := x.said(&p); err != nil {
			return nil, err
		}
		key := id.String()
		return []desk.Fact{{Type: PlannedType, Subject: ledger.New, Areas: []area.Code{p.Area},
			Body: &Planned{p, key, Commitment(seedOf(x.Secret, x.City, key), key)}}}, nil
	})
	return a.Subject, err
}

// Draw reveals the seed and draws the places. Faults: tally_drawn, tally_over.
func (x *Tallies) Draw(ctx context.Context, caller org.Caller, id ledger.ID, tally int64) error {
	return x.about(ctx, caller, id, tally, []any{"draw", tally}, func(_ context.Context, _ *store.Tx, s *Stand,
		_ calendar.Instant) (event.Type, any, error) {
		if s.Drawn != 0 {
			return "", nil, fault.New(fault.Conflict, "tally_drawn")
		}
		seed := seedOf(x.Secret, x.City, s.Key)
		return DrawnType, &Drawn{hexed(seed), s.drawn(seed, s.Key)}, nil
	})
}

// End ends a survey, for a reason; sheets that come afterwards are kept and not counted. Faults: tally_words,
// tally_over.
func (x *Tallies) End(ctx context.Context, caller org.Caller, id ledger.ID, tally int64, reason string) error {
	return x.about(ctx, caller, id, tally, []any{"end", tally, reason}, func(_ context.Context, _ *store.Tx, _ *Stand,
		_ calendar.Instant) (event.Type, any, error) {
		reason, err := words(reason, "reason", LongReason)
		return EndedType, &Ended{reason}, err
	})
}

// Miss says that a place cannot be, or was not, counted in a wave, and why; it gives the number of the place that is
// called instead, 0 for none. Faults: tally_place, tally_counted, tally_missed, tally_words, tally_over.
func (x *Tallies) Miss(ctx context.Context, caller org.Caller, id ledger.ID, tally int64, w Wave, no int,
	reason string) error {
	return x.about(ctx, caller, id, tally, []any{"miss", tally, w, no, reason}, func(ctx context.Context, tx *store.Tx,
		s *Stand, now calendar.Instant) (event.Type, any, error) {
		p, ok := s.Place(no)
		if !ok || !slices.Contains(Waves(), w) || p.Turn(w) == nil {
			return "", nil, fault.New(fault.Invalid, "tally_place").On("place")
		}
		if s.MissedIn(w, no) != nil {
			return "", nil, fault.New(fault.Conflict, "tally_missed")
		}
		if there, err := x.counts(ctx, tx, tally, w, no); err != nil || there {
			return "", nil, orElse(err, fault.New(fault.Conflict, "tally_counted"))
		}
		reason, err := words(reason, "reason", LongReason)
		if err != nil {
			return "", nil, err
		}
		m := &Missed{Wave: w, Place: no, Reason: reason}
		x.call(s, p, m, now)
		return MissedType, m, nil
	})
}

// call finds the next of the drawn list for a place that is missed.
func (x *Tallies) call(s *Stand, p *Place, m *Missed, now calendar.Instant) {
	if m.Next = s.next(p, m.Wave, now); m.Next == 0 {
		return
	}
	next := &s.Places[m.Next-1]
	m.Before, m.After = s.turn(s.Places, next, Before, now), s.turn(s.Places, next, After, 0)
}

// about records what decide says of a survey that nobody has ended. Keepers and its counters know of it; who may
// declare which event is org's to say, and a counter's act wants that he is one.
func (x *Tallies) about(ctx context.Context, caller org.Caller, id ledger.ID, tally int64, said any,
	decide func(context.Context, *store.Tx, *Stand, calendar.Instant) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, tally)
		if err != nil {
			return nil, err
		}
		if !x.sees(caller, s) {
			return nil, missing()
		}
		if !x.counter(caller, s) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		if s.Ended != 0 {
			return nil, fault.New(fault.Conflict, "tally_over")
		}
		typ, body, err := decide(ctx, tx, s, now)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: s.ID, Areas: []area.Code{s.Area}, Body: body}}, nil
	})
	return err
}

// counter says whether the caller may give in sheets: whom the survey names, and who keeps it.
func (x *Tallies) counter(caller org.Caller, s *Stand) bool {
	return slices.Contains(s.Counters, caller.Person) || x.MayKeep(caller, s.Area)
}

// said checks what a plan says and puts it in order.
func (x *Tallies) said(p *Plan) (err error) {
	if p.Title, err = words(p.Title, "title", LongTitle); err != nil {
		return err
	}
	if !slices.Contains(Kinds(), p.Kind) {
		return fault.New(fault.Invalid, "tally_kind").On("kind")
	}
	if err := x.inUse(p.Area, "area"); err != nil {
		return err
	}
	if p.Activity < 0 {
		return fault.New(fault.Invalid, "tally_number").On("activity")
	}
	if err := x.sites(p); err != nil {
		return err
	}
	slices.SortFunc(p.Slots, func(a, b Slot) int { return a.Weekday*24 + a.Hour - b.Weekday*24 - b.Hour })
	p.Slots = slices.Compact(p.Slots)
	if len(p.Slots) == 0 || len(p.Slots) > MostSlots || slices.ContainsFunc(p.Slots, func(s Slot) bool {
		return s.Weekday < 1 || s.Weekday > 7 || s.Hour < 0 || s.Hour > 23
	}) {
		return fault.New(fault.Invalid, "tally_slots", "most", MostSlots).On("hours")
	}
	if err := p.wanted(); err != nil {
		return err
	}
	if p.People < 1 || p.People > MostPeople {
		return fault.New(fault.Invalid, "tally_number").On("people")
	}
	if p.Minutes < 5 || p.Minutes > MostMinutes {
		return fault.New(fault.Invalid, "tally_number").On("minutes")
	}
	if err := p.dates(); err != nil {
		return err
	}
	return x.counters(p)
}

func (x *Tallies) inUse(a area.Code, field string) error {
	if got, known := x.Org().Tree().Get(a); !known || got.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", a.String()).On(field)
	}
	return nil
}

// sites checks where one can stand: each within the survey's area, none twice.
func (x *Tallies) sites(p *Plan) (err error) {
	if len(p.Sites) == 0 || len(p.Sites) > MostSites {
		return fault.New(fault.Invalid, "tally_sites", "most", MostSites).On("sites")
	}
	seen := map[string]bool{}
	p.Sites = slices.Clone(p.Sites)
	for i := range p.Sites {
		s := &p.Sites[i]
		if s.Name, err = words(s.Name, "sites", LongSite); err != nil {
			return err
		}
		if s.Area == 0 {
			s.Area = p.Area
		}
		if err := x.inUse(s.Area, "sites"); err != nil {
			return err
		}
		if !slices.Contains(Roads(), s.Road) || !p.Area.Contains(s.Area) || seen[s.Name] {
			return fault.New(fault.Invalid, "tally_site", "site", s.Name).On("sites")
		}
		seen[s.Name] = true
	}
	return nil
}

// wanted checks how many places are to be drawn: of each road no more than there are, enough for an interval.
func (p *Plan) wanted() error {
	all := 0
	for _, r := range Roads() {
		there := 0
		for _, s := range p.Sites {
			if s.Road == r {
				there += len(p.Slots)
			}
		}
		n := p.Wanted[r]
		if n < 0 || n > there {
			return fault.New(fault.Invalid, "tally_many", "most", there).On("wanted_" + string(r))
		}
		all += n
	}
	if all < cluster.Least {
		return fault.New(fault.Invalid, "tally_few", "least", cluster.Least).On("wanted_city")
	}
	if all > MostPlaces {
		return fault.New(fault.Invalid, "tally_most", "most", MostPlaces).On("wanted_city")
	}
	return nil
}

// dates checks the waves: one after the other, each with every weekday of the slots in it.
func (p *Plan) dates() error {
	for _, w := range Waves() {
		s, field := p.Span(w), string(w)+"_until"
		if s.From <= 0 || s.Until <= s.From || s.Until.Since(s.From) > 100*dayMicros {
			return fault.New(fault.Invalid, "tally_dates").On(field)
		}
		for _, slot := range p.Slots {
			if len(s.starts(slot, 0)) == 0 {
				return fault.New(fault.Invalid, "tally_days").On(field)
			}
		}
	}
	if p.After.From < p.Before.Until {
		return fault.New(fault.Invalid, "tally_order").On("after_from")
	}
	return nil
}

const dayMicros = 24 * 3600 * 1_000_000

// counters checks who counts: people in office with a post that may, each once.
func (x *Tallies) counters(p *Plan) error {
	p.Counters = slices.Compact(slices.Sorted(slices.Values(p.Counters)))
	if len(p.Counters) == 0 || len(p.Counters) > MostCounters {
		return fault.New(fault.Invalid, "tally_counters", "most", MostCounters).On("counters")
	}
	for _, id := range p.Counters {
		c, ok := x.Org().Person(id)
		if !ok || !x.MayCount(c.Caller(), p.Area) {
			return fault.New(fault.Invalid, "tally_counter", "name", orName(c.Name, id)).On("counters")
		}
	}
	return nil
}

func orName(name string, id int64) string {
	if name == "" {
		return strconv.FormatInt(id, 10)
	}
	return name
}

// orElse is the error, or what else is to be said.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// words cleans what a person wrote, and refuses what is empty, too long or bears a mark of secrecy.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "tally_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "tally_long", "max", most, "n", n).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "tally_secret", "mark", mark).On(name)
	}
	return s, nil
}
