package views

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// The queries of a Set's own city, as the desk asks them.

// Get is Get for the set's city.
func (s *Set) Get(ctx context.Context, r store.Reader, id int64) (*matter.Matter, error) {
	return Get(ctx, r, s.City, id)
}

// Current is Matters.Current.
func (s *Set) Current(ctx context.Context, tx *store.Tx, id int64) (*matter.Matter, error) {
	return s.Matters.Current(ctx, tx, id)
}

// Page is List for the set's city.
func (s *Set) Page(ctx context.Context, r store.Reader, scope org.Scope, f Filter, now calendar.Instant) (Page, error) {
	return List(ctx, r, s.City, scope, f, now)
}

// Each is Each for the set's city.
func (s *Set) Each(ctx context.Context, r store.Reader, scope org.Scope, f Filter, now calendar.Instant,
	fn func(*matter.Matter) error) error {
	return Each(ctx, r, s.City, scope, f, now, fn)
}

// Count is Count for the set's city.
func (s *Set) Count(ctx context.Context, r store.Reader, scope org.Scope, f Filter, now calendar.Instant,
	most int) (n int, more bool, err error) {
	return Count(ctx, r, s.City, scope, f, now, most)
}

// Work is Work for a caller of the set's city.
func (s *Set) Work(ctx context.Context, r store.Reader, o *org.Org, c org.Caller, f Filter,
	now calendar.Instant) (Page, error) {
	return Work(ctx, r, s.City, o.Scope(c), o.Acting(c.Posts), f, now)
}

// Lights is Lights for the set's city and the kinds that leaders' figures count.
func (s *Set) Lights(ctx context.Context, r store.Reader, areas []area.Code, now calendar.Instant) ([]Figures, error) {
	return Lights(ctx, r, s.City, PublicKinds(), areas, now)
}

// ByCategory is ByCategory for the set's city and the kinds that leaders' figures count.
func (s *Set) ByCategory(ctx context.Context, r store.Reader, a area.Code) ([]Figures, error) {
	return ByCategory(ctx, r, s.City, PublicKinds(), a)
}

// ByUnit is ByUnit for the set's city and the kinds that leaders' figures count.
func (s *Set) ByUnit(ctx context.Context, r store.Reader, units []int64) ([]Figures, error) {
	return ByUnit(ctx, r, s.City, PublicKinds(), units)
}

// ByDay is ByDay for the set's city and the kinds that leaders' figures count.
func (s *Set) ByDay(ctx context.Context, r store.Reader, a area.Code, from, to Day) ([]Figures, error) {
	return ByDay(ctx, r, s.City, PublicKinds(), a, from, to)
}
