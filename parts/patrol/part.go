package patrol

import (
	"context"
	"database/sql"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/atlas"
	"xiaohao/platform/store"
)

// walkers walk in the areas of their posts, or note that they did.
var walkers = []matter.Post{matter.Inspector, matter.Dispatcher, matter.UnitClerk, matter.UnitHead, matter.Verifier,
	matter.Supervisor, matter.Leader}

// holders may hold a chief's post.
var holders = append([]matter.Post{matter.Administrator, matter.Auditor}, walkers...)

// takers bring records and patches in.
var takers = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Administrator}

// acts say who may.
func acts() (out []org.Act) {
	walk := org.Right{In: org.Over, Posts: walkers}
	for _, t := range []event.Type{BegunType, PlacedType, EndedType, FoundType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{walk}})
	}
	return append(out,
		org.Act{Type: VisitedType, Rights: []org.Right{walk, {In: org.Over, Posts: []matter.Post{matter.Administrator}},
			{In: org.Some, Posts: holders, System: true}}}, // a chief's note goes by his post: Noted asks
		org.Act{Type: OpenedType, Rights: []org.Right{{In: org.Some, Posts: append([]matter.Post{matter.Auditor},
			walkers...)}}},
		org.Act{Type: DestroyedType, Rights: []org.Right{{In: org.Some, Clock: true}}},
		org.Act{Type: TakenType, Rights: []org.Right{{In: org.Over, Posts: takers}, {In: org.Some, System: true}}},
		org.Act{Type: LookedType, Rights: []org.Right{{In: org.Over, Posts: walkers}}})
}

// tickEvery is how often the clock looks whether a track is to be destroyed.
const tickEvery = time.Minute

// Part is what others must know of patrols and patches 巡护、图斑.
var Part = part.Part{
	Name:  "patrol",
	Uses:  []string{"atlas"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x, err := New(b, part.Get[*atlas.Atlas](b.Others))
		if err != nil {
			return part.Made{}, err
		}
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.waits,
			Jobs: []part.Job{{Do: x.Destroy, Every: tickEvery}}}, nil
	},
	Check: Check,
}

// mostWaiting is how many patches are looked through that wait for somebody.
const mostWaiting = 500

// waits are the patches that wait for a look by the caller.
func (x *Patrols) waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if !x.Org().MayActSomewhere(caller, LookedType) {
		return nil, nil
	}
	for _, s := range []PatchState{AtOffice, AtField} {
		w := part.Waiting{Key: "patch.waits." + string(s), Path: "/patches?state=" + string(s)}
		n := 0
		if err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var a area.Code
			err := rows.Scan(&a)
			if n++; x.Org().MayAct(caller, LookedType, a) {
				w.N++
			}
			return err
		}, "SELECT area FROM patches WHERE city = $1 AND state = $2 ORDER BY id DESC LIMIT $3", x.City, string(s),
			mostWaiting); err != nil {
			return nil, err
		}
		if w.More = n == mostWaiting; w.N > 0 {
			out = append(out, w)
		}
	}
	return out, nil
}
