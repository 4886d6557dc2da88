package release

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Asking is what somebody asks to let out of a matter, in words for everybody.
type Asking struct {
	Title  string  `json:"title"`
	Text   string  `json:"text"`
	Place  string  `json:"place,omitempty"`
	Hidden bool    `json:"hidden,omitempty"` // the point on the map is not shown
	Agreed bool    `json:"agreed,omitempty"` // the reporter was asked and agreed
	Named  bool    `json:"named,omitempty"`  // it complains about a named person or firm: never public
	Photos []Photo `json:"photos,omitempty"`
	Words  []Word  `json:"words,omitempty"` // of residents
}

// Photo is a photo of the matter that is to be public, with what is to be covered.
type Photo struct {
	ID    string    `json:"id"`
	After bool      `json:"after,omitempty"`
	Boxes []org.Box `json:"boxes,omitempty"`
}

// Draft asks to let a matter out 经办. Whoever holds a post of policy's first step over its area may. Faults: those of
// the gate (release_kind, release_state, release_source, release_agreed, release_named), release_words, release_long,
// release_photo for a photo that is none of the matter's, release_said for words that no resident said about it.
func (x *Releases) Draft(ctx context.Context, caller org.Caller, id ledger.ID, m int64, a Asking) error {
	copies, err := x.copies(ctx, caller, m, a.Photos)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"draft", m, a}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		m, err := x.matterIn(ctx, tx, caller, m)
		if err != nil {
			return nil, err
		}
		if err := x.taker(caller, 1, m, nil); err != nil {
			return nil, err
		}
		r, err := x.asked(ctx, tx, m, a)
		if err != nil {
			return nil, err
		}
		if !x.Policy().Release.NearHome(m.Category) {
			r.Photos = copies
		}
		if _, why := org.Publish(x.Policy().Release, org.BareOf(m, nil), &r, now); why != "" {
			return nil, Shut(why)
		}
		return facts(DraftedType, m, &Drafted{r, len(x.Policy().Release.Steps)}), nil
	})
	return err
}

// asked is what would be out of what was asked, but for the photos.
func (x *Releases) asked(ctx context.Context, r store.Reader, m *matter.Matter, a Asking) (org.Release, error) {
	out, err := a.release(m)
	if err != nil {
		return out, err
	}
	if out.Words, err = x.words(ctx, r, m.ID, a.Words); err != nil {
		return out, err
	}
	if x.Policy().Release.NearHome(m.Category) {
		out.Beside()
	}
	return out, nil
}

// release makes what would be out of what was asked: words are redacted once more, whoever wrote them. Words that
// still speak about a named person or firm are marked so, whatever the office ticked: the gate refuses them until they
// are written so that nobody is named. A place may bear a firm's name.
func (a Asking) release(m *matter.Matter) (r org.Release, err error) {
	for _, f := range []struct {
		name, said string
		to         *string
		most       int
	}{{"title", a.Title, &r.Title, maxTitle}, {"text", a.Text, &r.Text, maxText},
		{"place", a.Place, &r.Place, maxTitle}} {
		if *f.to, err = line(redact.Public(f.said), f.name, f.most, f.name == "title"); err != nil {
			return r, err
		}
	}
	if !a.Hidden {
		r.Lat, r.Lng = m.Lat, m.Lng
	}
	r.Category, r.Agreed = m.Category, a.Agreed
	r.Named = a.Named || redact.About(r.Title) || redact.About(r.Text)
	return r, nil
}

// Pass takes the next step 审核, 签发: who does has read the draft whose seq he names; the last step lets it out. A
// post of that step over the area may, and nobody who took a step of this draft. Faults: release_none when no such
// draft waits, those of the gate.
func (x *Releases) Pass(ctx context.Context, caller org.Caller, id ledger.ID, m, draft int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"pass", m, draft}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		m, s, err := x.waiting(ctx, tx, caller, m, draft)
		if err != nil {
			return nil, err
		}
		if err := x.taker(caller, s.Step+1, m, s.Hands); err != nil {
			return nil, err
		}
		if _, why := org.Publish(x.Policy().Release, org.BareOf(m, nil), s.Draft, now); why != "" {
			return nil, Shut(why)
		}
		return facts(PassedType, m, &Passed{draft, s.Step + 1, len(x.Policy().Release.Steps)}), nil
	})
	return err
}

// Refuse sends a draft back, for a reason; tell is what the reporter is told of it, nothing for the plain fact. Who may
// take its next step may. Faults: release_none, release_words, choice_missing for a ground that is none.
func (x *Releases) Refuse(ctx context.Context, caller org.Caller, id ledger.ID, m, draft int64, reason string,
	tell ...Tell) error {
	_, err := x.Desk.Keep(ctx, caller, id, content("refuse", m, draft, reason, tell),
		func(ctx context.Context, tx *store.Tx,
			_ calendar.Instant) ([]desk.Fact, error) {
			m, s, err := x.waiting(ctx, tx, caller, m, draft)
			if err != nil {
				return nil, err
			}
			if err := x.taker(caller, s.Step+1, m, s.Hands); err != nil {
				return nil, err
			}
			reason, err := line(reason, "reason", matter.MaxNote, true)
			if err != nil {
				return nil, err
			}
			told, err := one(tell)
			return facts(RefusedType, m, &Refused{draft, reason, told}), err
		})
	return err
}

// Withdraw takes back what is out 撤回, and what waits, for a reason; tell is what the reporter is told of it, nothing
// for the plain fact. Whoever may take any step may. Faults: release_none when there is nothing, release_words,
// choice_missing for a ground that is none.
func (x *Releases) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, m int64, reason string,
	tell ...Tell) error {
	_, err := x.Desk.Keep(ctx, caller, id, content("withdraw", m, 0, reason, tell),
		func(ctx context.Context, tx *store.Tx,
			_ calendar.Instant) ([]desk.Fact, error) {
			m, err := x.matterIn(ctx, tx, caller, m)
			if err != nil {
				return nil, err
			}
			if err := x.anyStep(caller, m); err != nil {
				return nil, err
			}
			s, err := standing(ctx, tx, x.City, m.ID, ledger.ToEnd)
			if err != nil {
				return nil, err
			}
			if s.Shown == nil && s.Draft == nil {
				return nil, fault.New(fault.Conflict, "release_none")
			}
			reason, err := line(reason, "reason", matter.MaxNote, true)
			if err != nil {
				return nil, err
			}
			told, err := one(tell)
			return facts(WithdrawnType, m, &Withdrawn{Reason: reason, Tell: told}), err
		})
	return err
}

// anyStep says whether somebody may take one of the steps.
func (x *Releases) anyStep(caller org.Caller, m *matter.Matter) error {
	for i := range x.Policy().Release.Steps {
		if x.taker(caller, i+1, m, nil) == nil {
			return nil
		}
	}
	return fault.New(fault.Denied, "not_allowed")
}

// waiting is the matter and its draft that waits; release_none when it is another one than was read.
func (x *Releases) waiting(ctx context.Context, tx *store.Tx, caller org.Caller, id,
	draft int64) (*matter.Matter, Stand, error) {
	m, err := x.matterIn(ctx, tx, caller, id)
	if err != nil {
		return nil, Stand{}, err
	}
	s, err := standing(ctx, tx, x.City, id, ledger.ToEnd)
	if err == nil && (s.Draft == nil || s.Seq != draft) {
		err = fault.New(fault.Conflict, "release_none")
	}
	return m, s, err
}

// copies makes the public copies of the chosen photos. They are made before the writer's turn: that takes a while, and
// a copy that nothing names does no harm.
func (x *Releases) copies(ctx context.Context, caller org.Caller, id int64,
	list []Photo) (out []org.ReleasedPhoto, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	if err := x.taker(caller, 1, m, nil); err != nil {
		return nil, err
	}
	for _, p := range list {
		i := slices.IndexFunc(m.Photos, func(y matter.Photo) bool { return y.ID == p.ID })
		if i < 0 || len(list) > matter.MaxPhotos {
			return nil, fault.New(fault.Invalid, "release_photo").On("photos")
		}
		made, err := x.Desk.Cover(ctx, m.Photos[i], p.Boxes)
		if err != nil {
			return nil, err
		}
		made.After = p.After
		out = append(out, made)
	}
	return out, nil
}
