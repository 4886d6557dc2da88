package desk_test

import (
	"maps"
	"slices"

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

// This file says once more, without asking package matter, who is on the case of a person in need after each step.

// watch are who is on duty where no rota is set: the nearest dispatchers, five at most, by login.
func (w *world) watch(a area.Code) (out []int64) {
	for ; a != 0; a = a.Parent() {
		for _, p := range w.Org().People() {
			if len(out) < 5 && slices.ContainsFunc(p.Posts, func(x org.Post) bool {
				return x.Kind == matter.Dispatcher && x.Area == a
			}) {
				out = append(out, p.ID)
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// opened wants those on duty where a new case was reported, and nobody else but who handed it in.
func (w *world) opened(rt *rapid.T, c org.Caller, in area.Code, m *matter.Matter) {
	on := map[int64]matter.As{}
	for _, x := range m.Members {
		on[x.Person] = x.As
	}
	w.on[m.ID] = maps.Clone(on)
	for _, p := range w.watch(in) {
		if on[p] == "" {
			rt.Fatalf("%d is on duty and not on the case of %s: %+v", p, in, m.Members)
		}
		delete(on, p)
	}
	delete(on, c.Person)
	if len(on) > 0 {
		rt.Fatalf("a report put %v on the case", on)
	}
}

// asked says that a case waits for the word of a unit of the caller's.
func (w *world) asked(c org.Caller, command string, m *matter.Matter) bool {
	return slices.ContainsFunc(c.Posts, func(p org.Post) bool { return w.asks(p, command, m) })
}

func (w *world) asks(p org.Post, command string, m *matter.Matter) bool {
	if m.Kind != matter.Help || p.Kind != matter.UnitClerk && p.Kind != matter.UnitHead {
		return false
	}
	var units []int64
	switch command {
	case "sign", "bounce":
		if m.State == matter.Assigned {
			units = append(units, m.Lead)
		}
	case "accept_transfer", "refuse_transfer":
		if m.Offer != nil {
			units = append(units, m.Offer.To)
		}
	case "take_referral":
		for _, r := range m.Referrals {
			if r.Taken == 0 && r.AnsweredAt == 0 {
				units = append(units, r.Unit)
			}
		}
	}
	return slices.ContainsFunc(units, func(u int64) bool { return p.Unit == w.acting(u) })
}

func keeps(a matter.As) bool { return a == "duty" || a == "handler" || a == "supervisor" }

// follow works out who is on the case after a step, and compares.
func (w *world) follow(rt *rapid.T, c org.Caller, body matter.Command, before, after *matter.Matter) {
	if before.Kind != matter.Help {
		return
	}
	on := w.on[before.ID]
	var gone []int64
	switch b := body.(type) {
	case *matter.Admit:
		if on[b.Person] == "" || on[b.Person] == "referral" {
			on[b.Person] = as(after, b.Person)
		}
		if b.As != "" && as(after, b.Person) != matter.As(b.As) {
			rt.Fatalf("admitted as %s: %+v", b.As, after.Members)
		}
		on[b.Person] = as(after, b.Person)
	case *matter.Leave:
		gone = []int64{c.Person}
	case *matter.Dismiss:
		gone = []int64{b.Person}
	case *matter.Sign:
		on[c.Person] = "handler"
	case *matter.StrikeOff, *matter.Reject:
		if on[c.Person] == "verifier" {
			gone = []int64{c.Person}
		}
	case *matter.AcceptTransfer:
		for _, x := range before.Members {
			if x.As == "handler" && x.Person != c.Person && slices.Contains(before.Chain(), x.Unit) {
				gone = append(gone, x.Person)
			}
		}
		on[c.Person] = "handler"
	case *matter.TakeReferral:
		if on[c.Person] == "" {
			on[c.Person] = "referral"
		}
	case *matter.AnswerReferral:
		for i, r := range after.Referrals {
			if r.AnsweredAt == 0 || before.Referrals[i].AnsweredAt != 0 {
				continue
			}
			for _, x := range before.Members {
				if x.As == "referral" && x.Unit == r.Unit {
					gone = append(gone, x.Person)
				}
			}
		}
	}
	for _, p := range gone {
		delete(on, p)
	}
	if len(gone) > 0 && !slices.ContainsFunc(slices.Collect(maps.Values(on)), keeps) {
		for _, p := range w.watch(before.Area) {
			if !slices.Contains(gone, p) {
				on[p] = "duty"
			}
		}
	}
	w.compare(rt, after, string(body.Name()))
}

func as(m *matter.Matter, person int64) matter.As {
	x, _ := m.Member(person)
	return x.As
}

func (w *world) compare(rt *rapid.T, m *matter.Matter, what string) {
	got := map[int64]matter.As{}
	for _, x := range m.Members {
		got[x.Person] = x.As
	}
	if d := cmp.Diff(w.on[m.ID], got); d != "" {
		rt.Fatalf("after %s these should be on the case (-), these are (+):\n%s", what, d)
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(got)), keeps) {
		rt.Fatalf("after %s nobody keeps the case", what)
	}
}

// muster lets the clock bring the cases in order, and wants what it ended to be over.
func (w *world) muster(rt *rapid.T) {
	due, err := w.Waking(w.ctx, 1000)
	must(rt, err)
	gone, err := w.ServesNobody(w.ctx, 1000)
	must(rt, err)
	for _, r := range due {
		gone = append(gone, r.ID)
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(gone))) {
		_, err := w.Do(w.ctx, org.Caller{Clock: true}, desk.Command{ID: w.id(rt), Matter: id, Body: &matter.Muster{}})
		if code := fault.Code(err); err != nil && code != "muster_nothing" {
			rt.Fatalf("muster: %v", err)
		}
		m := w.truth(rt, id)
		now := calendar.Instant(w.now.Load())
		if m.Wake() != 0 && m.Wake() <= now || m.Offer != nil && m.Offer.Until <= now {
			rt.Fatalf("after the muster the clock still has something to do: %+v", m)
		}
		w.on[id] = map[int64]matter.As{}
		for _, x := range m.Members {
			w.on[id][x.Person] = x.As
		}
		w.compare(rt, m, "muster")
	}
}

// caseBody fills in a command about a case.
func (w *world) caseBody(rt *rapid.T, b matter.Command) {
	person := func() int64 {
		p, _ := w.Org().PersonByLogin(pick(rt, "person", w.logins))
		return p.ID
	}
	switch b := b.(type) {
	case *matter.Admit:
		b.Person, b.Reason = person(), "请协助"
		b.As = pick(rt, "as", append([]string{""}, matter.Ways()...))
	case *matter.Dismiss:
		b.Person, b.Reason = person(), "换人"
	case *matter.Transfer:
		b.To, b.Reason = pick(rt, "to", w.units), "住在那边"
	case *matter.RefuseTransfer:
		b.Reason = "不在我处"
	case *matter.Refer:
		b.Unit, b.Service = pick(rt, "unit", w.units), "送医"
	case *matter.AnswerReferral:
		b.Text = "已送医"
	}
}

// lookAtOffers wants of a case that waits for a unit its people to be told, and nobody else.
func (w *world) lookAtOffers(rt *rapid.T, c org.Caller) {
	list, err := w.Offers(w.ctx, c, views.Offer{}, 1000)
	must(rt, err)
	for _, id := range w.ids {
		m := w.truth(rt, id)
		asked := w.asked(c, "sign", m) || w.asked(c, "accept_transfer", m) || w.asked(c, "take_referral", m)
		told := slices.ContainsFunc(list, func(x views.Offer) bool { return x.ID == id })
		if told != asked {
			rt.Fatalf("of case %d, which waits for %+v: %v, %+v is told: %v", id, m.Offer, asked, c, told)
		}
	}
}
