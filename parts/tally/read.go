package tally

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// sees says whether a survey exists for the caller: who sees its area's matters, its counters, administrators.
func (x *Tallies) sees(caller org.Caller, s *Stand) bool {
	return caller.Person != 0 && (slices.Contains(s.Counters, caller.Person) || x.MayKeep(caller, s.Area) ||
		x.Org().CoversNow(x.Org().Scope(caller), s.Area) || x.Org().MayAdminister(caller, s.Area))
}

// Filter says which surveys are wanted, the latest first.
type Filter struct {
	Area   area.Code // within that area
	Over   bool      // those that were ended
	Behind int64     // the page that begins behind this one
	Limit  int
}

// passed is how many rows a page may pass over that are not shown; it is rather short than slow.
const passed = 200

// List is a page of the surveys that the caller may see; next is the one behind which the following page begins, 0
// after the last.
func (x *Tallies) List(ctx context.Context, caller org.Caller, f Filter) (out []Stand, next int64, err error) {
	if caller.Person == 0 {
		return nil, 0, fault.New(fault.Denied, "not_allowed")
	}
	behind := f.Behind
	if behind <= 0 {
		behind = 1<<63 - 1
	}
	read, more := 0, false
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		if more = len(out) == f.Limit; more {
			return nil
		}
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var s Stand
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			return err
		}
		read, next = read+1, s.ID
		if x.sees(caller, &s) && (f.Area == 0 || f.Area.Contains(s.Area)) {
			out = append(out, s)
		}
		return nil
	}, "SELECT body FROM tally_surveys WHERE city = $1 AND over = $2 AND id < $3 ORDER BY id DESC LIMIT $4", x.City,
		bit(f.Over), behind, f.Limit+passed)
	if !more && read < f.Limit+passed {
		next = 0
	}
	return out, next, err
}

// Whole is a survey with what counts of it.
type Whole struct {
	Stand
	Pairs Pairs
	May   bool // the caller may draw, end and type in what others counted
	Count bool // he may give sheets in
}

// Of is a survey. The fault is tally_missing, also for who may not know of it.
func (x *Tallies) Of(ctx context.Context, caller org.Caller, id int64) (*Whole, error) {
	s, err := x.known(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	w := &Whole{Stand: *s, May: x.MayKeep(caller, s.Area), Count: x.counter(caller, s)}
	w.Pairs, err = x.Pairs(ctx, &w.Stand)
	return w, err
}

// known is a survey that the caller may know of.
func (x *Tallies) known(ctx context.Context, caller org.Caller, id int64) (*Stand, error) {
	s, err := standOf(ctx, x.DB.Read(), x.City, id)
	if err == nil && !x.sees(caller, s) {
		err = missing()
	}
	return s, err
}

// Pairs are what counts of a survey that the caller was shown: a sheet at most of each place in each wave.
func (x *Tallies) Pairs(ctx context.Context, s *Stand) (Pairs, error) {
	sheets, err := x.entries(ctx, "SELECT body FROM tally_sheets WHERE city = $1 AND tally = $2 AND counts = 1", x.City,
		s.ID)
	return pairsOf(s, sheets), err
}

// Sheets is a page of a survey's sheets, also of those that do not count, the latest first; next is the one behind
// which the following page begins, 0 after the last. The fault is that of Of.
func (x *Tallies) Sheets(ctx context.Context, caller org.Caller, id, behind int64, limit int) (out []Entry, next int64,
	err error) {
	if _, err := x.known(ctx, caller, id); err != nil {
		return nil, 0, err
	}
	if behind <= 0 {
		behind = 1<<63 - 1
	}
	out, err = x.entries(ctx, "SELECT body FROM tally_sheets WHERE city = $1 AND tally = $2 AND id < $3 "+
		"ORDER BY id DESC LIMIT $4", x.City, id, behind, limit+1)
	if len(out) > limit {
		out = out[:limit]
		next = out[limit-1].ID
	}
	return out, next, err
}

// Sheet is a sheet of a survey by its number. Faults: tally_missing, tally_sheet.
func (x *Tallies) Sheet(ctx context.Context, caller org.Caller, id, sheet int64) (*Entry, error) {
	if _, err := x.known(ctx, caller, id); err != nil {
		return nil, err
	}
	return entryOf(ctx, x.DB.Read(), x.City, id, sheet)
}

func (x *Tallies) entries(ctx context.Context, text string, args ...any) (out []Entry, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		out = append(out, Entry{})
		return json.Unmarshal([]byte(body), &out[len(out)-1])
	}, text, args...)
	return out, err
}

// Due is a place that waits for its count.
type Due struct {
	Tally   int64
	Title   string
	Kind    Kind
	Wave    Wave
	No      int
	Site    Site
	Slot    Slot
	Turn    Turn
	Minutes int  // to count
	Counts  bool // it has a sheet that counts
}

// late is how long after its hour a turn is still shown.
const late = 7 * dayMicros

// mostDue is how many surveys of a counter are looked at.
const mostDue = 10

// DueFor are the places of the caller's surveys whose wave is not over, his own and those of the others who count with
// him, by their time.
func (x *Tallies) DueFor(ctx context.Context, caller org.Caller, now calendar.Instant) (out []Due, err error) {
	var all []Stand
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		all = append(all, Stand{})
		return json.Unmarshal([]byte(body), &all[len(all)-1])
	}, "SELECT t.body FROM tally_counters c JOIN tally_surveys t ON t.city = c.city AND t.id = c.tally "+
		"WHERE c.city = $1 AND t.city = $1 AND c.person = $2 AND c.over = 0 ORDER BY c.tally DESC LIMIT $3", x.City,
		caller.Person, mostDue)
	if err != nil {
		return nil, err
	}
	for i := range all {
		s := &all[i]
		has, err := x.counted(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		for _, w := range Waves() {
			if now > s.Span(w).Until.Plus(late) {
				continue
			}
			for no := range s.Places {
				place := &s.Places[no]
				turn := place.Turn(w)
				if turn == nil || s.MissedIn(w, no+1) != nil || w == After && s.MissedIn(Before, no+1) != nil {
					continue
				}
				out = append(out, Due{s.ID, s.Title, s.Kind, w, no + 1, s.Sites[place.Site], s.Slots[place.Slot], *turn,
					s.Minutes, has[waved{w, no + 1}]})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Due) int { return int(a.Turn.At.Since(b.Turn.At) / 1e6) })
	return out, nil
}

// waved is a place in a wave.
type waved struct {
	Wave
	no int
}

// counted are the places of a survey that have a sheet that counts.
func (x *Tallies) counted(ctx context.Context, tally int64) (map[waved]bool, error) {
	out := map[waved]bool{}
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var after, no int
		err := rows.Scan(&after, &no)
		out[waved{Waves()[after], no}] = true
		return err
	}, "SELECT after, place FROM tally_sheets WHERE city = $1 AND tally = $2 AND counts = 1", x.City, tally)
	return out, err
}

// soon is how long before its hour a turn waits for who has it.
const soon = dayMicros

// Waits says which turns of the caller have come and have no sheet.
func (x *Tallies) Waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	if caller.Person == 0 {
		return nil, nil
	}
	now := x.Now()
	all, err := x.DueFor(ctx, caller, now)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, d := range all {
		if d.Turn.Person == caller.Person && !d.Counts && now > d.Turn.At.Plus(-soon) {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []part.Waiting{{Key: "waits.tally", N: n, Path: "/tallies"}}, nil
}

// lookedAt is how many surveys, the latest, are looked through for one that names an activity.
const lookedAt = 200

// About are the surveys of use that name an activity, of the latest ones that the caller may see, the latest first.
func (x *Tallies) About(ctx context.Context, caller org.Caller, activity int64) (out []Stand, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var s Stand
		err := json.Unmarshal([]byte(body), &s)
		if err == nil && s.Activity == activity && x.sees(caller, &s) {
			out = append(out, s)
		}
		return err
	}, "SELECT body FROM tally_surveys WHERE city = $1 ORDER BY id DESC LIMIT $2", x.City, lookedAt)
	return out, err
}
