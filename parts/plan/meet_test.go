package plan_test

import (
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
	"xiaohao/parts/plan"
)

// TestDeliberatedAtAMeeting: the plan's life names the meeting of the register, with its day; the meeting knows the
// plan; what is no meeting, was taken back or is not there for the caller is refused; who may not know of the meeting
// is led nowhere.
func TestDeliberatedAtAMeeting(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	register := func(login string, e meeting.Entry) int64 {
		if e.Day == 0 {
			e.Day = o.at("2026-11-12")
		}
		id, err := o.Plans.Meetings.Register(o.ctx, o.Who[login], o.ID(), e)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	item := []meeting.Item{{Kind: meeting.Deliberated, Text: "村级集体经济三年行动计划"}}
	met := register("disp", meeting.Entry{Kind: meeting.Meeting, Area: citytest.County, Body: "区政府常务会议", Agenda: item})
	gone := register("disp", meeting.Entry{Kind: meeting.Meeting, Area: citytest.County, Body: "区委常委会", Agenda: item})
	paper := register("disp", meeting.Entry{Kind: meeting.Document, Area: citytest.County, Title: "上级意见",
		Number: "湘发1号"})
	above := register("sup", meeting.Entry{Kind: meeting.Meeting, Area: citytest.City, Body: "市委常委会", Agenda: item})
	want(t, o.Plans.Meetings.Withdraw(o.ctx, o.Who["disp"], o.ID(), gone, "记错了"), "")

	id := o.begin(o.content())
	for _, err := range []error{o.Ask(o.ctx, o.Who["disp"], o.ID(), id, []int64{o.Units["she"]}, 0),
		o.Opine(o.ctx, o.Who["clerk"], o.ID(), id, plan.Saying{Unit: o.Units["she"]}),
		o.Hear(o.ctx, o.Who["disp"], o.ID(), id, nil),
		o.Review(o.ctx, o.Who["sup"], o.ID(), id, plan.Reviewing{Passed: true, Opinion: "合法"})} {
		want(t, err, "")
	}
	for _, no := range []int64{gone, paper, above, 1, 999} {
		want(t, o.Deliberate(o.ctx, o.Who["disp"], o.ID(), id, plan.Deliberating{ID: no, Passed: true}), "plan_meeting")
	}
	want(t, o.Deliberate(o.ctx, o.Who["disp"], o.ID(), id, plan.Deliberating{ID: met, Passed: true,
		Day: o.at("2026-11-01")}), "")
	if m := o.see("disp", id).Work.Meeting; m.ID != met || m.Meeting != "区政府常务会议" || m.Day != o.at("2026-11-12") {
		t.Errorf("%+v", m)
	}
	list, err := o.Met(o.ctx, o.Who["disp"], met)
	if err != nil || len(list) != 1 || list[0].ID != id {
		t.Errorf("%v %v", list, err)
	}
	if list, _ := o.Met(o.ctx, o.Who["ver"], met); len(list) != 0 {
		t.Error("a draft is shown to who may not read it")
	}
	want(t, o.Adopt(o.ctx, o.Who["lead"], o.ID(), id, plan.Adopting{By: "区政府", Day: o.at("2026-11-11")}), "plan_order")
	want(t, o.Adopt(o.ctx, o.Who["lead"], o.ID(), id, plan.Adopting{By: "区政府", Day: o.at("2026-11-12")}), "")
	o.out(o.send(id, 0))
	if v := o.see("ver", id).Versions[0]; v.Meeting != met || v.At != "区政府常务会议" {
		t.Errorf("%+v", v)
	}
	if !o.SeesMeeting(o.ctx, o.Who["disp"], met) || o.SeesMeeting(o.ctx, o.Who["clerk"], met) ||
		o.SeesMeeting(o.ctx, o.Who["disp"], above) {
		t.Error("who sees the meeting")
	}
	if list, err := o.Meets(o.ctx, o.Who["disp"], 10); err != nil || len(list) != 1 || list[0].ID != met {
		t.Errorf("%+v %v", list, err)
	}
	o.sound()
}

// TestATaskEndsInAPlan: a task to work out the local plan leads to the plan that answers it and the plan to the task,
// from the draft on and through every version; a measure of it is a task, linked both ways too.
func TestATaskEndsInAPlan(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	task := o.Give("disp", 0, &matter.Report{Kind: matter.Task, Source: matter.FromSuperior, Area: citytest.County,
		Text: "制定本地三年行动计划，月底前报市委"})
	tied := func(login string, m int64) []plan.Bond {
		list, err := o.OfMatter(o.ctx, o.Who[login], m)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	c := o.content()
	c.Answers = task + 1000
	_, err := o.Begin(o.ctx, o.Who["disp"], o.ID(), c, "")
	want(t, err, "plan_answers")
	c.Answers = 0
	id := o.begin(c)
	if len(tied("disp", task)) != 0 {
		t.Error("tied before anybody said so")
	}
	p := o.see("disp", id)
	c = p.Work.Content
	c.Answers = task
	want(t, o.Edit(o.ctx, o.Who["disp"], o.ID(), id, p.Work.Seq, c), "")
	if l := tied("disp", task); len(l) != 1 || l[0].Plan != id || l[0].Measure != "" || l[0].Stage != plan.Drafted {
		t.Errorf("%+v", l)
	}
	if l := tied("ver", task); len(l) != 0 {
		t.Error("who may not read the draft learns of it from the task")
	}
	o.pass(id, 0)
	if l := tied("ver", task); len(l) != 1 || l[0].Stage != plan.Issued || o.sheet("ver", id).Content.Answers != task {
		t.Errorf("%+v", l)
	}
	measure, err := o.HandOut(o.ctx, o.Who["disp"], o.ID(), id, "m2")
	want(t, err, "")
	if l := tied("ver", measure); len(l) != 1 || l[0].Plan != id || l[0].Measure == "" ||
		o.sheet("ver", id).Measures[0].Matter != measure || o.Truth(measure).Source != matter.FromPlan {
		t.Errorf("%+v", l)
	}
	// a revision that says nothing of the task answers it all the same: its first version did
	want(t, o.Revise(o.ctx, o.Who["disp"], o.ID(), id, "调整"), "")
	p = o.see("disp", id)
	c = p.Work.Content
	c.Answers = 0
	want(t, o.Edit(o.ctx, o.Who["disp"], o.ID(), id, p.Work.Seq, c), "")
	if l := tied("ver", task); len(l) != 1 {
		t.Errorf("%+v", l)
	}
	if l, err := o.OfMatter(o.ctx, org.Caller{}, task); err != nil || len(l) != 0 {
		t.Errorf("a visitor is told: %+v %v", l, err)
	}
	o.sound()
}
