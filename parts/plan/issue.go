package plan

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/redact"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// What was adopted goes out by the office's way and by no other: Send makes the outgoing paper, the office signs it
// off, numbers, stamps and hands it out, and the clock, which looks at the papers of what was sent, makes the version.
// The office changes nothing of its words. A paper that was taken back or refused brings the work back to where Send is
// next.

// paperKind is the kind of a plan's paper, in policy.
const paperKind = "plan"

// allFixed is that the office changes nothing of what a plan's paper says: it was adopted.
var allFixed = []string{office.FixedTitle, office.FixedBasis, office.FixedParagraphs, office.FixedTable,
	office.FixedFoot}

// Outgoing is what a person says of a paper.
type Outgoing struct {
	From calendar.Instant `json:"from"`         // the version's first day begins, µs; 0 for the plan's own, or today
	To   []int64          `json:"to,omitempty"` // units that it goes to; none for all with a part in the plan
}

// Send makes the outgoing paper of what was adopted and gives its id; what becomes of it is the office's. The first
// version may begin before its paper, no later one before today: what was in force on a day stays what it was. Faults:
// plan_stage, plan_from, and those of the office (office_kind, office_long and others). Whoever is cut off sends again:
// the paper is found by what it was made from.
func (x *Plans) Send(ctx context.Context, caller org.Caller, id ledger.ID, plan int64, b Outgoing) (int64, error) {
	p, err := x.Plan(ctx, caller, plan)
	if err != nil {
		return 0, err
	}
	if given, err := x.Desk.Given(ctx, id); err != nil || given {
		return p.paper(), err
	}
	switch {
	case !x.MayTake(caller, SentType, p):
		return 0, denied()
	case p.Work == nil || p.Work.Stage != Adopted:
		return 0, fault.New(fault.Conflict, "plan_stage")
	}
	said := []any{b.From, b.To}
	if b.From, err = p.firstDay(b.From, x.Now()); err != nil {
		return 0, err
	}
	paper, err := x.begin(ctx, caller, p, b.To)
	if err != nil {
		return 0, err
	}
	_, err = x.step(ctx, caller, id, plan, SentType, said, []Stage{Adopted}, func(_ context.Context, _ *store.Tx,
		now *Plan, _ calendar.Instant) (any, error) {
		if now.Work.Seq != p.Work.Seq {
			return nil, fault.New(fault.Conflict, "plan_changed")
		}
		return &Sending{Paper: paper, From: b.From}, nil
	})
	if err != nil {
		return 0, x.left(ctx, plan, paper, err)
	}
	return paper, nil
}

// left takes back a paper that the plan does not wait for in the end: somebody else was quicker. It gives the error
// that there was.
func (x *Plans) left(ctx context.Context, plan, paper int64, wrong error) error {
	p, err := planOf(ctx, x.DB.Read(), x.City, plan)
	if err != nil || p.paper() == paper {
		return wrong
	}
	m, err := office.In(ctx, x.DB.Read(), x.City, paper)
	if err == nil {
		err = x.recall(ctx, m)
	}
	if err != nil {
		x.Log.WarnContext(ctx, "a paper is left that no plan waits for", "paper", paper, "error", err.Error())
	}
	return wrong
}

// paper is the paper of the work, else of the newest version, 0 for none.
func (p *Plan) paper() int64 {
	if p.Work != nil && p.Work.Sent != nil {
		return p.Work.Sent.Paper
	}
	if n := len(p.Versions); n > 0 {
		return p.Versions[n-1].Paper
	}
	return 0
}

// firstDay is the first day of the version in the making, as it was asked for.
func (p *Plan) firstDay(from, now calendar.Instant) (calendar.Instant, error) {
	c, n := &p.Work.Content, len(p.Versions)
	switch {
	case from == 0 && n == 0:
		from = c.First
	case from == 0:
		from = dayOf(now)
	}
	if from <= 0 || from >= c.Last || n == 0 && from < c.First ||
		n > 0 && (from < dayOf(now) || from <= p.Versions[n-1].From) {
		return 0, fault.New(fault.Invalid, "plan_from").On("from")
	}
	return from, nil
}

// begin makes the paper, or finds the one that was made before. What was made of other words than these, by somebody
// who was cut off, is taken back.
func (x *Plans) begin(ctx context.Context, caller org.Caller, p *Plan, to []int64) (int64, error) {
	d := office.Draft{Kind: paperKind, Part: Name, Subject: p.ID, Area: x.paperArea(p.Area),
		Content: x.paperOf(&p.Work.Content), To: x.inOffice(to), By: p.Work.Editors, Fixed: allFixed}
	if len(to) == 0 {
		d.To = x.inOffice(partners(&p.Work.Content))
	}
	if kind, ok := x.Policy().PaperKind(paperKind); ok && kind.Ask { // that the plan asked them is not enough here
		d.Ask = x.inOffice(p.Work.Units)
	}
	made, err := x.Office.Of(ctx, Name, p.ID)
	if err != nil {
		return 0, err
	}
	for i := range made {
		m := &made[i]
		if m.Over() || slices.ContainsFunc(p.Versions, func(v Version) bool { return v.Paper == m.ID }) {
			continue
		}
		said, err := x.Office.Said(ctx, m)
		if err != nil {
			return 0, err
		}
		if len(office.Diff(d.Content, said)) == 0 && slices.Equal(m.To, d.To) {
			return m.ID, nil
		}
		if err := x.recall(ctx, m); err != nil {
			return 0, err
		}
	}
	return x.Office.Begin(ctx, caller, desk.Once("plan paper", p.ID, len(made), int64(caller.Person)), d)
}

// recall takes back a paper that no plan waits for.
func (x *Plans) recall(ctx context.Context, m *office.Paper) error {
	_, err := x.Desk.Keep(ctx, clock, desk.Once("plan paper recalled", m.ID), nil, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		now, err := office.In(ctx, tx, x.City, m.ID)
		if err != nil || now.Over() || now.Numbered() {
			return nil, err
		}
		return []desk.Fact{office.Recall(now, lang.T(lang.Zh, "plan.paper_left", nil))}, nil
	})
	return err
}

// paperArea is the area whose office issues a plan's papers: the plan's, or what stands in its place today.
func (x *Plans) paperArea(a area.Code) area.Code {
	if heirs := x.Org().Tree().Heirs(a); len(heirs) == 1 {
		return heirs[0]
	}
	return a
}

// inOffice are units, or those that stand in their place today, each once.
func (x *Plans) inOffice(list []int64) (out []int64) {
	for _, u := range list {
		now := x.Today(u)
		if there, ok := x.Org().Unit(now); ok && !there.Former && !slices.Contains(out, now) {
			out = append(out, now)
		}
	}
	return out
}

// paperOf is what a plan says as an outgoing paper, in Chinese.
func (x *Plans) paperOf(c *Content) office.Content {
	return Papers{x.Desk.Names(lang.Zh), x.Now()}.content(c)
}

// SeesPaper says whether an outgoing paper is there for the caller, so that a page leads to it.
func (x *Plans) SeesPaper(ctx context.Context, caller org.Caller, paper int64) bool {
	if paper == 0 {
		return false
	}
	_, err := x.Office.Paper(ctx, caller, paper)
	return err == nil
}

var clock = org.Caller{Clock: true}

// Tick makes versions of what went out, and brings back what will not. It says how much that was. Any number of
// processes may.
func (x *Plans) Tick(ctx context.Context) (done int, err error) {
	for after := int64(0); ; {
		var ids []int64
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			ids = append(ids, id)
			return err
		}, "SELECT id FROM plans WHERE city = $1 AND stage = 'sent' AND id > $2 ORDER BY id LIMIT "+
			strconv.Itoa(readRows), x.City, after)
		if err != nil {
			return done, err
		}
		for _, id := range ids {
			if _, err := x.Aside.Try(ctx, fmt.Sprintf("plan %d", id), func() error {
				some, err := x.look(ctx, id)
				if some {
					done++
				}
				return err
			}); err != nil {
				return done, fmt.Errorf("plan %d: %w", id, err)
			}
			after = id
		}
		if len(ids) < readRows {
			return done, nil
		}
	}
}

// look does what the paper of a plan asks for, and says whether that was anything.
func (x *Plans) look(ctx context.Context, id int64) (bool, error) {
	facts, seq, err := x.follow(ctx, x.DB.Read(), id, x.Now())
	if err != nil || len(facts) == 0 {
		return false, err
	}
	a, err := x.Desk.Keep(ctx, clock, desk.Once("plan paper due", id, seq), nil, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		facts, _, err := x.follow(ctx, tx, id, now)
		return facts, err
	})
	return a.First > 0 && !a.Repeated, err
}

// follow is what follows for a plan from where its paper stands, and the paper's last event.
func (x *Plans) follow(ctx context.Context, r store.Reader, id int64, now calendar.Instant) ([]desk.Fact, int64,
	error) {
	p, err := planOf(ctx, r, x.City, id)
	if err != nil || p.Work == nil || p.Work.Sent == nil {
		return nil, 0, err
	}
	m, err := office.In(ctx, r, x.City, p.Work.Sent.Paper)
	if err != nil {
		return nil, 0, err
	}
	fact := func(b any) desk.Fact {
		f := desk.Fact{Type: CameBackType, Subject: id, Areas: []area.Code{p.Area}, Body: b}
		if _, out := b.(*Issuing); out {
			f.Type = IssuedType
		}
		return f
	}
	why := m.Refusal()
	switch late := len(p.Versions) > 0 && now >= p.Work.Content.Last; {
	case late && m.State != office.Taken: // the plan is over: no version begins any more
		why = lang.T(lang.Zh, "plan.paper_late", map[string]string{"day": lang.Date(lang.Zh, p.Work.Content.Last-1)})
		back := []desk.Fact{fact(&CameBack{m.ID, why})}
		if m.Standing() == office.UnderWay {
			if m.Numbered() {
				why += lang.T(lang.Zh, "plan.paper_void", map[string]string{"number": m.Number})
			}
			back = append([]desk.Fact{office.Recall(m, why)}, back...)
		}
		return back, m.Seq, nil
	case m.State == office.Out || m.State == office.Finished:
		return []desk.Fact{fact(x.issuing(p, m, now))}, m.Seq, nil
	case m.State == office.Taken:
		return []desk.Fact{fact(&CameBack{m.ID, why})}, m.Seq, nil
	case m.State == office.Drafting && m.Returned:
	default:
		return nil, 0, nil
	}
	return []desk.Fact{office.Recall(m, why), fact(&CameBack{m.ID, why})}, m.Seq, nil
}

// issuing is the version that a paper which is out makes. A later one begins today at the earliest, however long the
// paper took: no day that is over gets another version.
func (x *Plans) issuing(p *Plan, m *office.Paper, now calendar.Instant) *Issuing {
	rule, c := x.Policy().Plans, &p.Work.Content
	b := &Issuing{Paper: m.ID, Number: m.Number, Day: dayOf(m.SignedAt), From: p.Work.Sent.From,
		Final: c.Last + calendar.Instant(rule.Report*day)}
	if len(p.Versions) > 0 {
		b.From = max(b.From, dayOf(now))
	}
	if rule.Mid > 0 {
		b.Mid = c.First + (c.Last-c.First)/100*calendar.Instant(rule.Mid) + calendar.Instant(rule.Report*day)
	}
	return b
}

// tellsBack tells those who may send it again that a paper will not go out.
func (x *Plans) tellsBack() part.Telling {
	return part.Telling{Types: []event.Type{CameBackType}, Tell: func(ctx context.Context, r store.Reader,
		e ledger.Event) ([]part.Message, error) {
		p, _, err := asOf(ctx, r, e)
		if err != nil {
			return nil, err
		}
		title, _ := redact.Text(p.Title)
		return []part.Message{{Kind: "plan_came_back", People: x.takers(p), At: p.Area, Title: title,
			Area: x.Org().Tree().FullName(p.Area), Path: fmt.Sprintf("/plans/%d", p.ID)}}, nil
	}}
}
