package plan

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/indicator"
	"xiaohao/platform/store"
)

// gathered is what the sheets of some plans are made from. It is read in few questions, however many plans and measures
// there are; only the figures of indicators are asked once for each set.
type gathered struct {
	contents map[int64]map[int]*Content // by plan and version
	sums     map[int64][]lineSum        // by plan
	tasks    map[int64]*matter.Matter   // of measures, as the caller sees them; one that was merged is what it became
	stands   map[standing]*figures
}

// standing is where indicators are read: a set in an area.
type standing struct {
	set int64
	at  area.Code
}

// figures are how the indicators of a set stand in an area.
type figures struct {
	codes  []string
	stands map[string]*indicator.Stand
	aims   indicator.Aims
}

// handful is how many plans one question is about. A shorter list is filled up with its last id: there is one text.
const handful = 64

// handfulOf are the places of their ids in a question, behind the city's.
var handfulOf = func() string {
	out := make([]string, handful)
	for i := range out {
		out[i] = "$" + strconv.Itoa(i+2)
	}
	return "(" + strings.Join(out, ", ") + ")"
}()

// ofSome asks a question about plans, so many at a time.
func ofSome(ctx context.Context, r store.Reader, city int64, ids []int64, text string,
	fn func(*sql.Rows) error) error {
	for part := range slices.Chunk(ids, handful) {
		args := []any{city}
		for i := range handful {
			args = append(args, part[min(i, len(part)-1)])
		}
		if err := store.Each(ctx, r, fn, text, args...); err != nil {
			return err
		}
	}
	return nil
}

const (
	versionsText = "SELECT plan, n, body FROM plan_versions WHERE city = $1 AND plan IN "
	sumsText     = "SELECT plan, line, source, year, paid FROM plan_sums WHERE city = $1 AND plan IN "
)

// gather reads what the sheets of plans need as of an instant, as the caller may see it.
func (x *Plans) gather(ctx context.Context, caller org.Caller, list []*Plan, now calendar.Instant) (*gathered, error) {
	g := &gathered{contents: map[int64]map[int]*Content{}, sums: map[int64][]lineSum{},
		stands: map[standing]*figures{}}
	var ids []int64
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	r := x.DB.Read()
	if err := ofSome(ctx, r, x.City, ids, versionsText+handfulOf, func(rows *sql.Rows) error {
		var plan int64
		var n int
		var body string
		if err := rows.Scan(&plan, &n, &body); err != nil {
			return err
		}
		if g.contents[plan] == nil {
			g.contents[plan] = map[int]*Content{}
		}
		c := &Content{}
		g.contents[plan][n] = c
		return json.Unmarshal([]byte(body), c)
	}); err != nil {
		return nil, err
	}
	if err := ofSome(ctx, r, x.City, ids, sumsText+handfulOf, func(rows *sql.Rows) error {
		var plan int64
		var l lineSum
		err := rows.Scan(&plan, &l.line, &l.source, &l.year, &l.paid)
		g.sums[plan] = append(g.sums[plan], l)
		return err
	}); err != nil {
		return nil, err
	}
	var tasks []int64
	for _, p := range list {
		_, c := g.content(p, now)
		for _, m := range c.Measures {
			if t := p.Handed[m.Key]; t != 0 {
				tasks = append(tasks, t)
			}
		}
		at := standing{c.Set, c.Area}
		for _, goal := range c.Goals {
			if c.Set == 0 || goal.Indicator == "" {
				continue
			}
			if g.stands[at] == nil {
				g.stands[at] = &figures{}
			}
			if f := g.stands[at]; !slices.Contains(f.codes, goal.Indicator) {
				f.codes = append(f.codes, goal.Indicator)
			}
		}
	}
	if err := x.gatherTasks(ctx, caller, g, tasks); err != nil {
		return nil, err
	}
	return g, x.gatherFigures(ctx, caller, g)
}

// content is what a plan says at an instant, and the version that says so: 0 for the draft, or for nothing at all.
func (g *gathered) content(p *Plan, now calendar.Instant) (int, *Content) {
	if v := p.AsOf(now); v != nil && g.contents[p.ID][v.N] != nil {
		return v.N, g.contents[p.ID][v.N]
	}
	if p.Work != nil {
		return 0, &p.Work.Content
	}
	return 0, &Content{Title: p.Title, Area: p.Area, Lead: p.Lead, First: p.First, Last: p.Last}
}

// gatherTasks reads the tasks that the caller sees.
func (x *Plans) gatherTasks(ctx context.Context, caller org.Caller, g *gathered, ids []int64) (err error) {
	slices.Sort(ids)
	if g.tasks, err = views.Some(ctx, x.DB.Read(), x.City, slices.Compact(ids)); err != nil {
		return err
	}
	scope := x.Org().Scope(caller)
	for id, t := range g.tasks {
		if t.State == matter.Merged && scope.Match(t) {
			if t, err = x.Desk.Survivor(ctx, t); err != nil {
				return err
			}
			g.tasks[id] = t
		}
		if t.Kind == matter.Help || !scope.Match(t) { // who opens one of those is noted: not from here
			delete(g.tasks, id)
		}
	}
	return nil
}

// gatherFigures asks how indicators stand; where the caller may not know, or there is no such set, nothing is said.
func (x *Plans) gatherFigures(ctx context.Context, caller org.Caller, g *gathered) error {
	if x.Indicators == nil {
		return nil
	}
	codes := map[int64]map[area.Code][]string{}
	for at, f := range g.stands {
		if codes[at.set] == nil {
			codes[at.set] = map[area.Code][]string{}
		}
		codes[at.set][at.at] = f.codes
	}
	for set, asked := range codes {
		found, err := x.Indicators.FiguresOf(ctx, caller, set, asked)
		if err != nil {
			if k := fault.Of(err).Kind; k == fault.Missing || k == fault.Denied {
				continue
			}
			return err
		}
		for a, y := range found {
			f := g.stands[standing{set, a}]
			f.aims, f.stands = y.Aims, map[string]*indicator.Stand{}
			for i := range y.Stands {
				s := &y.Stands[i]
				if slices.Contains(f.aims.Baseless, s.Indicator) {
					s.Light = indicator.None
				}
				f.stands[s.Indicator] = s
			}
		}
	}
	return nil
}
