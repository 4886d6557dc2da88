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
}

// MostBack is how many days back a note may say that somebody was there.
const MostBack = 62

// Noted records a note. Faults: theme_unknown, area_unknown, patrol_day, patrol_words, patrol_long, patrol_secret.
func (x *Patrols) Noted(ctx context.Context, caller org.Caller, command ledger.ID, n Note) error {
	_, err := x.Desk.Keep(ctx, caller, command, []any{"note", n}, func(_ context.Context, _ *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		if !x.MayWalk(caller, n.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		if err := x.where(n.Theme, n.Area); err != nil {
			return nil, err
		}
		if n.Day == 0 || n.Day > DayOf(now) || n.Day < DayOf(now.Plus(-MostBack*aDay)) {
			return nil, fault.New(fault.Invalid, "patrol_day", "most", MostBack).On("day")
		}
		said, err := words(n.Text, "text", matter.MaxNote)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: VisitedType, Subject: ledger.New, Areas: []area.Code{n.Area}, Body: &Visited{
			Theme: n.Theme, Area: n.Area, Day: n.Day.String(), Persons: []int64{caller.Person}, Source: ByNote,
			Note: said}}}, nil
	})
	return err
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
