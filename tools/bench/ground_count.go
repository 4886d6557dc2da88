package bench

import (
	"context"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/parts/chief"
	"xiaohao/parts/patrol"
)

// countPosts counts the posts that are held, of each area and kind one, and the hand-overs that both sides signed.
func (y *grounded) countPosts(ctx context.Context) error {
	var posts Tally
	for _, h := range y.posts {
		if h.until == 0 {
			posts.Asked++
		}
	}
	there := map[string]bool{}
	if err := y.register(ctx, func(l chief.Line) {
		if k := key(l.Post, l.Area); l.Name != "" && !there[k] {
			there[k] = true
			posts.Out++
		}
	}); err != nil {
		return err
	}
	if err := y.one(ctx, &y.handovers.Out,
		"SELECT COUNT(*) FROM chief_handovers WHERE city = $1 AND waits = 0"); err != nil {
		return err
	}
	y.counted("posts of chiefs and rangers held", posts)
	y.counted("hand-overs signed by both sides", y.handovers)
	return nil
}

// stands is how the duty of a post stands on a day, counted from the days on which the year had its holder there.
func (y *grounded) stands(h *held, today int) chief.State {
	each, have, had := h.often.Each, 0, 0
	now := lap(each, y.date(today))
	first := today
	for lap(each, y.date(first-1)) == now {
		first--
	}
	before := first - 1
	last := lap(each, y.date(before))
	for lap(each, y.date(before-1)) == last {
		before--
	}
	for _, d := range h.days {
		switch lap(each, y.date(d)) {
		case now:
			have++
		case last:
			had++
		}
	}
	switch {
	case have >= h.often.Times:
		return chief.Met
	case had < h.often.Times && h.since <= before:
		return chief.Overdue
	}
	return chief.Open
}

// countDuties compares each duty with what the year counts itself, and what every chief of a township and a county
// reads of those below him.
func (y *grounded) countDuties(ctx context.Context) error {
	today := y.dayOf(y.Clock.Now())
	lines := map[string]chief.Line{}
	if err := y.register(ctx, func(l chief.Line) { lines[key(l.Post, l.Area)] = l }); err != nil {
		return err
	}
	var duties, below Tally
	also, late := map[chief.State]int64{}, map[area.Code]int64{}
	for _, h := range y.posts {
		if h.until != 0 {
			continue
		}
		l, want := lines[key(h.Post, h.Area)], y.stands(h, today)
		d, err := y.chiefs.DutyOf(ctx, &l.Stand)
		if err != nil {
			return err
		}
		if d.State == chief.Soon {
			d.State = chief.Open
		}
		if d.State != want {
			return fmt.Errorf("the duty of %s of %v is %s, and %s by the days %v of %d", h.Post, h.Area, d.State, want,
				h.days, today)
		}
		duties.Asked, duties.Out = duties.Asked+1, duties.Out+1
		also[want]++
		if want == chief.Overdue && h.Post == "chief" && h.Area != y.city {
			late[h.Area.Ancestor(h.Area.Level()-1)]++
		}
	}
	for _, a := range append(append([]area.Code{y.city}, y.counties...), y.townships...) {
		p, _ := y.run.desk.Org().Person(lines[key("chief", a)].Person)
		list, err := y.chiefs.Mine(ctx, p.Caller())
		if err != nil || len(list) != 1 {
			return fmt.Errorf("%d posts of the chief of %v: %w", len(list), a, err)
		}
		if n := int64(len(list[0].Below)); n != late[a] {
			return fmt.Errorf("the chief of %v reads of %d below him who are late, and %d are", a, n, late[a])
		}
		below.Asked, below.Out = below.Asked+1, below.Out+1
	}
	y.counted("duties that stand as the year counts them", duties)
	y.counted("chiefs who read how those below them stand", below)
	y.Also = append(y.Also, Also{"duties met", also[chief.Met]}, Also{"duties overdue", also[chief.Overdue]},
		Also{"duties with time left", also[chief.Open]})
	return nil
}

// countCover compares how many areas were seen lately, some time ago and long ago, and all days on which anybody was
// anywhere.
func (y *grounded) countCover(ctx context.Context) error {
	rules, today := &y.run.desk.Policy().Chiefs, y.dayOf(y.Clock.Now())
	last, lights := map[area.Code]int{}, map[string]int{}
	var days, seen Tally
	for _, h := range y.posts {
		days.Asked += int64(len(h.days))
		for _, d := range h.days {
			last[h.Area] = max(last[h.Area], d)
		}
	}
	foot := map[area.Code]bool{y.city: true}
	for _, l := range [][]area.Code{y.counties, y.townships, y.villages} {
		for _, a := range l {
			foot[a] = true
			delete(foot, a.Ancestor(a.Level()-1))
		}
	}
	for a := range foot {
		switch d, ok := last[a]; {
		case ok && today-d <= rules.Fresh:
			lights["green"]++
		case ok && today-d <= rules.Aged:
			lights["yellow"]++
		default:
			lights["red"]++
		}
	}
	list, err := y.chiefs.Coverage(ctx, y.who[signs], forest, y.city)
	if err != nil {
		return err
	}
	c := list[0]
	if c.Yellow != lights["yellow"] || c.Red != lights["red"] {
		return fmt.Errorf("areas are %+v, by the year's count %v", c, lights)
	}
	seen = Tally{int64(lights["green"]), int64(c.Green)}
	if err := y.one(ctx, &days.Out, "SELECT COUNT(*) FROM chief_days WHERE city = $1"); err != nil {
		return err
	}
	y.counted("days of chiefs in their areas", days)
	y.counted("areas seen within policy's days", seen)
	y.Also = append(y.Also, Also{"areas seen some time ago", int64(c.Yellow)},
		Also{"areas seen long ago", int64(c.Red)})
	return nil
}

// countWalks counts patrols, the tracks that are kept still, what was found, of which problems chiefs heard, and the
// patches.
func (y *grounded) countWalks(ctx context.Context) error {
	walks, tracks := Tally{Asked: int64(len(y.walks))}, Tally{}
	until := y.last.Plus(-int64(y.run.desk.Policy().Patrol.TrackDays) * oneDay)
	for _, w := range y.walks {
		if w.at > until {
			tracks.Asked++
		}
	}
	for _, c := range []struct {
		to   *int64
		text string
	}{{&walks.Out, "SELECT COUNT(*) FROM patrols WHERE city = $1 AND ended = 'person'"},
		{&tracks.Out, "SELECT COUNT(*) FROM patrol_keys WHERE city = $1"},
		{&y.findings.Out, "SELECT COUNT(*) FROM patrol_found WHERE city = $1"},
		{&y.climbs.Out, "SELECT COUNT(*) FROM chief_waits WHERE city = $1 AND told <> '{}'"}} {
		if err := y.one(ctx, c.to, c.text); err != nil {
			return err
		}
	}
	looked, out := Tally{}, map[patrol.PatchState]int{}
	for behind := int64(0); ; {
		list, next, err := y.patrols.Patches(ctx, y.who[oversees], patrol.PatchFilter{Behind: behind, Limit: 100})
		if err != nil {
			return err
		}
		for _, p := range list {
			out[p.State]++
		}
		if behind = next; next == 0 {
			break
		}
	}
	for s, n := range y.patches {
		looked.Asked += int64(n)
		looked.Out += int64(min(out[s], n) - max(out[s]-n, 0))
	}
	y.counted("patrols with the phone", walks)
	y.counted("tracks kept, all others destroyed", tracks)
	y.counted("problems found on patrols", y.findings)
	y.counted("problems that climbed to chiefs", y.climbs)
	y.counted("patches looked at", looked)
	return nil
}
