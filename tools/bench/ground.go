package bench

import (
	"cmp"
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/chief"
	"xiaohao/parts/help"
	"xiaohao/parts/outreach"
	"xiaohao/parts/patrol"
	"xiaohao/parts/rota"
	"xiaohao/parts/tally"

	"xiaohao/core/ledger"
)

// Ground simulates a year of what is done on the ground 一线: a chief of every area who is to be seen there, patrols and
// patches, persons in need, activities for the people with what they give out, and surveys before and after them.
func Ground(ctx context.Context, c Config) (Report, error) { return lived(ctx, c, "ground") }

// grounded is such a year.
type grounded struct {
	*year

	chiefs    *chief.Chiefs
	patrols   *patrol.Patrols
	cases     *help.Cases
	rota      *rota.Rota
	outreach  *outreach.Outreach
	tallies   *tally.Tallies
	posts     []*held
	visits    map[int][]visit // by day
	walks     []walk
	lines     Tally // of the rota
	handovers Tally
	findings  Tally
	climbs    Tally // problems that nobody answers, of which chiefs hear
	patches   map[patrol.PatchState]int
	caught    calendar.Instant // when the followers were at the ledger's end
	persons   *persons
	actions   []*action
	surveys   []*survey
}

func newGrounded(y *year) *grounded {
	return &grounded{year: y, visits: map[int][]visit{}, patches: map[patrol.PatchState]int{}, persons: &persons{}}
}

// login is that of somebody in an area: a letter says as what.
func login(as string, a area.Code) string { return as + fmt.Sprint(int64(a)) }

// What people are in their areas, by the letter of their login.
const (
	byDay   = "d" // of a county's office: takes in, gives out, keeps the posts
	byNight = "e" // the same by night
	watches = "s" // supervises a county
	leads   = "l" // a county
	heads   = "t" // a township
	looks   = "v" // after a village
	ranges  = "r" // walks in a village
)

// crew are the people beside the clerks: those of the city, of each county's office, and who can log in of the chiefs.
func (y *grounded) crew(areas []area.Area) []org.Change {
	c := y.officials(official{drafts, "受理", matter.Dispatcher}, official{oversees, "督办", matter.Supervisor},
		official{signs, "总林长", matter.Leader}, official{strikesOf, "核查", matter.Verifier})
	add := func(as, name string, post matter.Post, a area.Code) {
		c = append(c, &org.PersonSet{Login: login(as, a), Name: name, Posts: []org.Post{{Kind: post, Area: a}}})
	}
	villages := 0
	for _, a := range areas {
		switch a.Code.Level() {
		case area.County:
			add(byDay, "日班", matter.Dispatcher, a.Code)
			add(byNight, "夜班", matter.Dispatcher, a.Code)
			add(watches, "督查", matter.Supervisor, a.Code)
			add(leads, "县级林长", matter.Leader, a.Code)
		case area.Township:
			add(heads, "乡级林长", matter.Leader, a.Code)
		case area.Village:
			if !named(villages) {
				add(looks, "村级林长", matter.Inspector, a.Code)
			}
			if ranged(villages) {
				add(ranges, "护林员", matter.Inspector, a.Code)
			}
			villages++
		}
	}
	return c
}

func (y *grounded) begin(ctx context.Context) error {
	v := y.run.desk.Values
	y.chiefs, y.patrols = part.Get[*chief.Chiefs](v), part.Get[*patrol.Patrols](v)
	y.cases, y.rota = part.Get[*help.Cases](v), part.Get[*rota.Rota](v)
	y.outreach, y.tallies = part.Get[*outreach.Outreach](v), part.Get[*tally.Tallies](v)
	return y.watch(ctx)
}

// tick is all that the program does by the clock. What follows the ledger is brought to its end first: in a day that
// passes in some milliseconds it would lag by days.
func (y *grounded) tick(ctx context.Context) (int, error) {
	if now := y.Clock.Now(); now != y.caught {
		if err := y.run.desk.Ledger().CatchUp(ctx); err != nil {
			return 0, err
		}
		y.caught = now
	}
	return y.run.desk.Tick(ctx)
}

// ahead lays down what is known of the year from the beginning.
func (y *grounded) ahead() {
	y.on(1, y.appoint)
	for d := 2; d < y.days; d++ {
		y.on(d, y.visited)
	}
	y.spread(y.share(30), 60, y.days-60, y.leaves)
	y.spread(y.share(200), 10, y.days-20, y.finds)
	y.spread(y.share(60), 10, y.days-20, y.patch)
	y.spread(y.share(50), 3, y.days-70, y.gives)
	y.intake()
}

// close counts what came out.
func (y *grounded) close(ctx context.Context) error {
	return each(ctx, []deed{y.countPosts, y.countDuties, y.countCover, y.countWalks, y.countPersons, y.countStock,
		y.countSurveys, y.coverage})
}

// counted notes what was asked for and what came out.
func (y *grounded) counted(what string, t Tally) { y.Counts = append(y.Counts, Counted{what, t}) }

// events counts the events of some types.
func (y *grounded) events(ctx context.Context, types ...event.Type) (n int64, err error) {
	d := y.run.desk
	err = ledger.EachBetween(ctx, y.db().Read(), d.City(), 1, d.Ledger().Head().Seq, types, func(ledger.Event) error {
		n++
		return nil
	})
	return n, err
}

// officer is who works in the office of the county that an area lies in.
func (y *grounded) officer(as string, a area.Code) org.Caller {
	return y.who[login(as, a.Ancestor(area.County))]
}

// clerk is that of the township that an area lies in.
func (y *grounded) clerk(a area.Code) org.Caller { return y.clerks[y.office(a)] }

// office is that of the township, or of the county for what lies in none.
func (y *grounded) office(a area.Code) int64 {
	return cmp.Or(y.offices[a.Ancestor(area.Township)], y.offices[a.Ancestor(area.County)])
}

// townshipsOf are those of a county.
func (y *grounded) townshipsOf(county area.Code) (out []area.Code) {
	for _, t := range y.townships {
		if county.Contains(t) {
			out = append(out, t)
		}
	}
	return out
}
