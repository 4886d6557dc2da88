package demo

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
)

// rounds plans a round over all points, which ends and is assessed, and another one that is under way when the story
// ends.
func (s *story) rounds(from, end calendar.Instant) {
	first := inspect.Plan{Name: "第一轮 全城点位督查", From: from.Plus(18 * day), Until: from.Plus(30 * day)}
	s.add(first.From.Plus(9*hour), func(ctx context.Context) error {
		round, err := s.sendOut(ctx, first, 0, "inspector", "insp430406", "insp430407", "insp430408",
			"insp430412", "insp430421", "insp430422", "insp430481")
		if err == nil {
			s.add(first.Until, func(ctx context.Context) error {
				return s.desk.Inspect.Close(ctx, s.caller("supervisor"), s.id(), round, "全部点位已查完。")
			})
		}
		return err
	})
	second := inspect.Plan{Name: "第二轮 按风险抽查", Sampling: inspect.Risk, N: 36, From: before(s.desk.Calendar(), end, 6, 3),
		Until: end.Plus(8 * day)}
	s.add(second.From.Plus(hour), func(ctx context.Context) error {
		_, err := s.sendOut(ctx, second, 2, "inspector", "insp430406", "insp430407", "insp430408",
			"insp430421", "insp430482")
		return err
	})
	s.add(end.Plus(-2*hour), s.beside)
}

// before is so many days before an instant, or further back until so many whole working days lie between: in the week
// of a national holiday nobody inspects and nobody answers.
func before(cal *calendar.Calendar, end calendar.Instant, days, works int64) calendar.Instant {
	at := end.Plus(-days * day)
	for cal.Between(at, end) < works*cal.DayMinutes() {
		at = at.Plus(-day)
	}
	return at
}

// beside is what the inspector sees on his way, next to a point where he goes today: an open matter that his phone
// shows him again there.
func (s *story) beside(ctx context.Context) error {
	d, err := s.desk.Inspect.Day(ctx, s.caller("inspector"))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(d.Points, func(p inspect.DayPoint) bool { return !p.Done && p.Lat != nil })
	if at < 0 {
		return nil
	}
	p, x := d.Points[at], text("env.bin")
	_, err = s.do(ctx, "inspector", 0, &matter.Report{Kind: matter.Problem, Source: matter.FromInspector, Area: p.Area,
		Place: p.Name, Lat: p.Lat, Lng: p.Lng, Text: x.text})
	return err
}

// sendOut opens a round of the whole city, in which each of the inspectors leaves so many points for later.
func (s *story) sendOut(ctx context.Context, p inspect.Plan, rest int, logins ...string) (int64, error) {
	p.Areas = []area.Code{hengyang}
	for _, l := range logins {
		p.Inspectors = append(p.Inspectors, s.caller(l).Person)
	}
	sup := s.caller("supervisor")
	round, err := s.desk.Inspect.Plan(ctx, sup, s.id(), p)
	if err == nil {
		err = s.desk.Inspect.Open(ctx, sup, s.id(), round)
	}
	for _, l := range logins {
		s.later(0, 4, (&tour{s, l, round, rest}).next)
	}
	return round, err
}

// tour is one inspector's way through a round.
type tour struct {
	*story
	login string
	round int64
	rest  int
}

// next inspects the next point on the way.
func (t *tour) next(ctx context.Context) error {
	d, err := t.desk.Inspect.Day(ctx, t.caller(t.login))
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(d.Points, func(p inspect.DayPoint) bool { return p.Round != t.round || p.Done })
	if len(left) <= t.rest {
		return nil
	}
	t.later(1, 6, t.next)
	return t.visit(ctx, t.login, left[0], 5)
}

// visit answers the questions at a point, so many of a hundred by a fail, and lets what failed begin its course.
func (s *story) visit(ctx context.Context, login string, p inspect.DayPoint, fails int) error {
	v := inspect.Visit{Point: p.ID, Round: p.Round, Again: p.Again, At: s.clock.Now(), Sent: s.clock.Now()}
	if p.Lat != nil {
		v.Place = &inspect.Place{Lat: *p.Lat + 0.0002*s.rand.Float64(), Lng: *p.Lng + 0.0002*s.rand.Float64(),
			Accuracy: 5 + s.rand.IntN(20)}
	}
	for _, code := range p.Items {
		a := inspect.Answer{Item: code, Result: inspect.Pass}
		switch n := s.rand.IntN(100); {
		case n < fails:
			var err error
			if a, err = s.fail(ctx, login, code); err != nil {
				return err
			}
		case n > 96 && p.Again == 0:
			a.Result = inspect.NA
		}
		v.Answers = append(v.Answers, a)
	}
	r, err := s.desk.Inspect.Make(ctx, s.caller(login), s.id(), v)
	if f := fault.Of(err); err != nil && (f.Kind == fault.Conflict || f.Kind == fault.Denied) {
		return nil // reopened meanwhile, or he put it right himself
	}
	if err != nil {
		return err
	}
	for _, f := range r.Fails {
		if f.Joined || f.Matter == 0 {
			continue
		}
		if err := s.found(ctx, login, r.Inspection, f.Matter); err != nil {
			return err
		}
	}
	return nil
}

// fail is a failed answer; one of twelve is put right on the spot.
func (s *story) fail(ctx context.Context, login, code string) (a inspect.Answer, err error) {
	a = inspect.Answer{Item: code, Result: inspect.Fail, Count: 1 + s.rand.IntN(2),
		Note: remarks[s.rand.IntN(len(remarks))]}
	scene := scenes[s.rand.IntN(len(scenes))]
	variant := s.rand.IntN(variants)
	if a.Photos, err = s.photo(ctx, login, scene, variant, false); err == nil && s.rand.IntN(12) == 0 {
		a.Fixed = &inspect.Fixed{Note: "当场清理完毕。"}
		a.Fixed.Photos, err = s.photo(ctx, login, scene, variant, true)
	}
	return a, err
}

// found sends a matter that an inspection found through the loop, by the units that the standard names; when it is
// struck off the inspector looks again.
func (s *story) found(ctx context.Context, login string, inspection, id int64) error {
	m, err := s.desk.Matter(ctx, org.Caller{System: true}, id)
	if err != nil {
		return err
	}
	duty, _, err := s.desk.Inspect.DutyOf(ctx, id)
	if err != nil {
		return err
	}
	c := &course{story: s, id: id, village: m.Area, county: fmt.Sprint(int64(m.Area) / 1e6),
		unit: fmt.Sprint("t", int64(m.Area)/1e3), text: said{category: m.Category}}
	if u, ok := s.desk.Org().Unit(duty.Lead); ok {
		if _, ok := s.desk.Org().PersonByLogin("c-" + u.Code); ok {
			c.unit = u.Code
		}
	}
	c.again = func(ctx context.Context) error { return s.lookAgain(ctx, login, inspection) }
	if m.State == matter.Reported {
		s.later(0, 5, c.list)
	}
	return nil
}

// lookAgain inspects once more what was struck off of what an inspection found.
func (s *story) lookAgain(ctx context.Context, login string, inspection int64) error {
	d, err := s.desk.Inspect.Day(ctx, s.caller(login))
	if err != nil {
		return err
	}
	for _, p := range d.Points {
		if p.Again == inspection {
			return s.visit(ctx, login, p, 12)
		}
	}
	return nil
}

var (
	remarks = []string{"现场有多处，已拍照。", "与上次检查时相比没有改善。", "负责人不在现场，已电话告知。", "量不大，但位置显眼。", "附近居民反映有一段时间了。"}
	scenes  = []string{"rubbish", "wall", "street", "tree", "pothole"}
)
