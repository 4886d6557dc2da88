package patrol

import (
	"context"
	"database/sql"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// passed is how many rows a page may pass over that are not shown; it is rather short than slow.
const passed = 500

// Visit is a visit in a list.
type Visit struct {
	ID, Patrol int64
	Seen
	Theme   string
	Source  Source
	Persons []int64
	Note    string
	Post    int64 // the chief's that a note is for; 0 for none
}

// Place is where a page of visits ended.
type Place struct {
	Day Day
	ID  int64
}

// Filter says which visits are wanted, the latest first.
type Filter struct {
	Area   area.Code // within that area
	Theme  string
	Apart  bool  // only patrols of which no position came near the area
	Since  Day   // not before that day; 0 for all
	Behind Place // the page that begins behind this one
	Limit  int
}

const visitColumns = "id, patrol, area, day, theme, source, persons, note, place, post"

// Visits is a page of the visits that the caller may see: those in areas whose matters he sees, and his own; next is
// where the following one begins, the zero Place after the last.
func (x *Patrols) Visits(ctx context.Context, caller org.Caller, f Filter) (out []Visit, next Place, err error) {
	if caller.Person == 0 {
		return nil, next, fault.New(fault.Denied, "not_allowed")
	}
	at := f.Behind
	if at == (Place{}) {
		at = Place{99_999_999, 0}
	}
	scope := x.Org().Scope(caller)
	// one more than is shown, and twice as many again as long as those that are not shown leave the page short
	for read, most := 0, f.Limit+1; read < f.Limit+passed; most *= 2 {
		most = min(most, f.Limit+passed-read)
		list, err := x.behind(ctx, at, f, most)
		if err != nil {
			return nil, next, err
		}
		for _, v := range list {
			if !(f.Area == 0 || f.Area.Contains(v.Area)) || !(f.Theme == "" || f.Theme == v.Theme) ||
				!x.reads(scope, v.Theme, v.Area) && !(&Stand{Persons: v.Persons}).walked(caller.Person) {
				continue
			}
			if len(out) == f.Limit {
				return out, Place{out[f.Limit-1].Day, out[f.Limit-1].ID}, nil
			}
			out = append(out, v)
		}
		if len(list) < most {
			return out, next, nil
		}
		read += len(list)
		at = Place{list[len(list)-1].Day, list[len(list)-1].ID}
	}
	return out, at, nil
}

// behind are some visits behind a place, the latest first.
func (x *Patrols) behind(ctx context.Context, at Place, f Filter, limit int) (out []Visit, err error) {
	text := "SELECT " + visitColumns + ` FROM patrol_visits WHERE city = $1 AND (day, id) < ($2, $3) AND day >= $5
		ORDER BY day DESC, id DESC LIMIT $4`
	if f.Apart {
		text = "SELECT " + visitColumns + ` FROM patrol_visits WHERE city = $1 AND place = 'apart' AND
			(day, id) < ($2, $3) AND day >= $5 ORDER BY day DESC, id DESC LIMIT $4`
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var v Visit
		var persons string
		if err := rows.Scan(&v.ID, &v.Patrol, &v.Area, &v.Day, &v.Theme, &v.Source, &persons, &v.Note, &v.Where,
			&v.Post); err != nil {
			return err
		}
		var err error
		v.Persons, err = ids(persons)
		out = append(out, v)
		return err
	}, text, x.City, int(at.Day), at.ID, limit, int(f.Since))
	return out, err
}

// reads says whether the visits of a theme in an area are read: by who sees the area's matters, and by who watches
// problems of the theme there.
func (x *Patrols) reads(s org.Scope, theme string, a area.Code) bool {
	t, _ := x.Policy().Chiefs.Theme(theme)
	return x.Org().CoversNow(s, a) || slices.ContainsFunc(s.Watches, func(w org.Watch) bool {
		return w.Area.Contains(a) && slices.ContainsFunc(w.Categories, t.Holds)
	})
}

// Mine are the patrols of a person that go on, or ended last, the newest first.
func (x *Patrols) Mine(ctx context.Context, caller org.Caller, most int) (out []*Stand, err error) {
	var list []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	}, "SELECT patrol FROM patrol_people WHERE city = $1 AND person = $2 ORDER BY patrol DESC LIMIT $3", x.City,
		caller.Person, most)
	for _, id := range list {
		s, wrong := standOf(ctx, x.DB.Read(), x.City, id)
		if wrong != nil {
			return nil, wrong
		}
		out = append(out, s)
	}
	return out, err
}

// Opening is that somebody looked at a track.
type Opening struct {
	Matter, Person int64
	At             calendar.Instant
	Reason         string
}

// Sheet is a patrol with what came of it.
type Sheet struct {
	Stand
	Legs     []Seen
	Found    []*matter.Matter // as the caller may see them
	Hidden   int              // findings that he may not
	Opened   []Opening        // who looked at the track, the latest first
	Received bool             // the track or a part of it is there
	May      bool             // the caller may open it from a finding that he sees
}

// Limits of a page.
const (
	mostFound  = 100
	mostOpened = 50
)

// Sheet is a patrol. The fault is patrol_missing, also for who may not know of it.
func (x *Patrols) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	r := x.DB.Read()
	st, err := standOf(ctx, r, x.City, id)
	if err != nil {
		return nil, err
	}
	if !st.walked(caller.Person) && !x.reads(x.Org().Scope(caller), st.Theme, st.Area) {
		return nil, missing()
	}
	s := &Sheet{Stand: *st}
	if s.Legs, err = seenOf(ctx, r, x.City, id); err != nil {
		return nil, err
	}
	var list []int64
	if err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	}, "SELECT matter FROM patrol_found WHERE city = $1 AND patrol = $2 ORDER BY matter LIMIT $3", x.City, id,
		mostFound); err != nil {
		return nil, err
	}
	seen, err := x.Desk.Matters(ctx, caller, list)
	if err != nil {
		return nil, err
	}
	bare := caller
	bare.Watches = nil // see Open
	for _, id := range list {
		if m := seen[id]; m != nil {
			s.Found = append(s.Found, m)
			s.May = s.May || x.Org().MayAct(caller, OpenedType, m.Area) && x.Org().Sees(bare, m)
		} else {
			s.Hidden++
		}
	}
	key, err := x.key(ctx, r, id)
	s.Received = err == nil && key != nil
	s.May = s.May && s.Received
	return s, store.Each(ctx, r, func(rows *sql.Rows) error {
		var o Opening
		err := rows.Scan(&o.Matter, &o.Person, &o.At, &o.Reason)
		s.Opened = append(s.Opened, o)
		return err
	}, `SELECT matter, person, at, reason FROM patrol_opened WHERE city = $1 AND patrol = $2 ORDER BY id DESC LIMIT $3`,
		x.City, id, mostOpened)
}
