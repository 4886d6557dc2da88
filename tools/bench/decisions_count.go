package bench

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
)

// close counts what the city holds at the year's end, and compares it with what was asked for: whatever is missing is
// an error, and so is what was handed out twice. Then it measures what is summed up from the figures.
func (y *decided) close(ctx context.Context) error {
	if err := each(ctx, []deed{y.countTables, y.countDuties, y.countPlans, y.countReadings, y.countPapers,
		y.rollUp}); err != nil {
		return err
	}
	y.Counts = []Counted{{"meetings, documents, instructions handed out", y.Things}, {"tasks handed out", y.Tasks},
		{"standing duties begun", y.Duties}, {"papers signed for by all units", y.Papers}, {"plans in force", y.Plans},
		{"versions of plans", y.Versions}, {"readings in", y.Readings}, {"readings reviewed", y.Reviewed},
		{"periods closed", y.Periods}, {"bulletins issued", y.Bulletins}}
	y.Also = []Also{{"reports of duties handed out", y.Reports}, {"tasks struck off", y.Done}}
	return nil
}

// countTables counts the tables that are out, and compares each with what it had to hand out.
func (y *decided) countTables(ctx context.Context) error {
	for _, id64 := range y.breakdowns {
		b, _, err := y.meetings.Breakdown(ctx, y.who[drafts], id64)
		if err != nil {
			return err
		}
		left, err := y.meetings.Left(ctx, id64)
		if err != nil {
			return err
		}
		rows, _, err := y.meetings.Rows(ctx, b, 0, 1000)
		if err != nil {
			return err
		}
		var got entered
		for _, r := range rows {
			switch {
			case r.Matter != 0 && r.Type == meeting.Task:
				got.tasks++
			case r.Matter != 0 && r.Type == meeting.Duty:
				got.duties++
			}
		}
		if b.State != meeting.Out || left != 0 || got != y.entered[id64] {
			return fmt.Errorf("breakdown %d stands %s with %d rows left; %+v were handed out of %+v", id64, b.State,
				left, got, y.entered[id64])
		}
		y.Things.Out++
		y.Tasks.Out += got.tasks
	}
	done := []matter.State{matter.StruckOff}
	d, all := y.run.desk, org.Caller{System: true}
	return views.Each(ctx, y.nodes.DB.Read(), d.City(), d.Org().Scope(all), views.Filter{
		Kinds: []matter.Kind{matter.Task}, States: done}, y.Clock.Now(), func(*matter.Matter) error {
		y.Done++
		return nil
	})
}

func (y *decided) countDuties(ctx context.Context) error {
	for at := (duty.Place{}); ; {
		list, next, err := y.duties.List(ctx, y.who[oversees], duty.Filter{Behind: at, Limit: 100})
		if err != nil {
			return err
		}
		y.Duties.Out += int64(len(list))
		if at = next; next == (duty.Place{}) {
			break
		}
	}
	return y.one(ctx, &y.Reports, "SELECT COUNT(*) FROM duty_periods WHERE city = $1")
}

func (y *decided) countPlans(ctx context.Context) error {
	for _, id64 := range y.planned {
		p, err := y.plans.Plan(ctx, y.who[drafts], id64)
		if err != nil {
			return err
		}
		y.Versions.Out += int64(len(p.Versions))
		if len(p.Versions) > 0 && p.Work == nil {
			y.Plans.Out++
		}
	}
	return nil
}

// countReadings counts the sheets of the quarters, and the periods that were closed with nothing missing.
func (y *decided) countReadings(ctx context.Context) error {
	all := org.Caller{System: true}
	list, err := y.indicators.Progress(ctx, all, y.set, y.city, 12)
	if err != nil {
		return err
	}
	for _, p := range list {
		y.Readings.Out += int64(p.In)
		y.Reviewed.Out += int64(p.Reviewed)
	}
	y.Reviewed.Asked = y.Readings.Asked
	for _, s := range y.quarters {
		for _, a := range append([]area.Code{y.city}, y.counties...) {
			list, err := y.indicators.Closings(ctx, all, y.set, a, s)
			if err != nil {
				return err
			}
			for _, c := range list {
				if c.Totals != nil && len(c.Missing)+len(c.Open) == 0 {
					y.Periods.Out++
				}
			}
		}
	}
	return nil
}

func (y *decided) countPapers(ctx context.Context) error {
	for _, id64 := range y.written {
		s, err := y.bulletins.Sheet(ctx, y.who[oversees], id64)
		if err != nil {
			return err
		}
		if s.Out != 0 {
			y.Bulletins.Out++
		}
	}
	y.Papers.Asked = y.Things.Asked + y.Versions.Asked + y.Bulletins.Asked
	for _, id64 := range y.papers {
		p, err := y.office.Paper(ctx, y.who[drafts], id64)
		if err != nil {
			return err
		}
		if p.State == office.Finished && len(p.Unsigned()) == 0 {
			y.Papers.Out++
		}
	}
	return nil
}
