package bench

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/duty"
	"xiaohao/parts/indicator"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// Decisions simulates a year of a city that hands out what was decided and keeps its plans: meetings, documents and
// instructions, of the city and of its counties, on two working days of three.
func Decisions(ctx context.Context, c Config) (Report, error) { return lived(ctx, c, "decisions") }

// decided is such a year. Its quarters are the last four that were over some weeks ago.
type decided struct {
	*year

	Things    Tally // meetings, documents and instructions whose table is out
	Tasks     Tally // rows that were to become tasks, and became one
	Duties    Tally // standing duties begun
	Reports   int64 // of duties, handed out by the clock
	Done      int64 // tasks struck off
	Papers    Tally // of the office, begun and not taken back; signed for by all
	Plans     Tally // in force
	Versions  Tally // of them
	Readings  Tally // of an area and a quarter; in
	Reviewed  Tally // and reviewed
	Periods   Tally // quarters of a county or the city; closed
	Bulletins Tally // issued

	meetings   *meeting.Meetings
	office     *office.Office
	nodes      *node.Nodes
	duties     *duty.Duties
	plans      *plan.Plans
	indicators *indicator.Indicators
	bulletins  *bulletin.Bulletins

	set                int64 // of indicators
	quarters           []indicator.Span
	things, breakdowns []int64
	planned, written   []int64           // plans, bulletins
	papers             []int64           // that are not taken back
	entered            map[int64]entered // what tasks of breakdowns are to be
	entry              area.Code         // where a clerk enters readings
}

// entered is what a breakdown has to hand out.
type entered struct{ tasks, duties int64 }

func newDecided(y *year) *decided {
	x := &decided{year: y, entered: map[int64]entered{}}
	at := y.last.Time().In(calendar.China()).Year()
	all := indicator.Spans(indicator.Quarter, indicator.Span((at-2)*100).From(), indicator.Span(at*100).To())
	for _, s := range all {
		if s.To() <= y.last.Plus(-closes*oneDay) {
			x.quarters = append(x.quarters, s)
		}
	}
	x.quarters = x.quarters[len(x.quarters)-4:]
	y.from(min(y.last.Plus(-365*oneDay), x.quarters[0].To().Plus(-2*oneDay)))
	return x
}

func (y *decided) crew([]area.Area) []org.Change {
	return y.officials(official{drafts, "拟办", matter.Dispatcher}, official{oversees, "督办", matter.Supervisor},
		official{reviews, "核稿", matter.Supervisor}, official{signs, "签批", matter.Leader},
		official{strikesOf, "复核", matter.Verifier})
}

func (y *decided) begin(ctx context.Context) error {
	v := y.run.desk.Values
	y.meetings, y.office = part.Get[*meeting.Meetings](v), part.Get[*office.Office](v)
	y.nodes, y.duties = part.Get[*node.Nodes](v), part.Get[*duty.Duties](v)
	y.plans, y.indicators = part.Get[*plan.Plans](v), part.Get[*indicator.Indicators](v)
	y.bulletins = part.Get[*bulletin.Bulletins](v)
	y.entry = y.villages[0]
	return y.define(ctx)
}

func (y *decided) tick(ctx context.Context) (int, error) {
	return ticks(ctx, y.run.desk.Clock.Tick, y.meetings.Tick, y.office.Tick, y.plans.Tick, y.bulletins.Tick,
		y.duties.Tick, y.nodes.Tick)
}

// ahead lays down what is known of the year from the beginning. The last weeks are kept free, so that what was begun
// comes to its end.
func (y *decided) ahead() {
	busy := y.days - 40
	y.spread(y.n, 1, busy, y.meet)
	y.spread(y.share(20), 1, busy, y.stand)
	y.spread(y.share(14), 10, busy/2, y.draft)
	y.spread(y.share(24), 60, busy, y.bulletin)
	for _, s := range y.quarters {
		y.collect(s)
	}
	for d := 6; d < y.days; d += 7 {
		y.on(d, y.sweep)
	}
}
