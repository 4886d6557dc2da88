package relay

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// The events. Their subject is the matter; Of is the event that said to send it.
const (
	typePrefix             = event.Type("relay.")
	SentType    event.Type = "relay.sent"    // 转出
	TakenType   event.Type = "relay.taken"   // 对方已收
	RefusedType event.Type = "relay.refused" // 对方不收
	UnsureType  event.Type = "relay.unsure"  // no answer came: they may have taken it
	AsideType   event.Type = "relay.aside"   // 待人工处理
	ToldType    event.Type = "relay.told"    // 对方来信
	AgainType   event.Type = "relay.again"   // a person tries again
	DroppedType event.Type = "relay.dropped" // 不再转出
)

// Sent says that a matter goes to another body.
type Sent struct {
	Server  int64     `json:"server"`
	Route   int64     `json:"route"`
	Name    string    `json:"name"` // of the server
	Host    string    `json:"host"`
	Area    area.Code `json:"area"`    // where the matter was then
	Service string    `json:"service"` // their code
	Called  string    `json:"called"`  // their word for it
}

// Taken says that they took it. By is "" for their answer, found for what was looked for and found, person for what
// somebody asked them.
type Taken struct {
	Of     int64  `json:"of"`
	Number string `json:"number,omitempty"`
	Token  string `json:"token,omitempty"`
	By     string `json:"by,omitempty"`
}

// How it became known that they took something.
const (
	byLooking = "found"
	byPerson  = "person"
)

// Refused says that they will not take it.
type Refused struct {
	Of     int64         `json:"of"`
	Why    georeport.Why `json:"why"`
	Status int           `json:"status,omitempty"`
	Said   string        `json:"said,omitempty"`
}

// Unsure says that they may have taken it.
type Unsure struct {
	Of  int64         `json:"of"`
	Why georeport.Why `json:"why"`
}

// Aside says that a person must look at it.
type Aside struct {
	Of  int64  `json:"of"`
	Why string `json:"why"`
}

// Why something waits for a person.
const (
	WhyUnsure = "unsure" // nobody knows whether they took it
	WhyLost   = "lost"   // they do not know it any more
	WhyFlaps  = "flaps"  // they said too often that it stands otherwise
	WhyAway   = "away"   // they could not be reached for long
	WhyRoute  = "route"  // nobody says any more where it goes
)

// Told is what they say of it.
type Told struct {
	Of     int64            `json:"of"`
	Status georeport.Status `json:"status"`
	Said   string           `json:"said,omitempty"`
	Notes  string           `json:"notes,omitempty"`
}

// Again tries once more what waits for a person.
type Again struct {
	Of int64 `json:"of"`
}

// Dropped says that it does not go out.
type Dropped struct {
	Of     int64  `json:"of"`
	Why    string `json:"why"`
	Reason string `json:"reason,omitempty"` // a person's
}

// Why something does not go out.
const (
	WhyShut   = "shut"   // it is not public any more
	WhyStruck = "struck" // it was struck off meanwhile
	WhyPerson = "person" // somebody decided so
)

// Where something that was sent stands.
const (
	Waits    = "waits"    // it goes out with the next turn
	Out      = "sent"     // they took it
	Looked   = "unsure"   // they may have taken it, and it is looked for
	Answered = "answered" // they say that they have it in hand
	Closed   = "closed"   // they say that it is done
	NotTaken = "refused"
	LaidBy   = "aside" // it waits for a person
	Given    = "dropped"
)

// The tasks of a turn.
const (
	toSend   = "send"
	toLook   = "look"
	toFollow = "follow"
	toRest   = "rest"
)

// The pauses, in µs.
const (
	minute     = 60_000_000
	firstLook  = 5 * minute
	firstAsk   = 15 * minute
	longestAsk = 24 * 60 * minute
)

// Stand is where something stands that was sent.
type Stand struct {
	Seq, Matter int64
	Area        area.Code
	Sent        Sent
	State       string
	Number      string // theirs; "" until they gave one
	Token       string
	Status      georeport.Status
	Said, Notes string // in their words, without personal numbers
	Why, Reason string // why it was refused, laid aside or dropped; a person's words
	Person      int64  // who sent it; 0 for the rule
	Told        int    // how often they told something
	At, Changed calendar.Instant

	cause int64 // the last event about it
}

// Live says that it is with them, or on its way.
func (s *Stand) Live() bool { return s.State != NotTaken && s.State != Given }

// standing are the sendings of a matter after some event, the oldest first.
func standing(ctx context.Context, r store.Reader, city, id, upto int64) (out []Stand, err error) {
	err = ledger.EachOf(ctx, r, city, id, upto, []event.Type{typePrefix}, func(e ledger.Event) error {
		if e.Type != SentType {
			return apply(out, e)
		}
		s, err := begun(e)
		out = append(out, s)
		return err
	})
	return out, err
}

// find is the sending that began with an event; nil for none.
func find(list []Stand, of int64) *Stand {
	i := slices.IndexFunc(list, func(s Stand) bool { return s.Seq == of })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// apply changes the sending that an event is about.
func apply(list []Stand, e ledger.Event) error {
	b, err := bodyOf(e)
	if err != nil || b == nil {
		return err
	}
	if s := find(list, b.of()); s != nil {
		s.become(b, e)
	}
	return nil
}

// bodyOf reads an event about something that was sent; nil for one of a later program.
func bodyOf(e ledger.Event) (body, error) {
	b, ok := map[event.Type]body{TakenType: &Taken{}, RefusedType: &Refused{}, UnsureType: &Unsure{},
		AsideType: &Aside{}, ToldType: &Told{}, AgainType: &Again{}, DroppedType: &Dropped{}}[e.Type]
	if !ok {
		return nil, nil
	}
	if err := json.Unmarshal(e.Body, b); err != nil {
		return nil, fmt.Errorf("read event %d (%s): %w", e.Seq, e.Type, err)
	}
	return b, nil
}

// become changes it by an event.
func (s *Stand) become(b body, e ledger.Event) {
	s.Changed, s.cause, s.Why, s.Reason = e.At, e.Seq, "", ""
	b.change(s)
}

// begun is what an event says to send.
func begun(e ledger.Event) (Stand, error) {
	s := Stand{Seq: e.Seq, Matter: e.Subject, State: Waits, Person: e.Actor, At: e.At, Changed: e.At, cause: e.Seq}
	if err := json.Unmarshal(e.Body, &s.Sent); err != nil {
		return s, fmt.Errorf("read what was sent: %w", err)
	}
	s.Area = s.Sent.Area
	return s, nil
}

// body is an event about something that was sent.
type body interface {
	of() int64
	change(s *Stand)
}

func (b *Taken) of() int64   { return b.Of }
func (b *Refused) of() int64 { return b.Of }
func (b *Unsure) of() int64  { return b.Of }
func (b *Aside) of() int64   { return b.Of }
func (b *Told) of() int64    { return b.Of }
func (b *Again) of() int64   { return b.Of }
func (b *Dropped) of() int64 { return b.Of }

func (b *Taken) change(s *Stand) {
	s.State, s.Number, s.Token = Out, cmp.Or(b.Number, s.Number), cmp.Or(b.Token, s.Token)
}

func (b *Refused) change(s *Stand) { s.State, s.Why, s.Said = NotTaken, string(b.Why), b.Said }

func (b *Unsure) change(s *Stand) { s.State, s.Why = Looked, string(b.Why) }

func (b *Aside) change(s *Stand) { s.State, s.Why = LaidBy, b.Why }

func (b *Told) change(s *Stand) {
	if s.State = Answered; b.Status == georeport.Closed {
		s.State = Closed
	}
	s.Status, s.Said, s.Notes = b.Status, b.Said, b.Notes
	s.Told++
}

func (b *Again) change(s *Stand) {
	if s.State, s.Told = Waits, 0; s.Number != "" || s.Token != "" {
		s.State = Out
	}
}

func (b *Dropped) change(s *Stand) { s.State, s.Why, s.Reason = Given, b.Why, b.Reason }

// task is what is to be done next, and when.
func (s *Stand) task() (string, calendar.Instant) {
	switch s.State {
	case Waits:
		return toSend, s.Changed
	case Looked:
		return toLook, s.Changed.Plus(firstLook)
	case Out, Answered, Closed:
		return toFollow, s.Changed.Plus(firstAsk)
	}
	return toRest, s.Changed
}
