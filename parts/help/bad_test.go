package help_test

import (
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/parts/rota"
)

// TestAFalseParent: who says that he is her father and proves nothing gets nobody, however often he comes; and whoever
// is found out stops the hand-over, which no paper makes good.
func TestAFalseParent(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	clerk := o.Who["clerk"]
	liar := father()
	liar.Proved, liar.Name = false, "标记冒充"
	for range 2 {
		_, err := o.Hand(o.ctx, clerk, o.ID(), id, liar)
		o.refused("help_unproved", err)
	}
	liar.Paper = "none"
	if _, err := o.Hand(o.ctx, clerk, o.ID(), id, liar); err == nil {
		t.Error("without a paper")
	}
	liar = father()
	liar.Relation, liar.Reason = care.Other, "标记不是父亲"
	if stopped, err := o.Hand(o.ctx, clerk, o.ID(), id, liar); err != nil || stopped != care.StopStranger {
		t.Errorf("found out: %q %v", stopped, err)
	}
	s := o.sheet("clerk", id)
	if s.Handed != 0 || s.Stopped != care.StopStranger {
		t.Errorf("handed %d, stopped %q", s.Handed, s.Stopped)
	}
	if stopped, err := o.Hand(o.ctx, clerk, o.ID(), id, father()); err != nil || stopped != "" {
		t.Errorf("the real one: %q %v", stopped, err)
	}
	o.proven()
}

// TestAPartnerAnswersLate: a referral that is not answered in time is told, and the answer that comes after all is kept
// and marked as late; the partner reads nothing from then on.
func TestAPartnerAnswersLate(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	o.Office.Give("clerk", id, &matter.Refer{Unit: o.Units["jie"], Service: "心理辅导"})
	o.Office.Give("head", id, &matter.TakeReferral{})
	o.Advance(25 * time.Hour)
	r := part.Get[*rota.Rota](o.Values)
	if n, err := r.Muster(o.ctx); err != nil || n == 0 {
		t.Fatalf("%d %v", n, err)
	}
	if m := o.Truth(id); !m.Referrals[0].Overdue {
		t.Errorf("%+v", m.Referrals)
	}
	o.Office.Give("head", id, &matter.AnswerReferral{Text: "标记已辅导"})
	m, err := o.Office.Matter(o.ctx, o.Who["clerk"], id)
	if err != nil || !m.Referrals[0].Late || m.Referrals[0].Answer != "标记已辅导" {
		t.Errorf("%+v %v", m.Referrals, err)
	}
	_, err = o.Sheet(o.ctx, o.Who["head"], id)
	o.refused("matter_missing", err)
}

// TestForgottenWhileThePageIsOpen: whoever has the page of a case open while it is forgotten is told so with whatever
// he sends next, and nothing of that is kept.
func TestForgottenWhileThePageIsOpen(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	clerk := o.Who["clerk"]
	o.must(o.End(o.ctx, clerk, o.ID(), id, "hospital", help.Note{Text: "标记送医"}))
	o.must(o.Told(o.ctx, clerk, o.ID(), id, help.Note{Whom: "标记所"}))
	o.Office.Give("clerk", id, &matter.Fix{Note: "标记交接"})
	o.must(o.strike(id))
	if s := o.sheet("clerk", id); !strings.Contains(s.Matter.Text, "标记甲") { // it is on his screen
		t.Fatalf("%+v", s.Matter)
	}
	o.Advance(3655 * 24 * time.Hour)
	if n, err := o.ForgetDue(o.ctx); n != 1 || err != nil {
		t.Fatalf("forgotten: %d %v", n, err)
	}
	before := o.Ledger().Head().Seq
	for _, err := range []error{o.Add(o.ctx, clerk, o.ID(), id, help.Note{Text: "标记抄回"}),
		o.Mark(o.ctx, clerk, o.ID(), id, care.Marks{Name: "标记抄回"}),
		o.Call(o.ctx, clerk, o.ID(), id, "family", true, help.Note{Text: "标记抄回"})} {
		o.refused("case_forgotten", err)
	}
	for name, all := range o.dump() {
		if strings.Contains(all, "标记") {
			t.Errorf("%s holds it again", name)
		}
	}
	if after := o.Ledger().Head().Seq; after != before {
		t.Errorf("%d events were written", after-before)
	}
	o.proven()
}

// TestAHelperLeavesInMidCase: the clerk who has a case is suspended, or gets a post elsewhere. He reads it no more from
// that moment on, whoever keeps it with him stays, and where he was the last the watch takes it over and is told.
func TestAHelperLeavesInMidCase(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p org.Person) org.Change{
		"suspended": func(p org.Person) org.Change {
			return &org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: p.Posts, Disabled: true, Anyway: true}
		},
		"moved": func(p org.Person) org.Change {
			return &org.PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Anyway: true,
				Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.Other}}}
		},
	} {
		o := newTown(t)
		id := o.girl()
		o.inHand(id)
		o.Office.Give("disp", id, &matter.Leave{Reason: "下班"}) // the clerk is the last
		p, _ := o.Org().PersonByLogin("clerk")
		o.ChangeOrg(change(p))
		if _, err := part.Get[*rota.Rota](o.Values).Muster(o.ctx); err != nil {
			t.Fatal(err)
		}
		m := o.Truth(id)
		_, on := m.Member(p.ID)
		_, watch := m.Member(o.Who["disp"].Person)
		if on || !watch || len(m.Members) != 1 {
			t.Errorf("%s: on the case are %+v", name, m.Members)
		}
		now, _ := o.Org().PersonByLogin("clerk")
		_, err := o.Sheet(o.ctx, now.Caller(), id)
		o.refused("matter_missing", err)
		o.CatchUp()
		told, err := o.Notify.Inbox(o.ctx, o.Who["disp"], 0, 5)
		if err != nil || len(told) == 0 || !strings.HasPrefix(told[0].Kind, "case_") {
			t.Errorf("%s: the watch is told %+v %v", name, told, err)
		}
	}
}
