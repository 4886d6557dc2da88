package matter

import (
	"slices"

	"xiaohao/loop/fault"
)

// What the reporter of a merged matter adds must be known where the work is done. Words, photos, the word on the
// result and "not fixed" are therefore recorded twice: on his own matter, whose receipt he holds, and on the one that
// lives on, marked with where they came from, so that its own reporter is not shown what another one said.

// Passing says whether a command of the reporter goes on from a merged matter to the one that lives on, which is in a
// state that lets it.
func (d Description) Passing(m, lives *Matter) bool {
	return m.State == Merged && d.Passes && lives != nil && lives.ID != m.ID && slices.Contains(d.From, lives.State)
}

// passed decides a command that the reporter of a merged matter gives, by the matter that lives on. ok is false where
// it is not for that one.
func passed(d *Description, m *Matter, c Command, f *Facts) (events []Event, ok bool, err error) {
	lives := f.Lives
	if m.State != Merged || !d.Passes || !f.Actor.Reporter || lives == nil || lives.ID == m.ID {
		return nil, false, nil
	}
	if !slices.Contains(d.From, lives.State) {
		return nil, true, forbids(d.Command, lives.State)
	}
	events, err = c.decide(lives, f)
	if err != nil {
		return nil, true, err
	}
	var own []Event
	for i := range events {
		own = append(own, kept(events[i].Body)...)
		events[i] = Event{Subject: lives.ID, Body: marked(events[i].Body, m.ID)}
	}
	return append(own, events...), true, nil
}

// kept is what the reporter's own matter keeps of a step that was taken on the one that lives on: its state stays.
func kept(b Body) []Event {
	r, ok := b.(*WasReopened)
	switch {
	case !ok:
		return one(b)
	case len(r.Photos) > 0:
		return one(&WasAttached{Photos: r.Photos, Note: r.Reason, Reporter: true})
	}
	return one(&WasCommented{Text: r.Reason, Public: true, Reporter: true})
}

// marked is the step with the merged matter that it came from.
func marked(b Body, from int64) Body {
	switch b := b.(type) {
	case *WasAttached:
		cp := *b
		cp.From, cp.Photos = from, photosFrom(b.Photos, from)
		return &cp
	case *WasRated:
		cp := *b
		cp.From = from
		return &cp
	case *WasReopened:
		cp := *b
		cp.From, cp.Photos = from, photosFrom(b.Photos, from)
		return &cp
	}
	return b
}

func photosFrom(list []Photo, from int64) []Photo {
	list = slices.Clone(list)
	for i := range list {
		list[i].From = from
	}
	return list
}

// FromOf is the merged matter whose reporter a step came from, 0 for none.
func FromOf(b Body) int64 {
	switch b := b.(type) {
	case *WasAttached:
		return b.From
	case *WasRated:
		return b.From
	case *WasReopened:
		return b.From
	case *WasCommented:
		return b.From
	case *WasWithheld:
		return b.From
	}
	return 0
}

// Own is the matter as its own reporter is shown it: without the photos and the word on the result that came with
// merged ones.
func (m *Matter) Own() *Matter {
	cp := *m
	cp.Photos = slices.DeleteFunc(slices.Clone(m.Photos), func(p Photo) bool { return p.From != 0 })
	if m.Rating != nil && m.Rating.From != 0 {
		cp.Rating = nil
	}
	return &cp
}

func forbids(c CommandName, s State) error {
	return fault.New(fault.Conflict, "state_forbids", "command", "@command."+c, "state", "@state."+s.String())
}
