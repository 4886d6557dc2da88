package patrol

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Note is somebody's word that he was in an area on a day: a duty can be met without a track.
type Note struct {
	Theme string
	Area  area.Code
	Day   Day
	Text  string
	Post  int64 // of a chief, whose holder was there; 0 for the caller
}

// MostBack is how many days back a note of one's own may say that somebody was there.
const MostBack = 62

// Holder says for a note about a post who holds it, 0 for somebody who cannot log in, and puts theme and area in. It
// refuses who may not note for the post, a day on which it was not held, and an area elsewhere.
type Holder func(ctx context.Context, r store.Reader, caller org.Caller, n *Note, now calendar.Instant) (person int64,
	err error)

// Noted records a note: the one door for them, also for chiefs' (of is nil for one's own). Faults: theme_unknown,
// area_unknown, patrol_day, patrol_words, patrol_long, patrol_secret, and those of the holder.
func (x *Patrols) Noted(ctx context.Context, caller org.Caller, command ledger.ID, n Note, of Holder) error {
	_, err := x.Desk.Keep(ctx, caller, command, []any{"note", n}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		n, person := n, caller.Person
		var err error
		if of != nil {
			person, err = of(ctx, tx, caller, &n, now)
		} else {
			err = x.mayNote(caller, n, now)
		}
		if err == nil {
			err = x.where(n.Theme, n.Area)
		}
		if err != nil {
			return nil, err
		}
		b := &Visited{Theme: n.Theme, Area: n.Area, Day: n.Day.String(), Persons: []int64{}, Source: ByNote}
		if b.Note, err = words(n.Text, "text", matter.MaxNote); err != nil {
			return nil, err
		}
		if b.Post = n.Post; person != 0 {
			b.Persons = []int64{person}
		}
		return []desk.Fact{{Type: VisitedType, Subject: ledger.New, Areas: []area.Code{n.Area}, Body: b}}, nil
	})
	return err
}

// mayNote says what speaks against a note of the caller's own.
func (x *Patrols) mayNote(caller org.Caller, n Note, now calendar.Instant) error {
	switch {
	case !x.MayWalk(caller, n.Area):
		return fault.New(fault.Denied, "not_allowed")
	case n.Day == 0 || n.Day > DayOf(now) || n.Day < DayOf(now.Plus(-MostBack*aDay)):
		return fault.New(fault.Invalid, "patrol_day", "most", MostBack).On("day")
	}
	return nil
}

// MayWalk says whether the caller may walk in an area, or note that he did.
func (x *Patrols) MayWalk(caller org.Caller, a area.Code) bool {
	return caller.Person != 0 && x.Org().MayAct(caller, BegunType, a)
}

// MayWalkSomewhere says whether he may in some area, so that a page offers it.
func (x *Patrols) MayWalkSomewhere(caller org.Caller) bool {
	return caller.Person != 0 && x.Org().MayActSomewhere(caller, BegunType)
}

// Companions are the people that a caller may name as being along: those who have posts in his areas' counties. No
// more than most are given, and none of another county.
func (x *Patrols) Companions(caller org.Caller, most int) (out []org.Person) {
	var counties []area.Code
	for _, p := range caller.Posts {
		if c := p.Area.Ancestor(area.County); p.Area != 0 && !slices.Contains(counties, c) {
			counties = append(counties, c)
		}
	}
	for _, c := range counties {
		for _, p := range x.Org().FindPeople("", c, most+1) {
			if p.ID != caller.Person && !p.Disabled && len(out) < most && !slices.ContainsFunc(out,
				func(q org.Person) bool { return q.ID == p.ID }) {
				out = append(out, p)
			}
		}
	}
	return out
}
