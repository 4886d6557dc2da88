package plan

import (
	"context"
	"database/sql"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// HandOut makes a task matter of a measure of the version in force and says which. It is reported as the caller, listed
// and assigned as far as he may; what is left waits for a dispatcher. A measure is handed out once, again only when its
// task was declined. Whoever is cut off sends again: the task is found by its number.
func (x *Plans) HandOut(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, key string) (int64, error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return 0, err
	}
	if given, err := x.Desk.Given(ctx, id); err != nil || given {
		return p.Handed[key], err
	}
	if !x.MayTake(caller, HandedOutType, p) {
		return 0, denied()
	}
	c, err := x.inForce(ctx, x.DB.Read(), p, x.Now())
	if err != nil {
		return 0, err
	}
	m, ok := c.Measure(key)
	if !ok {
		return 0, fault.New(fault.Invalid, "plan_measure").On("measure")
	}
	before := p.Handed[key]
	if before != 0 {
		t, err := x.Desk.Glimpse(ctx, before)
		if err != nil {
			return 0, err
		}
		if t.State != matter.Declined {
			return 0, fault.New(fault.Conflict, "plan_handed")
		}
	}
	task, err := x.task(ctx, caller, id, p, c, m, before)
	if err != nil {
		return 0, err
	}
	if _, err := x.step(ctx, caller, id, plan, HandedOutType, key, nil, func(_ context.Context, _ *store.Tx, p *Plan,
		_ calendar.Instant) (any, error) {
		if now := p.Handed[key]; now == task {
			return nil, nil
		} else if now != before {
			return nil, fault.New(fault.Conflict, "plan_handed")
		}
		return &HandedOut{Measure: key, Matter: task}, nil
	}); err != nil {
		return 0, err
	}
	return task, x.assign(ctx, caller, id, c, m, task)
}

// task reports the task, or finds the one that was reported before.
func (x *Plans) task(ctx context.Context, caller org.Caller, id ledger.ID, p *Plan, c *Content, m Measure,
	before int64) (int64, error) {
	no := fmt.Sprintf("plan/%d/%s", p.ID, m.Key)
	if before != 0 {
		no = fmt.Sprintf("%s/%d", no, before)
	}
	if found, ok, err := views.BySource(ctx, x.DB.Read(), x.City, string(matter.FromPlan), no); err != nil || ok {
		return found, err
	}
	r, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("plan task", no, id), Said: []any{"plan task", no},
		Body: &matter.Report{Kind: matter.Task, Source: matter.FromPlan, SourceNo: no, Area: p.Area,
			Text:     m.Text + "\n" + lang.T(lang.Zh, "plan.task_of", map[string]string{"title": c.Title}),
			Category: x.Policy().Plans.Category}})
	return r.Matter, err
}

// assign lists and assigns the task as far as the caller may. What policy or the state of things forbids is left to the
// dispatcher: the task is there.
func (x *Plans) assign(ctx context.Context, caller org.Caller, id ledger.ID, c *Content, m Measure, task int64) error {
	lead, co := x.Today(m.Lead), []int64(nil)
	for _, u := range m.Co {
		if t := x.Today(u); t != lead {
			co = append(co, t)
		}
	}
	category := x.Policy().Plans.Category
	commands := []matter.Command{&matter.List{Category: category}}
	if lead != 0 {
		commands = append(commands, &matter.Assign{Lead: lead, Co: co, Due: x.due(c, m, category),
			Goal: lang.T(lang.Zh, "plan.task_of", map[string]string{"title": c.Title})})
	}
	for _, b := range commands {
		_, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("plan task", task, string(b.Name()), id),
			Matter: task,
			Said:   []any{"plan task", task, string(b.Name())}, Body: b})
		if err == nil {
			continue
		}
		switch fault.Of(err).Kind {
		case fault.Denied, fault.Conflict, fault.Invalid, fault.Missing:
			return nil
		}
		return err
	}
	return nil
}

// due is the day of a measure as its task's deadline, 0 where policy's own is earlier or the day is over.
func (x *Plans) due(c *Content, m Measure, category string) calendar.Instant {
	now := x.Now()
	due := m.DueIn(c, now)
	most := x.Desk.Calendar().Add(now, x.Policy().Terms(matter.Task, category, matter.General).Deadline)
	if due <= now || due > most {
		return 0
	}
	return due
}

// DueIn is when a measure is due: on its day, at the end of the year where it is done each year, else with the plan.
func (m Measure) DueIn(c *Content, now calendar.Instant) calendar.Instant {
	switch {
	case m.Due != 0:
		return m.Due
	case m.Yearly && now < c.Last:
		return min(c.Last, yearEnd(yearOf(max(now, c.First))))
	}
	return c.Last
}

// Bond is what ties a plan to a task.
type Bond struct {
	Plan    int64  `json:"plan"`
	Title   string `json:"title"`
	Measure string `json:"measure,omitempty"` // its words; "" where the plan answers the task
	Stage   Stage  `json:"stage"`
}

// OfMatter lists the plans that a task comes from or that answer it, as far as the caller sees them.
func (x *Plans) OfMatter(ctx context.Context, caller org.Caller, task int64) (out []Bond, err error) {
	type tie struct {
		plan    int64
		measure string
	}
	var ties []tie
	r := x.DB.Read()
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var t tie
		err := rows.Scan(&t.plan, &t.measure)
		ties = append(ties, t)
		return err
	}, "SELECT plan, measure FROM plan_tasks WHERE city = $1 AND matter = $2 ORDER BY plan, measure LIMIT 20", x.City,
		task)
	for _, t := range ties {
		if err != nil {
			return nil, err
		}
		var p *Plan
		if p, err = planOf(ctx, r, x.City, t.plan); err != nil || p.State == Dropped || !x.sees(caller, p) {
			continue
		}
		b := Bond{Plan: p.ID, Title: p.Title, Stage: p.Stage()}
		if t.measure != "" {
			c, err := contentOf(ctx, r, x.City, p.ID, len(p.Versions))
			if err != nil {
				return nil, err
			}
			m, _ := c.Measure(t.measure)
			if b.Measure = m.Text; b.Measure == "" {
				b.Measure = t.measure // dropped since
			}
		}
		out = append(out, b)
	}
	return out, err
}
