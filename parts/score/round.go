package score

import (
	"slices"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Round is one assignment of a matter to a unit, with one deadline. Instants are Unix microseconds, 0 when not yet.
type Round struct {
	Unit        int64            `json:"u"`
	Uppers      []int64          `json:"up,omitempty"` // units that delegated it, topmost first
	Level       int              `json:"l,omitempty"`  // area.Level of the dispatcher
	Due         calendar.Instant `json:"d"`
	AssignedAt  calendar.Instant `json:"as"`
	SignedAt    calendar.Instant `json:"si,omitempty"`
	FixedAt     calendar.Instant `json:"fx,omitempty"` // of the claim that stands; 0 again after a rejection
	StruckAt    calendar.Instant `json:"st,omitempty"`
	SignedIn    int64            `json:"sm,omitempty"` // minutes, working or plain as the deadline is
	Late        int64            `json:"la,omitempty"` // minutes past the deadline
	Rejects     int              `json:"rj,omitempty"`
	Extended    int              `json:"ex,omitempty"`
	Held        int              `json:"h,omitempty"` // accountability notices
	Rating      uint8            `json:"ra,omitempty"`
	Upheld      uint8            `json:"ap,omitempty"` // grounds of appeals that were upheld, as bits
	Self        bool             `json:"se,omitempty"` // the unit found it itself
	Again       bool             `json:"ag,omitempty"` // begun by reopening: nobody had to sign
	Prompt      bool             `json:"pr,omitempty"` // signed within the time for saying "not mine"
	Bounced     bool             `json:"bo,omitempty"`
	Asked       bool             `json:"ak,omitempty"` // waits for a decision on more time
	Parked      bool             `json:"pa,omitempty"` // 挂账
	Recurred    bool             `json:"re,omitempty"` // struck off, then reopened
	Recurrences int              `json:"bk,omitempty"` // matters by which it came back after the strike-off
	Stubborn    bool             `json:"sb,omitempty"` // found stubborn while it ran
	Typed       []typed          `json:"t,omitempty"`
}

// What a reporter's rating came to.
const (
	unrated uint8 = iota
	unsolved
	solved
	satisfied
)

// File is what the assessment keeps of one matter. Staff are those who acted for its units, so that their remarks are
// told from others'; it is never shown.
type File struct {
	Kind   matter.Kind `json:"k"`
	Area   int64       `json:"a"`
	Staff  []int64     `json:"s,omitempty"`
	Rounds []Round     `json:"r,omitempty"`
}

// last is the round that is running or ended last, nil before the first.
func (f *File) last() *Round {
	if len(f.Rounds) == 0 {
		return nil
	}
	return &f.Rounds[len(f.Rounds)-1]
}

// apply folds one event into the file.
func (f *File) apply(e *fact) {
	switch e.step {
	case reported:
		*f = File{Kind: e.kind, Area: int64(e.area)}
	case listed:
		f.Kind, f.Area = e.kind, int64(e.area)
	case amended:
		f.Area = int64(e.area)
	case assigned:
		f.Rounds = append(f.Rounds, Round{Unit: e.unit, Level: e.level, Due: e.due, AssignedAt: e.at, Self: e.yes})
	default:
		if r := f.last(); r != nil {
			f.change(r, e)
		}
	}
}

func (f *File) change(r *Round, e *fact) {
	switch e.step {
	case reopened:
		if r.StruckAt != 0 && !r.Recurred {
			r.Recurred = true
			f.Rounds = append(f.Rounds, Round{Unit: r.Unit, Uppers: slices.Clone(r.Uppers), Level: r.Level, Due: e.due,
				AssignedAt: e.at, Again: true})
		}
	case signed:
		if r.SignedAt == 0 { // a lower unit's signature comes after a delegation; the first answer is what counts
			r.SignedAt, r.SignedIn, r.Prompt = e.at, e.minutes, e.yes
		}
	case bounced:
		if n := len(r.Uppers); e.unit != 0 && n > 0 {
			r.Unit, r.Uppers = e.unit, r.Uppers[:n-1]
		} else {
			r.Bounced = true
		}
	case delegated:
		r.Uppers = append(slices.Clone(r.Uppers), r.Unit)
		r.Unit = e.unit
	case cameBack, notBack:
		f.back(e)
	case marked, unmarked:
		if e.yes {
			r.Stubborn = e.step == marked
		}
	case moved:
		if !r.Bounced && r.StruckAt == 0 {
			r.succeed(e.from, e.unit)
		}
	default:
		r.clock(e)
	}
}

// back counts on the round whose strike-off did not hold; another may have begun since.
func (f *File) back(e *fact) {
	for i := range f.Rounds {
		if r := &f.Rounds[i]; r.StruckAt == e.struck {
			if e.step == cameBack {
				r.Recurrences++
			} else {
				r.Recurrences--
			}
		}
	}
}

// clock takes what concerns the deadline and the verdict.
func (r *Round) clock(e *fact) {
	if e.due != 0 {
		r.Due = e.due
	}
	switch e.step {
	case extensionAsked:
		r.Asked = true
	case extended:
		r.Asked = false
		r.Extended++
	case extensionDenied:
		r.Asked = false
	case suspended:
		r.Parked = true
	case resumed:
		r.Parked = false
	case fixed:
		r.FixedAt, r.Late, r.Asked, r.Parked = e.at, e.minutes, false, false
	case rejected:
		r.FixedAt, r.Late = 0, 0
		r.Rejects++
	case struckOff:
		r.StruckAt = e.at
	case held:
		r.Held++
	case rated:
		switch r.Rating = unsolved; {
		case e.yes && (e.score == 0 || e.score >= 4):
			r.Rating = satisfied
		case e.yes:
			r.Rating = solved
		}
	case appealDecided:
		if e.yes {
			r.Upheld |= e.ground
		}
	}
}

// succeed puts the successor in the place of a unit that is no more, as matter.WasMoved does.
func (r *Round) succeed(from, to int64) {
	if r.Unit == from {
		r.Unit = to
	}
	var uppers []int64
	for _, u := range r.Uppers {
		if u == from {
			u = to
		}
		if u != r.Unit && !slices.Contains(uppers, u) {
			uppers = append(uppers, u)
		}
	}
	r.Uppers = uppers
}

// Waiting says that the unit has not claimed it fixed: until its day is over it is not yet due.
func (r *Round) Waiting() bool { return r.FixedAt == 0 && !r.Bounced }

// Units are those it counts for.
func (r *Round) Units() []int64 {
	out := []int64{r.Unit}
	for _, u := range r.Uppers {
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// Day is the day of the deadline.
func (r *Round) Day() views.Day { return views.DayOf(r.Due) }

// onTime says that the claim that stands was made by the deadline, or that a supervisor found so.
func (r *Round) onTime() bool { return r.FixedAt != 0 && (r.FixedAt <= r.Due || r.Upheld&notLate != 0) }

// areaLevels calls fn for the area of the file and each above it, the city first.
func (f *File) areaLevels(fn func(area.Level, area.Code)) {
	a := area.Code(f.Area)
	for l := area.City; l <= a.Level(); l++ {
		fn(l, a.Ancestor(l))
	}
}

// counted says whether the round is part of the assessment at all.
func (f *File) counted(r *Round) bool { return f.Kind != matter.Help && r.Due != 0 }
