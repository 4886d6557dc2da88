package inspect

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// MaxLate is how long ago an inspection may have been made when it comes in, µs: longer ago the phone's clock is
// wrong, whatever it says of now.
const MaxLate = 30 * 24 * 3600 * 1_000_000

// Make records an inspection and gives its failed items to the loop. In a round whoever is in the point's team may;
// outside of rounds an inspector of the point's area; a re-inspection also whoever inspects that area, but nobody who
// had a part in the fix. The same id again gives the first answer, and finishes what was not finished. Errors are
// *fault.Error; when there is one, nothing was recorded, but for fault.Busy after which the same id says what was.
func (x *Inspect) Make(ctx context.Context, caller org.Caller, id ledger.ID, v Visit) (*Receipt, error) {
	subject, err := x.recorded(ctx, caller, id, v)
	if err != nil {
		return nil, err
	}
	repeated := subject != 0
	if !repeated {
		if subject, err = x.record(ctx, caller, id, v); err != nil {
			return nil, err
		}
	}
	if err := x.raise(ctx, caller, subject); err != nil {
		return nil, err
	}
	if err := x.Desk.Ledger().CatchUp(ctx, followerName); err != nil {
		return nil, fault.New(fault.Busy, "try_again").By(err)
	}
	r, err := x.receipt(ctx, caller, subject)
	if r != nil {
		r.Repeated = repeated
	}
	return r, err
}

// recorded is the inspection that an id led to, 0 for none yet.
func (x *Inspect) recorded(ctx context.Context, caller org.Caller, id ledger.ID, v Visit) (subject int64, err error) {
	a, _, err := x.Desk.Led(ctx, caller, id, v.said())
	return a.Subject, err
}

// said is what the inspector said: not when the phone sends it, which is another time for each try.
func (v Visit) said() any {
	v.Sent = 0
	return v
}

func (x *Inspect) record(ctx context.Context, caller org.Caller, id ledger.ID, v Visit) (int64, error) {
	p, err := x.point(ctx, v.Point)
	if err != nil {
		return 0, err
	}
	b := &Made{Point: p.ID, Round: v.Round, Again: v.Again, Kind: p.Kind, Area: p.Area, Phone: v.At}
	if err := x.admit(ctx, caller, b, v); err != nil {
		return 0, err
	}
	if err := x.mark(ctx, b, v.Answers); err != nil {
		return 0, err
	}
	if b.Again != 0 {
		if err := x.onlyOpen(ctx, caller, b); err != nil {
			return 0, err
		}
	}
	if b.Note, err = words(v.Note, "note"); err != nil {
		return 0, err
	}
	if b.Place, err = x.stood(v.Place); err != nil {
		return 0, err
	}
	tokens, err := x.demand(v.Answers)
	if err != nil {
		return 0, err
	}
	if v.At <= 0 || v.Sent < v.At {
		return 0, fault.New(fault.Invalid, "inspection_times").On("at")
	}
	a, err := x.keep(ctx, caller, id, desk.Fact{Type: MadeType, Subject: ledger.New, Areas: areasOf(p), Body: b},
		v.said(),
		func(ctx context.Context, tx *store.Tx, now calendar.Instant) error {
			photos, err := x.Desk.Evidence(ctx, tx, caller, now, "inspect", tokens)
			if err != nil {
				return err
			}
			b.clock(v, now, x.Policy().Inspect.ClockOff)
			return b.fill(v.Answers, photos)
		})
	return a.Subject, err
}

// clock keeps the phone's time and says what it was by the server's: the phone told its own time when it sent, so
// that how long ago it was is known even by a clock that is two days wrong.
func (b *Made) clock(v Visit, now calendar.Instant, minutes int) {
	off := v.Sent.Since(now)
	b.Found = max(min(v.At.Plus(-off), now), now-MaxLate)
	if off > int64(minutes)*60e6 || off < -int64(minutes)*60e6 {
		b.Off = off / 1e6
	}
}

// fill puts notes and photos to the lines.
func (b *Made) fill(answers []Answer, photos map[string]matter.Photo) error {
	of := func(tokens []string) (out []matter.Photo) {
		for _, t := range tokens {
			out = append(out, photos[t])
		}
		return out
	}
	for i := range b.Lines {
		l := &b.Lines[i]
		n := slices.IndexFunc(answers, func(a Answer) bool { return a.Item == l.Code })
		if n < 0 {
			continue
		}
		a := answers[n]
		var err error
		if l.Note, err = words(a.Note, "note"); err != nil {
			return err
		}
		l.Photos = of(a.Photos)
		if a.Fixed != nil {
			note, err := words(a.Fixed.Note, "fixed")
			if err != nil {
				return err
			}
			l.Fixed = &LineFixed{Note: note, Photos: of(a.Fixed.Photos)}
		}
	}
	return nil
}

// demand checks what policy asks of failed items, and lists the uploads.
func (x *Inspect) demand(answers []Answer) ([]string, error) {
	rule := x.Policy().Inspect
	var tokens []string
	for _, a := range answers {
		bad := a.Result == Fail
		switch {
		case bad && len(a.Photos) < rule.FailPhotos:
			return nil, fault.New(fault.Invalid, "fail_photos", "item", a.Item, "n", rule.FailPhotos).On("photos")
		case bad && rule.FailNote && matter.Clean(a.Note) == "":
			return nil, fault.New(fault.Invalid, "fail_note", "item", a.Item).On("note")
		case a.Fixed != nil && !bad:
			return nil, fault.New(fault.Invalid, "fix_unfailed", "item", a.Item).On("fixed")
		case a.Fixed != nil && len(a.Fixed.Photos) < max(1, rule.FixPhotos):
			return nil, fault.New(fault.Invalid, "fix_photos", "item", a.Item, "n", max(1, rule.FixPhotos)).On("fixed")
		case a.Fixed != nil && len(a.Photos) == 0:
			return nil, fault.New(fault.Invalid, "fix_before", "item", a.Item).On("photos")
		case len(a.Photos) > matter.MaxPhotos, a.Fixed != nil && len(a.Fixed.Photos) > matter.MaxPhotos:
			return nil, fault.New(fault.TooLarge, "photos_too_many", "max", matter.MaxPhotos).On("photos")
		}
		tokens = append(tokens, a.Photos...)
		if a.Fixed != nil {
			tokens = append(tokens, a.Fixed.Photos...)
		}
	}
	return tokens, nil
}

// stood is the place in WGS-84; another datum is kept beside it.
func (x *Inspect) stood(p *Place) (*Stood, error) {
	if p == nil {
		if x.Policy().Inspect.Place {
			return nil, fault.New(fault.Invalid, "inspection_place").On("place")
		}
		return nil, nil
	}
	d, err := place.ParseDatum(p.Datum)
	if err != nil {
		return nil, err
	}
	at, err := place.From(p.Lat, p.Lng, d)
	if err != nil {
		return nil, err
	}
	s := &Stood{Lat: at.Lat, Lng: at.Lng, Accuracy: max(0, p.Accuracy)}
	if d != place.WGS84 {
		given := *p
		s.Given = &given
	}
	return s, nil
}

// words cleans a note and takes personal numbers out of it.
func words(s, field string) (string, error) {
	s, _ = redact.Text(matter.Clean(s))
	if n := len([]rune(s)); n > matter.MaxNote {
		return "", fault.New(fault.TooLarge, "text_long", "max", matter.MaxNote, "n", n).On(field)
	}
	return s, nil
}
