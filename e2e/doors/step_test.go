package doors

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// steps are what may happen, each as often as it stands here.
var steps = strings.Fields(`command command command list draft draft draft pass pass pass refuse withdraw photo ` +
	`photo merge amend
	amend victim tick sent said said snapshot`)

// step is one thing that happens; much of what is drawn is refused, which is as well.
func (w *world) step(rt *rapid.T) {
	m := w.truth(rapid.SampledFrom(w.matters).Draw(rt, "matter"))
	w.Pass(calendar.Instant(time.Minute.Microseconds()))
	switch rapid.SampledFrom(steps).Draw(rt, "step") {
	case "command":
		w.command(rt, m)
	case "list":
		_, _ = w.do("disp", m.ID, &matter.List{Category: w.category(rt), Title: "路灯" + w.plant("listed title"),
			Place: "东风路" + w.plant("listed place")})
	case "amend":
		_, _ = w.do("disp", m.ID, &matter.Amend{Category: w.category(rt), Reason: w.plant("reason of an amendment"),
			Title: "路灯" + w.plant("amended title"), Place: "东风路" + w.plant("amended place")})
	case "merge":
		into := rapid.SampledFrom(append(slices.Clone(w.matters), w.own)).Draw(rt, "into")
		_, _ = w.do("disp", m.ID, &matter.Merge{Into: into, Reason: w.plant("reason of a merge")})
		if rapid.Bool().Draw(rt, "join the walker's") {
			_, _ = w.do("disp", w.own, &matter.Merge{Into: m.ID})
		}
	case "draft":
		w.draft(rt, m, false)
	case "pass":
		w.pass(rt)
	case "refuse":
		if d := w.drafts[m.ID]; d != nil && w.releases().Refuse(w.ctx, w.who("sup"), w.NewID(), m.ID, d.seq,
			w.plant("reason of a refusal")) == nil {
			w.drafts[m.ID] = nil
		}
	case "withdraw":
		if w.releases().Withdraw(w.ctx, w.who("sup"), w.NewID(), m.ID, w.plant("reason of a withdrawal")) == nil {
			w.out[m.ID], w.drafts[m.ID] = nil, nil
		}
	case "photo":
		w.photoBack(m.ID)
	case "victim":
		if len(w.matters) < 6 {
			w.victim(rt, "resident")
		}
	case "sent":
		if len(w.matters) < 6 {
			w.sent(rt)
		}
	case "said":
		w.said(rt, m.ID)
	case "snapshot":
		w.snapshot(rt)
	case "tick":
		w.clock(rt)
	}
}

// pass lets out one of the drafts that wait.
func (w *world) pass(rt *rapid.T) {
	var wait []int64
	for _, id := range w.matters {
		if w.drafts[id] != nil {
			wait = append(wait, id)
		}
	}
	if len(wait) == 0 {
		return
	}
	id := rapid.SampledFrom(wait).Draw(rt, "draft")
	if w.releases().Pass(w.ctx, w.who("sup"), w.NewID(), id, w.drafts[id].seq) == nil {
		w.out[id], w.drafts[id] = w.drafts[id], nil
	}
}

// category is mostly a plain one, and often the same.
func (w *world) category(rt *rapid.T) string {
	if rapid.IntRange(0, 2).Draw(rt, "plain") > 0 {
		return categories[0]
	}
	return rapid.SampledFrom(categories).Draw(rt, "category")
}

// clock has the part do what it does by the clock.
func (w *world) clock(rt *rapid.T) {
	if _, err := w.releases().Tick(w.ctx); err != nil {
		rt.Fatal(err)
	}
	if _, err := w.releases().AtOnce(w.ctx); err != nil {
		rt.Fatal(err)
	}
	w.Settle()
	if _, err := w.releases().Tick(w.ctx); err != nil {
		rt.Fatal(err)
	}
	for id, x := range w.out {
		if x != nil && !w.visible(id) {
			w.out[id] = nil
		}
	}
}

// visible says whether what was let out of a matter may still be seen: the model of the gate.
func (w *world) visible(id int64) bool {
	m, x := w.truth(id), w.out[id]
	return x != nil && m.Kind == matter.Problem && !m.Withheld && m.Category == x.category &&
		slices.Contains([]matter.State{matter.Listed, matter.Assigned, matter.InHand, matter.Suspended, matter.Fixed,
			matter.StruckOff}, m.State)
}

// draft asks to let out words that nobody may read before they are passed.
func (w *world) draft(rt *rapid.T, m *matter.Matter, all bool) {
	x := &outside{may: map[string]bool{}, category: m.Category, copies: map[string][]org.Box{}}
	word := func(what string) string {
		s := w.plant(fmt.Sprintf("draft of %d: %s", m.ID, what))
		x.may[s] = true
		return s
	}
	x.title = word("title")
	home := w.Policy().Release.NearHome(m.Category)
	a := release.Asking{Title: "路灯" + x.title, Text: "说明" + word("text"), Agreed: true,
		Hidden: rapid.Bool().Draw(rt, "no point")}
	a.Place = "东风路" + w.plant("draft place")
	if !home {
		x.may[a.Place[len("东风路"):]] = true
	}
	if !home && !a.Hidden && m.Lat != nil {
		x.may[fmt.Sprintf("%.5f", *m.Lat)], x.may[fmt.Sprintf("%.5f", *m.Lng)] = true, true
	}
	said, err := w.releases().Said(w.ctx, w.who("disp"), m.ID)
	if err == nil && len(said) > 0 {
		a.Words = append(a.Words, release.Word{Seq: said[0].Seq, Text: "谢谢" + word("words of a resident")})
	}
	for _, p := range m.Photos {
		if all || rapid.Bool().Draw(rt, "photo") {
			boxes := []org.Box{{X: 0, Y: 0, W: 500, H: 1000}}
			a.Photos, x.photos = append(a.Photos, release.Photo{ID: p.ID, Boxes: boxes}), append(x.photos, p.ID)
		}
	}
	if w.releases().Draft(w.ctx, w.who("disp"), w.NewID(), m.ID, a) != nil {
		return
	}
	s, err := w.releases().Of(w.ctx, w.who("disp"), m.ID)
	if err != nil {
		rt.Fatal(err)
	}
	for _, p := range s.Draft.Photos {
		x.copies[p.Copy], x.copies[p.Thumb] = p.Boxes, p.Boxes
		w.copied[p.Copy], w.copied[p.Thumb] = m.ID, m.ID
	}
	x.seq = s.Seq
	w.drafts[m.ID] = x
}

// photoBack takes the first photo back that is out.
func (w *world) photoBack(id int64) {
	x := w.out[id]
	if x == nil || len(x.photos) == 0 {
		return
	}
	s, err := w.releases().Of(w.ctx, w.who("sup"), id)
	if err != nil || s.Shown == nil || len(s.Shown.Photos) == 0 {
		return
	}
	p := s.Shown.Photos[0]
	if w.releases().WithdrawPhoto(w.ctx, w.who("sup"), w.NewID(), id, p.Original,
		w.plant("reason of a photo's withdrawal")) == nil {
		for _, x := range []*outside{w.out[id], w.drafts[id]} {
			if x != nil {
				delete(x.copies, p.Copy)
				delete(x.copies, p.Thumb)
			}
		}
	}
}

// command gives a command that is described, with a secret in each of its fields of free words, by the first who may.
func (w *world) command(rt *rapid.T, m *matter.Matter) {
	var names []matter.CommandName
	for _, d := range matter.Descriptions() {
		if slices.Contains(d.Rule.From, m.State) && !slices.Contains(elsewhere, d.Rule.Command) {
			names = append(names, d.Rule.Command)
		}
	}
	if len(names) == 0 {
		return
	}
	name := rapid.SampledFrom(names).Draw(rt, "command")
	d, _ := matter.Describe(name)
	c := d.New()
	for _, login := range []string{"clerk", "disp", "ver", "sup", "lead", ""} {
		by := org.Caller{Matter: m.ID, Voice: fmt.Sprintf("r%d", m.ID)}
		if login != "" {
			by = w.who(login)
		}
		if !slices.Contains(w.May(by, m), name) {
			continue
		}
		for i, f := range d.Fields {
			w.fill(rt, by, d, c, i, f, m)
		}
		c = matter.Reworded(c, func(matter.FieldKind, string) string {
			return "内容" + w.plant(fmt.Sprintf("%s of %d", name, m.ID))
		})
		if _, err := w.do(login, m.ID, c); err == nil {
			return
		}
	}
}

// elsewhere are the commands that have steps of their own here, or that only the program gives.
var elsewhere = []matter.CommandName{matter.CmdMerge, matter.CmdList, matter.CmdAmend, matter.CmdReport,
	matter.CmdForget, matter.CmdClimb, matter.CmdReckon, matter.CmdSucceed, matter.CmdResettle, matter.CmdReveal,
	matter.CmdMeToo}

// fill gives a field what it may hold.
func (w *world) fill(rt *rapid.T, by org.Caller, d matter.Description, c matter.Command, i int, f matter.Field,
	m *matter.Matter) {
	switch f.Kind {
	case matter.UnitField:
		for _, u := range w.Org().Units(0) {
			if u.Code == "gdl" {
				d.Put(c, i, u.ID)
			}
		}
	case matter.PhotosField:
		d.Put(c, i, []string{w.upload(rt, by, string(d.Rule.Command))})
	case matter.VerdictField:
		d.Put(c, i, rapid.Bool().Draw(rt, f.Name))
	case matter.InstantField, matter.DayField:
		if d.Rule.Command != matter.CmdAssign {
			d.Put(c, i, calendar.Instant(m.Due)-calendar.Instant(time.Hour.Microseconds()))
		}
	case matter.NoticeField:
		if n := len(m.Notices); n > 0 {
			d.Put(c, i, m.Notices[n-1].Seq)
		}
	case matter.ChoiceField:
		if all := f.Enum(); len(all) > 0 && !strings.HasPrefix(f.Name, "deadline") {
			d.Put(c, i, rapid.SampledFrom(all).Draw(rt, f.Name))
		}
	}
}
