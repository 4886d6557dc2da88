package follow

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/parts/release"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Parcel implements notify.Carrier: what an entry says at this moment, or nothing any more.
func (x *Follows) Parcel(ctx context.Context, id, what string) (*notify.Parcel, error) {
	var r ref
	if err := json.Unmarshal([]byte(what), &r); err != nil {
		return nil, err
	}
	if r.Kind == digest {
		return x.digest(ctx, id, r)
	}
	f, ok, err := x.one(ctx, x.DB.Read(), r.Of)
	if err != nil || !ok || f.Waits != (r.Kind == asks) {
		return nil, err
	}
	p, there, err := x.person(ctx, x.DB.Read(), f.who)
	switch {
	case err != nil:
		return nil, &deliver.Error{Kind: deliver.Refused, Text: err.Error()}
	case !there || p.key == nil:
		return nil, nil
	}
	n := news{kind: r.Kind, follow: f}
	if f.code != nil {
		code, err := open(p.key, f.code, f.who)
		if err != nil {
			return nil, &deliver.Error{Kind: deliver.Refused, Text: err.Error()}
		}
		n.code = string(code)
	}
	if r.Kind == asks {
		return x.parcel(id, f, p.address, x.asking(n, x.what(ctx, f))), nil
	}
	if n.public, err = x.public.Fresh(ctx, f.lives); err != nil && fault.Code(err) != "matter_missing" {
		return nil, err
	}
	open := n.public.Matter != 0
	switch {
	case r.Kind == gone && open:
		return nil, nil // it is public again
	case r.Kind == gone:
		return x.parcel(id, f, p.address, x.farewell(f)), nil
	case f.Source == FromPage && !open:
		return nil, nil // what was taken back is not told
	case f.Source == FromPage && n.public.Near && x.Now() < nextMorning(r.At):
		// of what would show a home the day is told, not the hour
		return nil, &deliver.Error{After: wait(x.Now(), nextMorning(r.At)), Text: "told in the morning"}
	case f.Text:
		return x.text(ctx, id, n)
	}
	return x.parcel(id, f, p.address, x.said(n)), nil
}

func wait(now, until calendar.Instant) time.Duration {
	return time.Duration(until.Since(now)) * time.Microsecond
}

// parcel puts a letter into its envelope.
func (x *Follows) parcel(id string, f Follow, address string, m deliver.Message) *notify.Parcel {
	m.To = address
	return &notify.Parcel{Message: m, Token: x.returns(f.who, id)}
}

// drop ends what somebody followed that is not public any more; its letter is the last one.
func (x *Follows) drop(ctx context.Context, f Follow) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return x.end(ctx, tx, f.who, func(o Follow) bool { return o.ID == f.ID })
	})
}

// text is a text message, if the phone is still there and has not had its share of today.
func (x *Follows) text(ctx context.Context, id string, n news) (*notify.Parcel, error) {
	phone, err := x.phone(ctx, n.follow)
	if err != nil {
		return nil, err
	}
	if phone == "" { // its owner took it out
		return nil, x.drop(ctx, n.follow)
	}
	full := false
	if err := x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		had, err := x.count(ctx, tx, n.follow.who, id)
		if full = had >= textsADay; err != nil || full {
			return err
		}
		return x.spend(ctx, tx, n.follow.who, id)
	}); err != nil {
		return nil, err
	}
	if full {
		return nil, &deliver.Error{After: wait(x.Now(), nextMorning(x.Now())), Text: "enough for today"}
	}
	return &notify.Parcel{Message: deliver.Message{To: phone, Params: x.params(n)}}, nil
}

// Sent implements notify.Carrier: with the letter that says that a matter is no longer public its following ends.
func (x *Follows) Sent(ctx context.Context, _, what string) error {
	var r ref
	if err := json.Unmarshal([]byte(what), &r); err != nil || r.Kind != gone {
		return err
	}
	f, ok, err := x.one(ctx, x.DB.Read(), r.Of)
	if err != nil || !ok {
		return err
	}
	return x.drop(ctx, f)
}

// Refused implements notify.Carrier: an address that is refused for good counts as a letter that came back.
func (x *Follows) Refused(ctx context.Context, id, what string) error {
	var r ref
	if err := json.Unmarshal([]byte(what), &r); err != nil {
		return err
	}
	who := r.Who
	if who == nil {
		f, ok, err := x.one(ctx, x.DB.Read(), r.Of)
		if err != nil || !ok {
			return err
		}
		who = f.who
	}
	return x.back(ctx, who, letterOf(id), true)
}

// mostLines is how many matters a digest tells of.
const mostLines = 30

// digest is what changed in the areas that an address follows; nothing where nothing did. What it follows by itself is
// left out: it was told of that.
func (x *Follows) digest(ctx context.Context, id string, r ref) (*notify.Parcel, error) {
	list, err := x.ofWho(ctx, x.DB.Read(), r.Who)
	if err != nil {
		return nil, err
	}
	p, _, err := x.person(ctx, x.DB.Read(), r.Who)
	if err != nil {
		return nil, &deliver.Error{Kind: deliver.Refused, Text: err.Error()}
	}
	var told []int64
	for _, f := range list {
		if f.Matter != 0 && !f.Waits {
			told = append(told, f.lives)
		}
	}
	n := news{kind: digest}
	for _, s := range r.Areas {
		i := slices.IndexFunc(list, func(f Follow) bool { return f.ID == s.Of && !f.Waits })
		if i < 0 {
			continue
		}
		n.follow = list[i]
		changed, more, err := x.public.Changed(ctx, x.filter(list[i]), s.From, r.Until, mostLines)
		if err != nil {
			return nil, err
		}
		for _, m := range changed {
			if !slices.Contains(told, m.Matter) {
				n.changed, told = append(n.changed, m), append(told, m.Matter)
			}
		}
		n.more = n.more || more
	}
	if len(n.changed) == 0 || p.key == nil {
		return nil, nil
	}
	if len(n.changed) > mostLines {
		n.changed, n.more = n.changed[:mostLines], true
	}
	return x.parcel(id, n.follow, p.address, x.morning(n)), nil
}

// filter is the area of a follow as the releases know it.
func (x *Follows) filter(f Follow) release.Filter {
	a := f.Area
	if a == x.city() {
		a = 0
	}
	return release.Filter{Area: a, Category: f.Category}
}

// news is what a letter tells.
type news struct {
	kind    string
	follow  Follow
	public  org.Public // the zero Public where nothing may be said
	code    string     // of the receipt, "" for none
	changed []org.Public
	more    bool
}
