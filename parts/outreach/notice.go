package outreach

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

func stringOf(n int64) string { return strconv.FormatInt(n, 10) }

// Photographing is a photo that somebody brings, and what he says of who is in it.
type Photographing struct {
	Token    string `json:"token"` // of the upload
	Basis    Basis  `json:"basis"`
	NoMinors bool   `json:"no_minors"` // no minor in it can be recognised
	Note     string `json:"note,omitempty"`
}

// Photo adds a photo. It is taken only with a basis, and only where whoever brings it says that no minor in it can be
// recognised. Who gives out with a team may. Faults: outreach_basis, outreach_minors, outreach_photos, upload_unknown.
func (x *Outreach) Photo(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, p Photographing) error {
	return x.about(ctx, caller, id, activity, []any{"photo", activity, p}, func(ctx context.Context, tx *store.Tx,
		a *Activity, now calendar.Instant) ([]desk.Fact, error) {
		switch {
		case len(x.teamsOf(caller, a)) == 0:
			return nil, denied()
		case !slices.Contains(Bases(), p.Basis):
			return nil, fault.New(fault.Invalid, "outreach_basis").On("basis")
		case !p.NoMinors:
			return nil, fault.New(fault.Invalid, "outreach_minors").On("minors")
		case len(a.Photos) >= mostPhotos:
			return nil, fault.New(fault.TooLarge, "outreach_photos", "most", mostPhotos).On("photos")
		case p.Token == "":
			return nil, fault.New(fault.Invalid, "outreach_photo").On("photos")
		}
		note, err := line(p.Note, "note", longShort, false)
		if err != nil {
			return nil, err
		}
		got, err := x.Desk.Evidence(ctx, tx, caller, now, "outreach", []string{p.Token})
		if err != nil {
			return nil, err
		}
		shot := got[p.Token]
		if _, known := a.photo(shot.ID); known {
			return nil, fault.New(fault.Conflict, "outreach_photo_twice").On("photos")
		}
		return one(a, PhotoType, &Photographed{shot, p.Basis, note}), nil
	})
}

func (a *Activity) photo(id string) (Shot, bool) {
	i := slices.IndexFunc(a.Photos, func(s Shot) bool { return s.Photo.ID == id })
	if i < 0 {
		return Shot{}, false
	}
	return a.Photos[i], true
}

// DropPhoto takes a photo out, of what is public too, for a reason. Who leads the activity may.
func (x *Outreach) DropPhoto(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, photo,
	reason string) error {
	return x.lead(ctx, caller, id, activity, []any{"drop photo", activity, photo, reason}, func(_ context.Context,
		_ *store.Tx, a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		if _, ok := a.photo(photo); !ok {
			return nil, fault.New(fault.Missing, "photo_missing")
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return one(a, PhotoGoneType, &PhotoGone{photo, reason}), err
	})
}

// OpenPhoto opens a photo of an activity for somebody who may see it.
func (x *Outreach) OpenPhoto(ctx context.Context, caller org.Caller, activity int64, photo,
	size string) (io.ReadSeekCloser, error) {
	a, err := x.Get(ctx, caller, activity)
	if err != nil {
		return nil, err
	}
	s, ok := a.photo(photo)
	if !ok {
		return nil, fault.New(fault.Missing, "photo_missing")
	}
	return x.Desk.OpenPhoto(caller, s.Photo, size)
}

// Noticing is what somebody asks to let out.
type Noticing struct {
	Title  Words  `json:"title"`
	Text   Words  `json:"text"`
	Photos []Shut `json:"photos,omitempty"`
}

// Shut is a photo that is to be public, and what is covered on it.
type Shut struct {
	Photo string    `json:"photo"`
	Boxes []org.Box `json:"boxes,omitempty"`
}

// Offer drafts what everybody is to read: the first step. Words are redacted, and must name no person or firm. A photo
// that is to be masked needs a box. Faults: outreach_words, outreach_long, outreach_named, outreach_boxes,
// photo_missing, release_hands, outreach_private where policy lets nothing out.
func (x *Outreach) Offer(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, n Noticing) error {
	a, err := x.Get(ctx, caller, activity)
	if err != nil {
		return err
	}
	if err := x.takes(caller, a, 1, nil); err != nil {
		return err
	}
	clean, err := x.clean(a, n)
	if err != nil {
		return err
	}
	for _, s := range n.Photos {
		shot, ok := a.photo(s.Photo)
		switch {
		case !ok:
			return fault.New(fault.Missing, "photo_missing")
		case shot.Basis == Masked && len(s.Boxes) == 0:
			return fault.New(fault.Invalid, "outreach_boxes").On("photos")
		}
		made, err := x.Desk.Cover(ctx, shot.Photo, s.Boxes)
		if err != nil {
			return err
		}
		clean.Photos = append(clean.Photos, made)
	}
	return x.step(ctx, caller, id, activity, []any{"offer", activity, n}, func(a *Activity) ([]desk.Fact, error) {
		for _, p := range clean.Photos {
			if _, ok := a.photo(p.Original); !ok {
				return nil, fault.New(fault.Missing, "photo_missing")
			}
		}
		return one(a, DraftedType, &Drafted{clean, len(x.Policy().Release.Steps)}), x.takes(caller, a, 1, nil)
	})
}

// clean checks a draft's words and takes out what strangers must not read.
func (x *Outreach) clean(a *Activity, n Noticing) (out Notice, err error) {
	for _, f := range []struct {
		field, said string
		to          *string
		most        int
		needed      bool
	}{{"title", n.Title.Zh, &out.Title.Zh, longName, true}, {"title_en", n.Title.En, &out.Title.En, 2 * longName,
		false},
		{"text", n.Text.Zh, &out.Text.Zh, longText, true}, {"text_en", n.Text.En, &out.Text.En, 2 * longText, false}} {
		if *f.to, err = line(redact.Public(f.said), f.field, f.most, f.needed); err != nil {
			return out, err
		}
		if redact.About(x.unplaced(*f.to, a.Area)) {
			return out, fault.New(fault.Invalid, "outreach_named").On(f.field)
		}
	}
	return out, nil
}

// unplaced is a text without the names of an area and of those above it, which may be like a person's or a firm's.
func (x *Outreach) unplaced(s string, a area.Code) string {
	for _, p := range x.Org().Tree().Path(a) {
		s = strings.ReplaceAll(s, p.Name, "")
	}
	return s
}

// Pass takes the next step with a draft; the last one publishes. Another person than those before must. Faults:
// outreach_none, release_hands.
func (x *Outreach) Pass(ctx context.Context, caller org.Caller, id ledger.ID, activity, draft int64) error {
	return x.step(ctx, caller, id, activity, []any{"pass", activity, draft}, func(a *Activity) ([]desk.Fact, error) {
		if err := a.Release.waits(draft); err != nil {
			return nil, err
		}
		return one(a, PassedType, &Passed{draft, a.Release.Step + 1}), x.takes(caller, a, a.Release.Step+1,
			a.Release.Hands)
	})
}

// Refuse sends a draft back, for a reason. Whoever may take the next step may.
func (x *Outreach) Refuse(ctx context.Context, caller org.Caller, id ledger.ID, activity, draft int64,
	reason string) error {
	return x.step(ctx, caller, id, activity, []any{"refuse", activity, draft, reason}, func(a *Activity) ([]desk.Fact,
		error) {
		if err := a.Release.waits(draft); err != nil {
			return nil, err
		}
		if err := x.takes(caller, a, a.Release.Step+1, a.Release.Hands); err != nil {
			return nil, err
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return one(a, RefusedType, &Refused{draft, reason}), err
	})
}

// waits refuses another draft than the one that waits.
func (r *Release) waits(draft int64) error {
	if r.State != NoticeWaits || r.Seq != draft {
		return fault.New(fault.Conflict, "outreach_none")
	}
	return nil
}

// Withdraw takes back what is out and what waits. Whoever takes some step in the area may.
func (x *Outreach) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, reason string) error {
	return x.step(ctx, caller, id, activity, []any{"withdraw", activity, reason}, func(a *Activity) ([]desk.Fact,
		error) {
		if !x.anyStep(caller, a) {
			return nil, denied()
		}
		if a.Release.Shown == nil && a.Release.State != NoticeWaits {
			return nil, fault.New(fault.Conflict, "outreach_none")
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return one(a, WithdrawnType, &Withdrawn{reason}), err
	})
}

func (x *Outreach) step(ctx context.Context, caller org.Caller, id ledger.ID, activity int64, said any,
	decide func(*Activity) ([]desk.Fact, error)) error {
	return x.about(ctx, caller, id, activity, said, func(_ context.Context, _ *store.Tx, a *Activity,
		_ calendar.Instant) ([]desk.Fact, error) {
		return decide(a)
	})
}

// takes says whether the caller may take a step with the notice.
func (x *Outreach) takes(caller org.Caller, a *Activity, step int, hands []int64) error {
	steps := x.Policy().Release.Steps
	if len(steps) == 0 {
		return fault.New(fault.Conflict, "outreach_private")
	}
	return caller.MayTake(steps, step, a.Area, hands)
}

func (x *Outreach) anyStep(caller org.Caller, a *Activity) bool {
	for i := range x.Policy().Release.Steps {
		if x.takes(caller, a, i+1, nil) == nil {
			return true
		}
	}
	return false
}

// NoticeSteps are the steps that the caller may take with the notice now: offer, pass, refuse, withdraw.
func (x *Outreach) NoticeSteps(caller org.Caller, a *Activity) (out []string) {
	r := &a.Release
	if x.takes(caller, a, 1, nil) == nil {
		out = append(out, "offer")
	}
	if r.State == NoticeWaits && x.takes(caller, a, r.Step+1, r.Hands) == nil {
		out = append(out, "pass", "refuse")
	}
	if (r.Shown != nil || r.State == NoticeWaits) && x.anyStep(caller, a) {
		out = append(out, "withdraw")
	}
	return out
}
