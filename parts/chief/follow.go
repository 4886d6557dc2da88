package chief

import (
	"context"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Follow takes the posts and adoptions of abolished areas to what stands in their place, and says how many that were. A
// post ends, with its list, where the new area has a holder of that single post already, or lies higher: who looked
// after a village does not look after the township that it went to. Any number of programs may.
func (x *Chiefs) Follow(ctx context.Context) (done int, err error) {
	o := x.Org()
	if x.done(o) {
		return 0, nil
	}
	left := false
	try := func(key string, do func() error) error {
		ok, err := x.Aside.Try(ctx, key, do)
		if done += map[bool]int{true: 1}[ok]; !ok {
			left = true
		}
		return err
	}
	for _, gone := range o.Tree().Succeeded() {
		for _, t := range x.rules().Themes {
			list, err := ofArea(ctx, x.DB.Read(), x.City, t.Code, gone)
			if err != nil {
				return done, err
			}
			for _, s := range list {
				if s.Handover != 0 || s.Until != "" && s.Until < Today(x.Now()) {
					continue
				}
				if err := try(fmt.Sprintf("post %d", s.ID), func() error { return x.follow(ctx, o, &s) }); err != nil {
					return done, err
				}
			}
		}
		list, err := x.adoptions(ctx, "area >= $2 AND area <= $3", gone)
		if err != nil {
			return done, err
		}
		for _, a := range list {
			if a.Area != gone || a.Until != "" && a.Until < Today(x.Now()) {
				continue
			}
			err := try(fmt.Sprintf("adoption %d", a.ID), func() error { return x.followed(ctx, o, &a) })
			if err != nil {
				return done, err
			}
		}
	}
	if !left {
		x.mu.Lock()
		x.swept = o
		x.mu.Unlock()
	}
	return done, nil
}

func (x *Chiefs) done(o *org.Org) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.swept == o
}

// follow takes one post along, or ends it.
func (x *Chiefs) follow(ctx context.Context, o *org.Org, s *Stand) error {
	heir := o.Tree().Heir(s.Area, nil)
	list, err := x.freeze(ctx, s)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, clock, desk.Once("chief follows", s.ID, s.Area, heir), nil, func(ctx context.Context,
		tx *store.Tx, now calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, s.ID)
		if err != nil || s.Area == heir || s.Handover != 0 {
			return nil, err // another program was quicker, or he left
		}
		h := s.Holding
		h.Area, h.Since = heir, max(h.Since, Today(now))
		there, err := ofArea(ctx, tx, x.City, s.Theme, heir)
		if err != nil {
			return nil, err
		}
		ends := heir.Level() < s.Area.Level()
		for _, y := range there {
			ends = ends || clash(&y.Holding, &h)
		}
		if ends {
			return s.goes(list, max(s.Since, Today(now)), "", s.Area)
		}
		return []desk.Fact{{Type: MovedType, Subject: s.ID, Areas: []area.Code{heir}, Body: &Moved{heir, s.Area}}}, nil
	})
	return foreign(err)
}

func (x *Chiefs) followed(ctx context.Context, o *org.Org, a *Adopted) error {
	heir := o.Tree().Heir(a.Area, nil)
	_, err := x.Desk.Keep(ctx, clock, desk.Once("adoption follows", a.ID, a.Area, heir), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		now, err := adoptionOf(ctx, tx, x.City, a.ID)
		if err != nil || now.Area == heir {
			return nil, err
		}
		return []desk.Fact{{Type: AdoptMovedType, Subject: a.ID, Areas: []area.Code{heir}, Body: &Moved{heir, a.Area}}},
			nil
	})
	return foreign(err)
}

// foreign lets go that another program gave the command first, which is as good.
func foreign(err error) error {
	if fault.Code(err) == "command_foreign" {
		return nil
	}
	return err
}
