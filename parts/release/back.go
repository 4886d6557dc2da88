package release

import (
	"context"
	"io"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// WithdrawPhoto takes one photo back 撤下, by the name of the original; the rest stays out. A draft that waits loses it
// too. Whoever may take any step may. Faults: release_none when no such photo is out or waits, release_words.
func (x *Releases) WithdrawPhoto(ctx context.Context, caller org.Caller, id ledger.ID, m int64,
	original, reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"photo", m, original, reason}, func(ctx context.Context, tx *store.Tx,
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
		if !has(s.Shown, original) && !has(s.Draft, original) {
			return nil, fault.New(fault.Conflict, "release_none")
		}
		reason, err := line(reason, "reason", matter.MaxNote, true)
		return facts(PhotoOutType, m, &PhotoOut{original, reason}), err
	})
	return err
}

// May is what somebody may do about the release of a matter now.
type May struct {
	Draft bool // ask to let it out
	Next  bool // take the next step of the draft that waits, or refuse it
	Back  bool // take back what is out, or what waits
}

// May says what the caller may do about the release of a matter, as it stands.
func (x *Releases) May(caller org.Caller, m *matter.Matter, s Stand) May {
	return May{Draft: x.taker(caller, 1, m, nil) == nil,
		Next: s.Draft != nil && x.taker(caller, s.Step+1, m, s.Hands) == nil,
		Back: (s.Shown != nil || s.Draft != nil) && x.anyStep(caller, m) == nil}
}

// Preview is what would be out of what somebody asks, with the public copies of the photos made; nothing is recorded.
// Who may draft may. Faults: those of Draft.
func (x *Releases) Preview(ctx context.Context, caller org.Caller, id int64, a Asking) (org.Release, error) {
	m, err := x.Desk.Matter(ctx, caller, id)
	if err != nil {
		return org.Release{}, err
	}
	if err := x.taker(caller, 1, m, nil); err != nil {
		return org.Release{}, err
	}
	r, err := x.asked(ctx, x.DB.Read(), m, a)
	if err != nil {
		return r, err
	}
	if !x.Policy().Release.NearHome(m.Category) {
		if r.Photos, err = x.copies(ctx, caller, id, a.Photos); err != nil {
			return r, err
		}
	}
	if _, why := org.Publish(x.Policy().Release, org.BareOf(m, nil), &r, x.Now()); why != "" {
		return r, Shut(why)
	}
	return r, nil
}

// Covered opens the public copy of a photo with boxes, for a look before anything is asked for. Who may draft may.
// Faults: release_photo, release_box, release_boxes.
func (x *Releases) Covered(ctx context.Context, caller org.Caller, id int64, p Photo,
	size string) (io.ReadSeekCloser, error) {
	list, err := x.copies(ctx, caller, id, []Photo{p})
	if err != nil {
		return nil, err
	}
	if size == "thumb" {
		return x.Desk.OpenCopy(list[0].Thumb)
	}
	return x.Desk.OpenCopy(list[0].Copy)
}

// DraftCopy opens the public copy of a photo that is out, waits or was refused, for whoever sees the matter; size is "view" or "thumb". The fault is photo_missing for all others.
func (x *Releases) DraftCopy(ctx context.Context, caller org.Caller, id int64, name,
	size string) (io.ReadSeekCloser, error) {
	s, err := x.Of(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	var list []org.ReleasedPhoto
	for _, r := range []*org.Release{s.Shown, s.Draft, s.Last} {
		if r != nil {
			list = append(list, r.Photos...)
		}
	}
	for _, p := range list {
		if p.Copy != name {
			continue
		}
		if size == "thumb" {
			name = p.Thumb
		}
		return x.Desk.OpenCopy(name)
	}
	return nil, fault.New(fault.Missing, "photo_missing")
}
