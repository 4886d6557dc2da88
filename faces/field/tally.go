package field

import (
	"context"
	"encoding/json"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/tally"
	"xiaohao/platform/lang"
)

// tallyOut is a place of a survey that waits to be counted at.
type tallyOut struct {
	Tally   int64            `json:"tally"`
	Wave    tally.Wave       `json:"wave"`
	No      int              `json:"no"`
	Kind    tally.Kind       `json:"kind"`
	Rows    [][2]string      `json:"rows"` // vehicle and seat, in the order of the buttons
	Site    string           `json:"site"`
	Area    string           `json:"area"`
	At      calendar.Instant `json:"at"`
	Minutes int              `json:"minutes"`
	Mine    bool             `json:"mine,omitempty"`
	Who     string           `json:"who,omitempty"` // whose turn it is, where it is somebody else's
	Counted bool             `json:"counted,omitempty"`
}

// near is how far off in time the turns of others are that a phone takes along: whoever falls ill is stood in for.
const near = 36 * 3600 * 1_000_000

// mostTallies is how many places a phone takes along.
const mostTallies = 200

// tallies are the caller's turns, and those of the others around now.
func (f *Field) tallies(ctx context.Context, caller org.Caller) (out []tallyOut, err error) {
	now := f.desk.Now()
	due, err := f.tally.DueFor(ctx, caller, now)
	if err != nil {
		return nil, err
	}
	o := f.desk.Org()
	for _, d := range due {
		t := tallyOut{Tally: d.Tally, Wave: d.Wave, No: d.No, Kind: d.Kind, Site: d.Site.Name,
			Area: o.Tree().FullName(d.Site.Area), At: d.Turn.At, Minutes: d.Minutes,
			Mine: d.Turn.Person == caller.Person, Counted: d.Counts}
		if off := d.Turn.At.Since(now); !t.Mine && (off < -near || off > near) {
			continue
		}
		if p, ok := o.Person(d.Turn.Person); ok && !t.Mine {
			t.Who = p.Name
		}
		for _, v := range d.Kind.Vehicles() {
			for _, s := range d.Kind.Seats(v) {
				t.Rows = append(t.Rows, [2]string{string(v), string(s)})
			}
		}
		if out = append(out, t); len(out) == mostTallies {
			break
		}
	}
	return out, nil
}

// tallyIn is what a sheet, or word of a place that was not counted, holds.
type tallyIn struct {
	Tally  int64                `json:"tally"`
	Wave   tally.Wave           `json:"wave"`
	Place  int                  `json:"place"`
	Begun  calendar.Instant     `json:"begun"` // by the phone's clock, as is the next
	Ended  calendar.Instant     `json:"ended"`
	Counts map[tally.Cell]int64 `json:"counts"`
	Reason string               `json:"reason"`
}

func readTally(in entryIn) (t tallyIn, err error) {
	if err := json.Unmarshal(in.Body, &t); err != nil {
		return t, fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("body")
	}
	return t, nil
}

// count takes a sheet in. By how much the phone's clock is off, so much its times are put right; what the phone said
// is compared when it sends again, so that the same sheet stays the same.
func (f *Field) count(ctx context.Context, caller org.Caller, id ledger.ID, in entryIn) (any, error) {
	t, err := readTally(in)
	if err != nil {
		return nil, err
	}
	when := f.outside(in)
	off := when.At.Since(in.At)
	r, err := f.tally.CountOutside(ctx, caller, id, t.Tally, tally.Sheet{Wave: t.Wave, Place: t.Place,
		Begun: t.Begun, Ended: t.Ended, Counts: t.Counts}, off)
	if err != nil {
		return nil, err
	}
	out := entryOut{Message: lang.T(caller.Lang, "phone.done.tally", nil), Repeated: r.Repeated, Off: when.Off}
	if len(r.Marks) > 0 {
		var why []string
		for _, m := range r.Marks {
			why = append(why, lang.T(caller.Lang, "tally.mark."+string(m), nil))
		}
		out.Message = lang.T(caller.Lang, "phone.done.tally_marked", map[string]string{"why": strings.Join(why,
			lang.T(caller.Lang, "word.and", nil))})
	}
	return out, nil
}

// miss says that a place was not counted.
func (f *Field) miss(ctx context.Context, caller org.Caller, id ledger.ID, in entryIn) (any, error) {
	t, err := readTally(in)
	if err != nil {
		return nil, err
	}
	if err := f.tally.Miss(ctx, caller, id, t.Tally, t.Wave, t.Place, t.Reason); err != nil {
		return nil, err
	}
	return entryOut{Message: lang.T(caller.Lang, "phone.done.tally_miss", nil), Off: f.outside(in).Off}, nil
}
