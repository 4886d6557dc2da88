// Package relay sends matters to other bodies' servers by Open311, and follows what becomes of them there 转递. What
// goes out is what was released, and nothing else: no reporter, no word and no photo that nobody let out. What another
// body says is told to people and never strikes anything off here: that takes somebody who looked.
//
// It owns the tables relay_servers and relay_routes (what an administrator set), relay_matters (what was sent, folded
// from this part's events), relay_turns and relay_rules (what is to be done next). A report goes out at most once: it
// is marked before it is put on the wire, and where no answer came it is looked for, never sent again blindly; what is
// not found waits for a person.
package relay

import (
	"context"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// Relay is a city's matters at other bodies. Safe for concurrent use.
type Relay struct {
	part.Base
	releases *release.Releases
	client   *georeport.Client
	box      part.Box
}

// New makes it for a city whose tables are there. releases says what may go out; nil where nobody works.
func New(b part.Base, releases *release.Releases) (*Relay, error) {
	x := &Relay{Base: b, releases: releases, client: georeport.New(georeport.Options{Zone: calendar.China(),
		Now: func() time.Time { return b.Now().Time() }})}
	var err error
	x.box, err = part.NewBox(b.Secret, "xiaohao relay servers")
	return x, err
}

// clock is who acts by rules, and who writes down what servers say.
var clock = org.Caller{Clock: true}

// acts say who may send, and decide about what is unsure.
func acts() (out []org.Act) {
	people := org.Right{In: org.Over, Posts: []matter.Post{matter.Dispatcher}}
	rule := org.Right{In: org.Some, Clock: true}
	for _, t := range []event.Type{SentType, TakenType, DroppedType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{people, rule}})
	}
	for _, t := range []event.Type{RefusedType, UnsureType, AsideType, ToldType} {
		out = append(out, org.Act{Type: t, Rights: []org.Right{rule}})
	}
	return append(out, org.Act{Type: AgainType, Rights: []org.Right{people}})
}

// What the jobs keep to.
const (
	turnEvery = 10 * time.Second
	turnLimit = 5 * time.Minute
)

// Part is what others must know of matters at other bodies 转递.
var Part = part.Part{
	Name:  "relay",
	Uses:  []string{"release"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		m := part.Made{Followers: []ledger.Follower{follower(b.City)}}
		if b.Desk == nil {
			return m, nil
		}
		x, err := New(b, part.Get[*release.Releases](b.Others))
		if err != nil {
			return m, err
		}
		m.Value, m.Waits, m.Tells = x, x.waits, x.tells()
		m.Jobs = []part.Job{{Do: x.Turn, Every: turnEvery, Limit: turnLimit, Alone: true},
			{Name: "relay_rules", Do: x.Rules}}
		return m, nil
	},
	Check: func(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
		return part.Refold(ctx, r, city, part.Fold{Follower: follower(city), Steps: Steps(),
			Skip: []string{"relay_servers", "relay_routes", "relay_turns", "relay_rules"}}, progress, tell)
	},
	Stands: stands,
}
