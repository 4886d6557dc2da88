package plan_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/office"
	"xiaohao/parts/plan"
)

// life drives one plan and its papers.
type life struct {
	*town
	rt    *rapid.T
	id    int64
	ended string           // all that is known of it since it ended
	said  map[int]string   // what each version said when it was first seen
	out   map[int64]string // papers that were seen handed out, and their number
}

// TestPlanLife gives any commands in any order by anybody, about a plan and about its papers, and lets the clock run.
// Whatever is taken and whatever refused: no version is there whose paper was not handed out, and it bears that one's
// number; the first days of versions follow each other; what a version says never changes; where a paper is waited for
// it is there; an ended plan never changes; and what is refused is refused in words.
func TestPlanLife(t *testing.T) {
	o := newTown(t)
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		l := &life{town: o, rt: rt, said: map[int]string{}, out: map[int64]string{}}
		l.id = o.begin(l.content())
		for n := range rapid.IntRange(0, 2).Draw(rt, "versions") {
			if n > 0 {
				want(t, o.Revise(o.ctx, o.Who["disp"], o.ID(), l.id, "调整"), "")
			}
			o.pass(l.id, 0)
		}
		for range rapid.IntRange(20, 150).Draw(rt, "steps") {
			l.act()
			l.hold()
		}
		p := l.see()
		seen[string(p.State)]++
		seen[fmt.Sprint(min(len(p.Versions), 2), " versions")]++
	})
	o.sound()
	for _, what := range []string{"1 versions", "2 versions", "ended"} {
		if seen[what] == 0 {
			t.Errorf("never came to %s: %v", what, seen)
		}
	}
}

// content is a plan that began some while ago.
func (l *life) content() plan.Content {
	c := l.town.content()
	year := l.Now().Time().In(calendar.China()).Year()
	start := func(y int) calendar.Instant {
		return calendar.Of(time.Date(y, 1, 1, 0, 0, 0, 0, calendar.China()))
	}
	if l.Now() < start(year).Plus(24*3600*1_000_000) { // a second version begins behind the first one's day
		year--
	}
	c.First, c.Last, c.Goals, c.Set = start(year), start(year+2), nil, 0
	c.Measures[0].Due = start(year + 1)
	c.Money = c.Money[:1]
	c.Money[0].Year = year
	return c
}

// see is the plan as it stands, all of it.
func (l *life) see() *plan.Plan {
	p, err := l.Plan(l.ctx, org.Caller{System: true}, l.id)
	if err != nil {
		l.rt.Fatal(err)
	}
	return p
}

// act gives a command: mostly the one that is next by whom it is for, else any by anybody.
func (l *life) act() {
	p, steps, who := l.see(), l.steps(), ""
	name := rapid.SampledFrom([]string{"next", "next", "next", "next", "next", "any", "any", "day", "tick",
		"tick"}).Draw(l.rt, "act")
	if len(p.Versions) > 0 && rapid.IntRange(0, 40).Draw(l.rt, "end") == 0 {
		name, who = "end", "sup" // also while somebody works on the next version
	}
	switch name {
	case "end":
	case "day":
		l.Office.Advance(time.Duration(rapid.IntRange(1, 60).Draw(l.rt, "days")) * 24 * time.Hour)
		return
	case "tick":
		l.tick()
		return
	case "next":
		if name, who = l.next(p); name == "" {
			return
		}
	default:
		name = rapid.SampledFrom(names(steps)).Draw(l.rt, "command")
		who = rapid.SampledFrom([]string{"disp", "sup", "lead", "clerk", "head", "ver"}).Draw(l.rt, "who")
	}
	err := steps[name](l.Who[who], p)
	if err == nil {
		return
	}
	switch k := fault.Of(err).Kind; k {
	case fault.Denied, fault.Conflict, fault.Invalid, fault.Missing:
	default:
		l.rt.Fatalf("%s by %s: %v", name, who, err)
	}
}

func names(steps map[string]func(org.Caller, *plan.Plan) error) (out []string) {
	for _, n := range []string{"edit", "ask", "opine", "hear", "review", "deliberate", "adopt", "send", "take back",
		"revise", "report", "end", "pay", "hand out", "paper submit", "paper review", "paper return", "paper sign",
		"paper number", "paper stamp", "paper out", "paper withdraw", "paper redraft", "paper finish"} {
		if steps[n] == nil {
			panic(n)
		}
		out = append(out, n)
	}
	return out
}

// next is the next step and whom it is for.
func (l *life) next(p *plan.Plan) (string, string) {
	if p.Work == nil {
		if p.State != plan.Issued {
			return "", ""
		}
		name := rapid.SampledFrom([]string{"revise", "revise", "revise", "report", "end"}).Draw(l.rt, "next")
		return name, map[string]string{"revise": "disp", "report": "disp", "end": "sup"}[name]
	}
	switch p.Work.Stage {
	case plan.Drafted:
		return "ask", "disp"
	case plan.Asked:
		if len(p.Work.Silent()) > 0 {
			return "opine", "clerk"
		}
		return "hear", "disp"
	case plan.Heard:
		return "review", "sup"
	case plan.Reviewed:
		return "deliberate", "disp"
	case plan.Deliberated:
		return "adopt", "lead"
	case plan.Adopted:
		return "send", "disp"
	}
	switch l.paper(p.Work.Sent.Paper).State {
	case office.Drafting:
		return "paper submit", "disp"
	case office.Reviewing:
		return "paper review", "sup"
	case office.Signing:
		return "paper sign", "lead"
	case office.ToNumber:
		return "paper number", "disp"
	case office.ToStamp:
		return "paper stamp", "disp"
	case office.ToHandOut:
		return "paper out", "disp"
	}
	return "", ""
}

// steps are all commands about the plan, and about the paper that it waits for or that made its newest version.
func (l *life) steps() map[string]func(org.Caller, *plan.Plan) error {
	ctx, x, now := l.ctx, l.Plans.Office, l.Now()
	yes := func() bool { return rapid.IntRange(0, 9).Draw(l.rt, "yes") > 0 }
	paper := func(do func(*office.Paper) error) func(org.Caller, *plan.Plan) error {
		return func(_ org.Caller, p *plan.Plan) error {
			id := int64(0)
			if n := len(p.Versions); n > 0 {
				id = p.Versions[n-1].Paper
			}
			if p.Work != nil && p.Work.Sent != nil {
				id = p.Work.Sent.Paper
			}
			if id == 0 {
				return nil
			}
			return do(l.paper(id))
		}
	}
	out := map[string]func(org.Caller, *plan.Plan) error{
		"edit": func(c org.Caller, p *plan.Plan) error {
			if p.Work == nil {
				return nil
			}
			said := p.Work.Content
			said.Text = fmt.Sprint("第", rapid.IntRange(0, 99).Draw(l.rt, "text"), "稿")
			return l.Edit(ctx, c, l.ID(), l.id, p.Work.Seq, said)
		},
		"ask": func(c org.Caller, _ *plan.Plan) error {
			return l.Ask(ctx, c, l.ID(), l.id, []int64{l.Units["she"]}, 0)
		},
		"opine": func(c org.Caller, _ *plan.Plan) error {
			return l.Opine(ctx, c, l.ID(), l.id, plan.Saying{Unit: l.Units["she"]})
		},
		"hear": func(c org.Caller, _ *plan.Plan) error { return l.Hear(ctx, c, l.ID(), l.id, nil) },
		"review": func(c org.Caller, _ *plan.Plan) error {
			return l.Review(ctx, c, l.ID(), l.id, plan.Reviewing{Passed: yes(), Opinion: "看过"})
		},
		"deliberate": func(c org.Caller, _ *plan.Plan) error {
			return l.Deliberate(ctx, c, l.ID(), l.id, plan.Deliberating{Meeting: "常务会议", Day: now, Passed: yes(),
				Note: "议过"})
		},
		"adopt": func(c org.Caller, _ *plan.Plan) error {
			return l.Adopt(ctx, c, l.ID(), l.id, plan.Adopting{By: "区政府", Day: now})
		},
		"send": func(c org.Caller, _ *plan.Plan) error {
			from := calendar.Instant(0)
			if rapid.Bool().Draw(l.rt, "later") {
				from = now + calendar.Instant(rapid.IntRange(-20, 40).Draw(l.rt, "from"))*86400e6
			}
			_, err := l.Send(ctx, c, l.ID(), l.id, plan.Outgoing{From: from})
			return err
		},
		"take back": func(c org.Caller, p *plan.Plan) error {
			if len(p.Versions) == 0 && p.Work != nil && p.Work.Stage == plan.Drafted {
				return nil // dropped plans do nothing any more
			}
			return l.TakeBack(ctx, c, l.ID(), l.id, "再议")
		},
		"revise": func(c org.Caller, _ *plan.Plan) error { return l.Revise(ctx, c, l.ID(), l.id, "调整") },
		"report": func(c org.Caller, _ *plan.Plan) error { return l.Report(ctx, c, l.ID(), l.id, "进展") },
		"end": func(c org.Caller, _ *plan.Plan) error {
			return l.End(ctx, c, l.ID(), l.id, plan.Assessment{Reached: "成", Missed: "欠", Lessons: "早"})
		},
		"pay": func(c org.Caller, _ *plan.Plan) error {
			return l.Pay(ctx, c, l.ID(), l.id, plan.Paid{Line: "f3", Amount: 7, Day: now})
		},
		"hand out": func(c org.Caller, _ *plan.Plan) error {
			_, err := l.HandOut(ctx, c, l.ID(), l.id, rapid.SampledFrom([]string{"m1", "m2"}).Draw(l.rt, "measure"))
			return err
		},
	}
	for name, do := range map[string]func(c org.Caller, p *office.Paper) error{
		"submit": func(c org.Caller, p *office.Paper) error { return x.Submit(ctx, c, l.ID(), p.ID, p.Version) },
		"review": func(c org.Caller, p *office.Paper) error { return x.Review(ctx, c, l.ID(), p.ID, p.Version) },
		"return": func(c org.Caller, p *office.Paper) error {
			return x.Return(ctx, c, l.ID(), p.ID, p.Version, "退回")
		},
		"sign":   func(c org.Caller, p *office.Paper) error { return x.SignOff(ctx, c, l.ID(), p.ID, p.Version) },
		"number": func(c org.Caller, p *office.Paper) error { return x.GiveNumber(ctx, c, l.ID(), p.ID) },
		"stamp": func(c org.Caller, p *office.Paper) error {
			return x.PutSeal(ctx, c, l.ID(), p.ID, office.Stamped{Seal: "印", Copies: 1})
		},
		"out":      func(c org.Caller, p *office.Paper) error { return x.HandOut(ctx, c, l.ID(), p.ID) },
		"withdraw": func(c org.Caller, p *office.Paper) error { return x.Withdraw(ctx, c, l.ID(), p.ID, "撤稿") },
		"redraft": func(c org.Caller, p *office.Paper) error {
			said, err := x.Said(ctx, p)
			if err != nil {
				return err
			}
			return x.Redraft(ctx, c, l.ID(), p.ID, office.Redrafted{Content: said, To: []int64{l.Units["she"]},
				Note: "改过"})
		},
		"finish": func(c org.Caller, p *office.Paper) error { return x.Finish(ctx, c, l.ID(), p.ID, "办结") },
	} {
		out["paper "+name] = func(c org.Caller, p *plan.Plan) error {
			return paper(func(m *office.Paper) error { return do(c, m) })(c, p)
		}
	}
	return out
}

// hold wants the laws.
func (l *life) hold() {
	p := l.see()
	used := map[int64]bool{}
	for i, v := range p.Versions {
		m := l.paper(v.Paper)
		if m.State != office.Out && m.State != office.Finished || m.Number != v.Number || v.Number == "" ||
			used[m.ID] || m.Part != plan.Name || m.Subject != l.id {
			l.rt.Fatalf("version %d is in force by %+v, and its paper %d is %s, %q", v.N, v, m.ID, m.State, m.Number)
		}
		used[m.ID] = true
		if v.N != i+1 || i > 0 && v.From <= p.Versions[i-1].From {
			l.rt.Fatalf("version %d begins before the one before: %+v", v.N, p.Versions)
		}
		_, c, err := l.Version(l.ctx, org.Caller{System: true}, l.id, v.N)
		b, _ := json.Marshal(c)
		if was, ok := l.said[v.N]; err != nil || ok && was != string(b) {
			l.rt.Fatalf("version %d says %s, and said %s; %v", v.N, b, was, err)
		}
		l.said[v.N] = string(b)
	}
	if w := p.Work; w != nil && (w.Stage == plan.SentOut) != (w.Sent != nil) || w != nil && w.Sent != nil &&
		used[w.Sent.Paper] {
		l.rt.Fatalf("%+v", w)
	}
	if p.State != plan.Ended && l.ended == "" {
		return
	}
	now := l.all(p)
	if l.ended == "" {
		l.ended = now
	}
	if now != l.ended {
		l.rt.Fatalf("it ended as %s\nand is %s", l.ended, now)
	}
}

// all is what is known of the plan: itself, what it says, its reports and what was paid.
func (l *life) all(p *plan.Plan) string {
	out := []any{p, l.said}
	for _, r := range p.Reports {
		_, m, err := l.Made(l.ctx, org.Caller{System: true}, l.id, r.Seq)
		out = append(out, m, err)
	}
	list, err := l.Entries(l.ctx, l.Who["sup"], l.id, 0, 1000)
	b, _ := json.Marshal(append(out, list, err, citytest.County))
	return string(b)
}
