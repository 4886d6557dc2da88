package bench

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/parts/tally"
)

// survey is a survey of use of the year, with what was counted.
type survey struct {
	m      int64
	office org.Caller
	sheets int64
	people [2]int64 // before and after
	wear   [2]int64
}

// survey plans a survey of an activity's county and draws its places: two weeks before it, two weeks after it.
func (y *grounded) survey(ctx context.Context, a *action) error {
	s := &survey{office: y.officer(byDay, a.county)}
	p := tally.Plan{Title: fmt.Sprintf("头盔佩戴率（第%d场）", a.i+1), Kind: tally.Helmet, Area: a.county, Activity: a.m,
		Slots: []tally.Slot{{Weekday: 2, Hour: 7}, {Weekday: 2, Hour: 8}, {Weekday: 4, Hour: 7},
			{Weekday: 5, Hour: 17}},
		Wanted: map[tally.Road]int{tally.CityRoad: 8, tally.OrdinaryRoad: 8}, People: 40, Minutes: 30,
		Before: tally.Span{From: y.midnight(y.day + 1), Until: y.midnight(y.day + 15)},
		After:  tally.Span{From: y.midnight(y.day + 33), Until: y.midnight(y.day + 47)}}
	towns := y.townshipsOf(a.county)
	for i := range 8 {
		t := towns[i%len(towns)]
		road := []tally.Road{tally.CityRoad, tally.OrdinaryRoad}[i%2]
		p.Sites = append(p.Sites, tally.Site{Name: fmt.Sprintf("%s路口%c", pick(y.year, surnames), 'A'+i), Area: t,
			Road: road})
		if i < len(towns) {
			p.Counters = append(p.Counters, y.clerk(t).Person)
		}
	}
	var err error
	if s.m, err = y.tallies.Plan(ctx, s.office, id(), p); err != nil {
		return err
	}
	if err := y.tallies.Draw(ctx, s.office, id(), s.m); err != nil {
		return err
	}
	y.surveys = append(y.surveys, s)
	// one place cannot be counted: the next of the drawn list is called in its stead
	next, err := s.misses(ctx, y)
	if err != nil {
		return err
	}
	w, err := y.tallies.Of(ctx, s.office, s.m)
	if err != nil {
		return err
	}
	for i := range w.Places {
		if place := &w.Places[i]; i != 0 && (!place.Spare || i+1 == next) {
			for _, wave := range tally.Waves() {
				y.counts(s, i+1, wave, place)
			}
		}
	}
	y.later(y.day+60, func(ctx context.Context) error { return y.tallies.End(ctx, s.office, id(), s.m, "两轮都已观测") })
	return nil
}

// misses says that the first place is not counted, and gives the number of the one that is called.
func (s *survey) misses(ctx context.Context, y *grounded) (next int, err error) {
	if err := y.tallies.Miss(ctx, s.office, id(), s.m, tally.Before, 1, "路口封闭施工"); err != nil {
		return 0, err
	}
	w, err := y.tallies.Of(ctx, s.office, s.m)
	if err != nil {
		return 0, err
	}
	if next = w.Missed[0].Next; next == 0 {
		err = fmt.Errorf("no place was called in the stead of the first one of survey %d", s.m)
	}
	return next, err
}

// counts lays down that a place is counted at its turn; the sheet comes in the next morning.
func (y *grounded) counts(s *survey, no int, wave tally.Wave, p *tally.Place) {
	turn, nth := p.Turn(wave), 0
	if wave == tally.After {
		nth = 1
	}
	y.later(y.dayOf(turn.At)+1, func(ctx context.Context) error {
		n := int64(20 + no*(7+nth)%30) // not by chance: in which order places are counted is the city's secret
		k := n * int64(40+20*nth) / 100
		sheet := tally.Sheet{Wave: wave, Place: no, Person: turn.Person, Begun: turn.At,
			Ended: turn.At.Plus(30 * 60e6), Counts: map[tally.Cell]int64{"ebike.rider.on": k, "ebike.rider.off": n - k}}
		who := s.office
		if p, ok := y.run.desk.Org().Person(turn.Person); ok && no%2 == 0 {
			who = p.Caller()
		} else if !ok {
			sheet.Person = s.office.Person
		}
		got, err := y.tallies.Count(ctx, who, id(), s.m, sheet)
		if err != nil || len(got.Marks) > 0 {
			return fmt.Errorf("place %d of survey %d, %s, is marked %v: %w", no, s.m, wave, got.Marks, err)
		}
		s.sheets++
		s.people[nth] += n
		s.wear[nth] += k
		return nil
	})
}

// countSurveys compares the sheets that count of each survey, and the sums of its result, with what was counted.
func (y *grounded) countSurveys(ctx context.Context) error {
	var sheets, people, wear Tally
	over, _, err := y.tallies.List(ctx, y.who[oversees], tally.Filter{Over: true, Limit: 1000})
	if err != nil {
		return err
	}
	for _, s := range y.surveys {
		w, err := y.tallies.Of(ctx, s.office, s.m)
		if err != nil {
			return err
		}
		_, before, after := w.Pairs.Both()
		sheets = Tally{sheets.Asked + s.sheets, sheets.Out + int64(before+after)}
		f := w.Pairs.Find(tally.Stratum{})
		people = Tally{people.Asked + s.people[0] + s.people[1], people.Out + f.Before.N + f.After.N}
		wear = Tally{wear.Asked + s.wear[0] + s.wear[1], wear.Out + f.Before.K + f.After.K}
	}
	y.counted("surveys ended", Tally{int64(len(y.surveys)), int64(len(over))})
	y.counted("sheets that count", sheets)
	y.counted("riders counted", people)
	y.counted("riders with a helmet", wear)
	return nil
}
