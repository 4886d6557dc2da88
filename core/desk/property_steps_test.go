package desk_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// command gives a random command, mostly one that the state allows by somebody who may, and looks at what became of it.
func (w *world) command(rt *rapid.T) {
	if len(w.ids) == 0 {
		return
	}
	before := w.truth(rt, pick(rt, "matter", w.ids[max(0, len(w.ids)-5):]))
	name := w.named(rt, before)
	c := w.somebody(rt, name, before)
	body := w.body(rt, name, before, c)
	_, err := w.Do(w.ctx, c, desk.Command{ID: w.id(rt), Matter: before.ID, Body: body})
	after := w.truth(rt, before.ID)
	if err != nil {
		w.refused(rt, c, name, before, after, err)
		return
	}
	w.did[name]++
	s := design[name]
	if !slices.Contains(strings.Fields(s.from), before.State.String()) {
		rt.Fatalf("%s was taken in state %s", name, before.State)
	}
	if to := after.State.String(); s.to == "same" && after.State != before.State ||
		s.to != "same" && !slices.Contains(strings.Fields(s.to), to) {
		rt.Fatalf("%s led from %s to %s", name, before.State, to)
	}
	if !w.may(c, name, before) {
		rt.Fatalf("%s by %+v, who may not, on %+v", name, c, before)
	}
	if name == "strike_off" || name == "reject" {
		if why := w.partial(c, before); why != "" {
			rt.Fatalf("%s by %+v: %s", name, c, why)
		}
	}
	if name == "strike_off" && before.State != matter.Fixed {
		rt.Fatalf("struck off from %s", before.State)
	}
	w.worked(c, name, before)
	w.follow(rt, c, body, before, after)
}

// refused wants nothing to have changed, and who does not see the matter to learn nothing of it.
func (w *world) refused(rt *rapid.T, c org.Caller, name string, before, after *matter.Matter, err error) {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		rt.Fatalf("%s: %v", name, err)
	}
	if d := cmp.Diff(before, after); d != "" {
		rt.Fatalf("%s was refused (%v) and yet changed:\n%s", name, err, d)
	}
	if !w.sees(c, before) && !w.asked(c, name, before) && name != "me_too" && f.Code != "matter_missing" {
		rt.Fatalf("%s by %+v, who does not see it, was told %v", name, c, err)
	}
}

// named draws a command: any, or one that the state allows.
func (w *world) named(rt *rapid.T, m *matter.Matter) string {
	var fit, others []string
	for _, r := range matter.Rules() {
		if _, ok := design[string(r.Command)]; !ok {
			continue
		}
		if s := design[string(r.Command)].who; m.Kind != matter.Help && (strings.Contains(s, "@case") ||
			strings.Contains(s, "@offer")) {
			continue
		}
		others = append(others, string(r.Command))
		if slices.Contains(r.From, m.State) {
			fit = append(fit, string(r.Command))
		}
	}
	next := map[matter.State][]string{matter.Reported: {"list", "list", "merge"},
		matter.Listed: {"assign", "assign", "merge"}, matter.Assigned: {"sign", "sign", "bounce"},
		matter.InHand: {"fix", "fix", "delegate", "ask_extension", "ask_suspension"},
		matter.Fixed:  {"strike_off", "reject"}}[m.State]
	switch {
	case m.Suspension != nil && m.State == matter.InHand:
		next = []string{"grant_suspension"}
	case m.Extension != nil:
		next = []string{"grant_extension"}
	}
	switch n := rapid.IntRange(0, 9).Draw(rt, "how"); {
	case n < 5 && next != nil:
		return pick(rt, "next", next)
	case n < 9:
		return pick(rt, "fit", fit)
	}
	return pick(rt, "any", others)
}

// somebody draws a caller, mostly one who may.
func (w *world) somebody(rt *rapid.T, name string, m *matter.Matter) org.Caller {
	everybody := w.callers()
	may := slices.DeleteFunc(slices.Clone(everybody), func(c org.Caller) bool { return !w.may(c, name, m) })
	if len(may) > 0 && rapid.IntRange(0, 9).Draw(rt, "who") < 7 {
		return pick(rt, "caller who may", may)
	}
	return pick(rt, "caller", everybody)
}

// body fills a command in.
func (w *world) body(rt *rapid.T, name string, m *matter.Matter, c org.Caller) matter.Command {
	b, ok := matter.NewCommand(matter.CommandName(name))
	if !ok {
		rt.Fatalf("no command %s", name)
	}
	until := max(calendar.Instant(w.now.Load()), m.Due).Plus(rapid.Int64Range(1, 3).Draw(rt, "hours") * 3600e6)
	switch b := b.(type) {
	case *matter.List:
		b.Category, b.Area = "fac.lamp", pick(rt, "area", w.areas)
	case *matter.Amend:
		b.Reason, b.Area = "写错了", pick(rt, "area", w.areas)
	case *matter.Merge:
		b.Into = pick(rt, "into", w.ids)
	case *matter.Assign:
		b.Lead, b.Co = pick(rt, "lead", w.units), []int64{pick(rt, "co", w.units)}
	case *matter.Delegate:
		below := slices.DeleteFunc(slices.Clone(w.units), func(u int64) bool {
			return u == m.Lead || !w.under(u, m.Lead)
		})
		if b.To = pick(rt, "to", w.units); len(below) > 0 {
			b.To = pick(rt, "below", below)
		}
	case *matter.AskExtension:
		b.Until, b.Reason = until, "下雨"
	case *matter.AskSuspension:
		b.Until, b.Reason = until, "等资金"
	case *matter.Fix:
		b.Note = "好了"
		if rapid.IntRange(0, 5).Draw(rt, "without a photo") > 0 {
			b.Photos = []string{w.photo(rt, c)}
		}
	case *matter.StrikeOff:
		b.Note = "看过"
	case *matter.Comment:
		b.Text = "知道了"
	case *matter.Instruct:
		b.Text = "抓紧办"
	case *matter.Appeal:
		b.Ground, b.Reason = pick(rt, "ground", matter.Grounds()), "不是我们的"
	case *matter.SignNotice:
		if len(m.Notices) > 0 {
			b.Notice = m.Notices[len(m.Notices)-1].Seq
		}
	default:
		w.caseBody(rt, b)
	}
	reason(b)
	return b
}

func reason(b matter.Command) {
	switch b := b.(type) {
	case *matter.Decline:
		b.Reason = "不属实"
	case *matter.Bounce:
		b.Reason = "不归我管"
	case *matter.DenyExtension:
		b.Reason = "不行"
	case *matter.DenySuspension:
		b.Reason = "不行"
	case *matter.Reject:
		b.Reason = "没好"
	case *matter.Reopen:
		b.Reason = "又坏了"
	case *matter.HoldOn:
		b.Reason = "拖"
	}
}

// look asks every way there is to read as one caller, and compares with the design.
func (w *world) look(rt *rapid.T) {
	c := pick(rt, "caller", w.callers())
	want, count := []int64{}, map[area.Code]int64{}
	for _, id := range w.ids {
		m := w.truth(rt, id)
		sees := w.sees(c, m)
		if sees {
			want = append(want, id)
		}
		for _, a := range w.areas {
			if m.Kind != matter.Help && within(m.Area, a) {
				count[a]++
			}
		}
		w.lookAt(rt, c, m, sees)
	}
	slices.Sort(want)
	must(rt, w.Ledger().CatchUp(w.ctx))
	w.lookAtLists(rt, c, want)
	w.lookAtOffers(rt, c)
	for _, a := range w.areas {
		covered := slices.ContainsFunc(c.Posts, func(p org.Post) bool {
			return !slices.Contains([]matter.Post{matter.UnitClerk, matter.UnitHead, matter.Administrator}, p.Kind) &&
				within(a, p.Area)
		})
		f, err := w.Figures(w.ctx, c, []area.Code{a})
		if (err == nil) != covered {
			rt.Fatalf("figures of %s for %+v: %v", a, c, err)
		}
		if err == nil && f[0].Total != count[a] {
			rt.Fatalf("figures of %s: %d, but %d matters lie there", a, f[0].Total, count[a])
		}
	}
}

// lookAt opens one matter, its history and its photos.
func (w *world) lookAt(rt *rapid.T, c org.Caller, m *matter.Matter, sees bool) {
	_, err := w.Matter(w.ctx, c, m.ID)
	_, err2 := w.History(w.ctx, c, m.ID, 0, 1000)
	if (err == nil) != sees || (err2 == nil) != sees {
		rt.Fatalf("matter %d (%s, %s) for %+v: sees %v, but %v, history %v", m.ID, m.Kind, m.Area, c, sees, err, err2)
	}
	for _, p := range m.Photos {
		f, err := w.Photo(w.ctx, c, m.ID, p.ID, "view")
		if (err == nil) != sees {
			rt.Fatalf("photo of %d for %+v: %v", m.ID, c, err)
		}
		if err == nil {
			f.Close()
		}
		f, err = w.Photo(w.ctx, c, m.ID, p.ID, "original")
		auditor := slices.ContainsFunc(c.Posts, func(p org.Post) bool { return p.Kind == matter.Auditor })
		if (err == nil) != (sees && auditor) {
			rt.Fatalf("original of %d for %+v: %v", m.ID, c, err)
		}
		if err == nil {
			f.Close()
		}
	}
}

// lookAtLists reads the list in every order, its export, the search and the worklist.
func (w *world) lookAtLists(rt *rapid.T, c org.Caller, want []int64) {
	sort := pick(rt, "sort", []string{"next", "new", "number"})
	f := views.Filter{Sort: sort, Limit: rapid.IntRange(1, 7).Draw(rt, "limit")}
	var got []int64
	for {
		p, err := w.List(w.ctx, c, f)
		must(rt, err)
		for _, r := range p.Rows {
			got = append(got, r.ID)
		}
		if f.After = p.After; f.After == "" {
			break
		}
	}
	same(rt, "list by "+sort, c, got, want)
	n, more, err := views.Count(w.ctx, w.db.Read(), 4304, w.Org().Scope(c), views.Filter{},
		calendar.Instant(w.now.Load()), 200)
	must(rt, err)
	if !more && n != len(want) {
		rt.Fatalf("%+v is told of %d matters, and sees %d", c, n, len(want))
	}
	got = nil
	must(rt, w.Each(w.ctx, c, views.Filter{Sort: sort}, func(m *matter.Matter) error {
		got = append(got, m.ID)
		return nil
	}))
	same(rt, "export", c, got, want)
	for what, ask := range map[string]func() (views.Page, error){
		"search": func() (views.Page, error) { return w.List(w.ctx, c, views.Filter{Text: "路灯", Limit: 200}) },
		"work":   func() (views.Page, error) { return w.Work(w.ctx, c, views.Filter{Limit: 200}) },
	} {
		p, err := ask()
		must(rt, err)
		for _, r := range p.Rows {
			if !slices.Contains(want, r.ID) {
				rt.Fatalf("%s shows %d to %+v", what, r.ID, c)
			}
		}
	}
}

func same(rt *rapid.T, what string, c org.Caller, got, want []int64) {
	got = append([]int64{}, got...)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		rt.Fatalf("%s of %s:\n%s", what, fmt.Sprintf("%+v", c), d)
	}
}
