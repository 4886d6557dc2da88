package publicity

import (
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Planning is what hangs where and when: what can be said of a plan.
type Planning struct {
	Content string           `json:"content"` // 讲文明树新风公益广告
	Text    string           `json:"text,omitempty"`
	Road    string           `json:"road,omitempty"` // 解放路; empty for the area as a whole
	Area    area.Code        `json:"area"`
	Unit    int64            `json:"unit"`            // who puts it up and keeps it
	From    calendar.Instant `json:"from"`            // by when it hangs, µs
	Until   calendar.Instant `json:"until"`           // until when
	Gap     int              `json:"gap,omitempty"`   // metres between two positions at most; 0 for policy's
	Renew   int              `json:"renew,omitempty"` // days after which it is due again; 0 for policy's
	Points  []int64          `json:"points"`          // the positions, in their order along the street
}

// Planned begins a plan.
type Planned struct{ Planning }

// Replanned says all of a plan anew. A position that stays keeps what hangs there.
type Replanned struct{ Planning }

// PutUp says that something hangs at a position, with a photo.
type PutUp struct {
	Point  int64          `json:"point"`
	Note   string         `json:"note,omitempty"`
	Photos []matter.Photo `json:"photos"`
}

// FoundGone says that it does not hang at a position, or no longer as it should.
type FoundGone struct {
	Point  int64          `json:"point"`
	Note   string         `json:"note"`
	Photos []matter.Photo `json:"photos,omitempty"`
}

// PlanEnded ends a plan before its time.
type PlanEnded struct {
	Reason string `json:"reason"`
}

// PhotosOf lists the photos that an event's body brought.
func PhotosOf(body any) []matter.Photo {
	switch b := body.(type) {
	case *PutUp:
		return b.Photos
	case *FoundGone:
		return b.Photos
	}
	return nil
}

// Plan is a plan as it stands.
type Plan struct {
	ID int64 `json:"id"`
	Planning
	Ended     calendar.Instant `json:"ended,omitempty"`
	Reason    string           `json:"reason,omitempty"` // why it ended before its time
	At        calendar.Instant `json:"at"`               // begun
	Positions []Position       `json:"positions"`        // in the order of Points
}

// Position is a point of a plan, and what hangs there.
type Position struct {
	Point int64            `json:"point"`
	Up    calendar.Instant `json:"up,omitempty"` // put up, or looked at and well; 0 while nothing hangs there
	By    int64            `json:"by,omitempty"` // who said so
	Gone  bool             `json:"gone,omitempty"`
	At    calendar.Instant `json:"at,omitempty"` // said last
	Note  string           `json:"note,omitempty"`
	Seq   int64            `json:"seq,omitempty"` // of the event that brought the last photo
	Photo *matter.Photo    `json:"photo,omitempty"`
}

// Hang is how a position stands.
type Hang string

// How a position stands.
const (
	Missing Hang = "missing" // nothing hangs there, and it should
	Coming  Hang = "coming"  // nothing hangs there, and it need not yet
	Stale   Hang = "stale"   // it is due for renewal
	Hangs   Hang = "hangs"
)

// Due is when something must be done at a position next, µs: it is put up, or renewed. 0 for never more.
func (p *Plan) Due(x Position) calendar.Instant {
	due := max(p.From, x.At)
	if x.Up != 0 {
		due = max(p.From, x.Up.Plus(int64(p.Renew)*day))
	}
	if p.Ended != 0 || due >= p.Until {
		return 0
	}
	return due
}

// Hang is how a position stands at an instant.
func (p *Plan) Hang(x Position, now calendar.Instant) Hang {
	due := p.Due(x)
	switch {
	case x.Up == 0 && now < p.From:
		return Coming
	case x.Up == 0:
		return Missing
	case due != 0 && due <= now:
		return Stale
	}
	return Hangs
}

// Over says that a plan is no longer in force.
func (p *Plan) Over(now calendar.Instant) bool { return p.Ended != 0 || now >= p.Until }

// day is a day in µs.
const day = 24 * 3600 * 1_000_000

// fold changes a plan by one of its events; the positions that changed are those of the result.
func (p *Plan) fold(e ledger.Event) error {
	body, err := Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	if _, first := body.(*Planned); first != (p.ID == 0) {
		return fmt.Errorf("%s for plan %d, which is planned once and first", e.Type, e.Subject)
	}
	switch b := body.(type) {
	case *Planned:
		*p = Plan{ID: e.Subject, At: e.At}
		p.plan(b.Planning)
	case *Replanned:
		p.plan(b.Planning)
	case *PutUp:
		return p.at(b.Point, func(x *Position) {
			*x = Position{Point: b.Point, Up: e.At, By: e.Actor, At: e.At, Note: b.Note, Seq: e.Seq}
			if len(b.Photos) > 0 {
				x.Photo = &b.Photos[0]
			}
		})
	case *FoundGone:
		return p.at(b.Point, func(x *Position) {
			*x = Position{Point: b.Point, Gone: true, By: e.Actor, At: e.At, Note: b.Note, Seq: e.Seq}
			if len(b.Photos) > 0 {
				x.Photo = &b.Photos[0]
			}
		})
	case *PlanEnded:
		p.Ended, p.Reason = e.At, b.Reason
	}
	return nil
}

// plan says all of it anew; what hangs at a position that stays goes on hanging.
func (p *Plan) plan(b Planning) {
	was := map[int64]Position{}
	for _, x := range p.Positions {
		was[x.Point] = x
	}
	p.Planning, p.Positions = b, nil
	for _, id := range b.Points {
		x := was[id]
		x.Point = id
		p.Positions = append(p.Positions, x)
	}
}

// at changes a position.
func (p *Plan) at(point int64, change func(*Position)) error {
	for i := range p.Positions {
		if p.Positions[i].Point == point {
			change(&p.Positions[i])
			return nil
		}
	}
	return fmt.Errorf("plan %d has no position at point %d", p.ID, point)
}
