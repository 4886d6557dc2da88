package patrol

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/track"
	"xiaohao/platform/store"
)

// Head is what every piece of a patrol says of it, so that whichever comes first begins it.
type Head struct {
	Key     string    `json:"key"` // made on the phone
	Theme   string    `json:"theme"`
	Area    area.Code `json:"area"`    // where it began
	Persons []int64   `json:"persons"` // who is along with whoever has the phone
}

// Walked is a stretch within an area, by the phone's clock.
type Walked struct {
	Area area.Code        `json:"area"`
	From calendar.Instant `json:"from"`
	To   calendar.Instant `json:"to"`
}

// Piece is a part of a track with the stretches that it covers.
type Piece struct {
	Patrol Head     `json:"patrol"`
	N      int64    `json:"n"` // counted from 1
	Legs   []Walked `json:"legs"`
	Track  []byte   `json:"track"` // track.Pack
}

// Finish ends a patrol. Its legs are all of them.
type Finish struct {
	Patrol Head     `json:"patrol"`
	Legs   []Walked `json:"legs"`
	Parts  int      `json:"parts"`
	How    How      `json:"how"`
}

// Limits of a patrol.
const (
	MostPersons = 20
	MostDays    = 31
	MostParts   = 500
	mostLegs    = 200
	mostBytes   = 64 << 10 // of a part
)

// Receipt says what became of a piece.
type Receipt struct {
	Patrol int64
	Kept   bool // the part is kept; not where the track was destroyed already
}

// TakePart takes a part of a track, and the visits that it tells. Sent is the phone's clock now. The same part again
// changes nothing; another one under its number is the fault patrol_part_other. Faults: patrol_track, patrol_times, and
// those of a head: patrol_key, theme_unknown, patrol_persons, area_unknown, not_allowed.
func (x *Patrols) TakePart(ctx context.Context, caller org.Caller, p Piece, sent calendar.Instant) (Receipt, error) {
	spots, err := track.Unpack(p.Track)
	if err != nil || len(p.Track) > mostBytes || p.N < 1 || p.N > MostParts {
		return Receipt{}, fault.New(fault.Invalid, "patrol_track").By(err)
	}
	legs, err := legsOf(p.Legs, sent, x.Now())
	if err != nil {
		return Receipt{}, err
	}
	seen, err := x.judged(ctx, spots, legs, sent.Since(x.Now()))
	if err != nil {
		return Receipt{}, err
	}
	id, err := x.begin(ctx, caller, p.Patrol)
	if err != nil {
		return Receipt{}, err
	}
	if err := x.visit(ctx, caller, desk.Once("patrol part", id, p.N, legs), id, seen, nil); err != nil {
		return Receipt{}, err
	}
	out := Receipt{Patrol: id}
	err = x.Desk.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err := standOf(ctx, tx, x.City, id)
		if err != nil || s.Gone {
			return err
		}
		out.Kept = true
		return x.keep(ctx, tx, id, p)
	})
	return out, explained(err)
}

// keep puts a part away, sealed.
func (x *Patrols) keep(ctx context.Context, tx *store.Tx, id int64, p Piece) error {
	key, err := x.keyOf(ctx, tx, id, x.Now(), false)
	if err != nil {
		return err
	}
	var old []byte
	err = tx.QueryRow(ctx, "SELECT sealed FROM patrol_parts WHERE city = $1 AND patrol = $2 AND n = $3", x.City, id,
		p.N).Scan(&old)
	if err == nil {
		plain, err := x.open(key, id, p.N, old)
		if err == nil && !bytes.Equal(plain, p.Track) {
			err = fault.New(fault.Conflict, "patrol_part_other")
		}
		return err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	box, err := x.seal(key, id, p.N, p.Track)
	if err != nil {
		return err
	}
	return tx.Later(ctx, "INSERT INTO patrol_parts (city, patrol, n, sealed) VALUES ($1, $2, $3, $4)", x.City, id, p.N,
		box)
}

// explained leaves faults as they are.
func explained(err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	return store.Explain(err)
}

// End ends a patrol. The same id again gives the first answer; ended already by another one is the fault patrol_over.
// Faults: patrol_how, patrol_times, and those of a head.
func (x *Patrols) End(ctx context.Context, caller org.Caller, command ledger.ID, f Finish,
	sent calendar.Instant) (Receipt, error) {
	if !slices.Contains([]How{ByPerson, ByHour, Lost}, f.How) || f.Parts < 0 || f.Parts > MostParts {
		return Receipt{}, fault.New(fault.Invalid, "patrol_how")
	}
	id, err := x.begin(ctx, caller, f.Patrol)
	if err != nil {
		return Receipt{}, err
	}
	if _, done, err := x.Desk.Led(ctx, caller, command, f); err != nil || done {
		return Receipt{Patrol: id, Kept: true}, err
	}
	legs, err := legsOf(f.Legs, sent, x.Now())
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{Patrol: id, Kept: true}, x.visit(ctx, caller, command, id, unjudged(legs), &f)
}

// begin gives the id of a patrol; whichever piece comes first begins it.
func (x *Patrols) begin(ctx context.Context, caller org.Caller, h Head) (int64, error) {
	if caller.Person == 0 {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	if _, err := ledger.ParseID(h.Key); err != nil {
		return 0, fault.New(fault.Invalid, "patrol_key").By(err)
	}
	a, err := x.Desk.Keep(ctx, caller, desk.Once("patrol begun", h.Key, caller.Person), nil, func(_ context.Context,
		_ *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		b := &Begun{Theme: h.Theme, Area: h.Area}
		var err error
		if b.Persons, err = x.along(caller, h); err != nil {
			return nil, err
		}
		if err := x.where(h.Theme, h.Area); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: BegunType, Subject: ledger.New, Areas: []area.Code{h.Area}, Body: b}}, nil
	})
	return a.Subject, err
}

// where checks theme and area.
func (x *Patrols) where(theme string, a area.Code) error {
	if _, ok := x.Policy().Chiefs.Theme(theme); !ok {
		return fault.New(fault.Invalid, "theme_unknown", "theme", theme).On("theme")
	}
	if in, ok := x.Org().Tree().Get(a); !ok || in.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", a.String()).On("area")
	}
	return nil
}

// along are the persons of a patrol, whoever has the phone first. Others must be people of this city's offices whose
// posts have to do with the area.
func (x *Patrols) along(caller org.Caller, h Head) ([]int64, error) {
	out := []int64{caller.Person}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(h.Persons))) {
		if id == caller.Person {
			continue
		}
		p, ok := x.Org().Person(id)
		if !ok || p.Disabled || !near(p, h.Area) {
			return nil, fault.New(fault.Invalid, "patrol_persons", "most", MostPersons).On("persons")
		}
		out = append(out, id)
	}
	if len(out) > MostPersons {
		return nil, fault.New(fault.Invalid, "patrol_persons", "most", MostPersons).On("persons")
	}
	return out, nil
}

// near says whether a person has a post over an area, in it, or beside it in the same county.
func near(p org.Person, a area.Code) bool {
	return slices.ContainsFunc(p.Posts, func(q org.Post) bool {
		return q.Area != 0 && (q.Area.Contains(a) || a.Contains(q.Area) ||
			q.Area.Ancestor(area.County) == a.Ancestor(area.County))
	})
}

// visit records the visits of a patrol that are not there yet, what positions say of one more than was said before, and
// the patrol's end.
func (x *Patrols) visit(ctx context.Context, caller org.Caller, command ledger.ID, id int64, legs []Seen,
	end *Finish) error {
	var said any
	if end != nil {
		said = *end
	}
	_, err := x.Desk.Keep(ctx, caller, command, said, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		if end != nil && s.Ended != "" {
			return nil, fault.New(fault.Conflict, "patrol_over")
		}
		there, err := seenOf(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		var out []desk.Fact
		for _, l := range legs {
			f, err := x.seen(s, &there, l)
			if err != nil {
				return nil, err
			}
			if f != nil {
				out = append(out, *f)
			}
		}
		if end != nil {
			out = append(out, desk.Fact{Type: EndedType, Subject: id, Areas: []area.Code{s.Area},
				Body: &Ended{How: end.How, Parts: end.Parts}})
			if !s.Gone {
				_, err = x.keyOf(ctx, tx, id, now, true)
			}
		}
		return out, err
	})
	return err
}

// seen is the fact that a leg adds to those that are there; nil where it says nothing new.
func (x *Patrols) seen(s *Stand, there *[]Seen, l Seen) (*desk.Fact, error) {
	i := slices.IndexFunc(*there, func(y Seen) bool { return y.Leg == l.Leg })
	at := []area.Code{l.Area}
	switch {
	case i >= 0 && (*there)[i].Where.Join(l.Where) == (*there)[i].Where:
		return nil, nil
	case i >= 0:
		return &desk.Fact{Type: PlacedType, Subject: s.ID, Areas: at, Body: &Placed{Area: l.Area, Day: l.Day.String(),
			Place: l.Where}}, nil
	case len(*there) == mostLegs:
		return nil, fault.New(fault.Invalid, "patrol_times", "most", MostDays)
	}
	*there = append(*there, l)
	if err := x.where(s.Theme, l.Area); err != nil {
		return nil, err
	}
	return &desk.Fact{Type: VisitedType, Subject: s.ID, Areas: at, Body: &Visited{Theme: s.Theme, Area: l.Area,
		Day: l.Day.String(), Persons: s.Persons, Source: ByPatrol, Patrol: s.ID, Place: l.Where}}, nil
}
