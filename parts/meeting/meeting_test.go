package meeting_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/meeting"
)

// town is a city with its register.
type town struct {
	*citytest.Office
	*meeting.Meetings
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*meeting.Meetings](o.Values)
	if !ok {
		t.Fatal("no meetings")
	}
	return &town{o, x, context.Background()}
}

func (o *town) sound() {
	o.T.Helper()
	o.Office.CatchUp()
	if err := meeting.Check(o.ctx, o.DB.Read(), o.Meetings.City, nil, func(s string) { o.T.Error(s) }); err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) good(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatalf("%v (%s)", err, fault.Code(err))
	}
}

func (o *town) bad(err error, code string) {
	o.T.Helper()
	if fault.Code(err) != code {
		o.T.Fatalf("got %v, want %s", err, code)
	}
}

func (o *town) day(s string) calendar.Instant { return citytest.Instant(o.T, s+" 09:00") }

// held is a meeting of the county.
func (o *town) held(day string) int64 {
	o.T.Helper()
	id, err := o.Register(o.ctx, o.Who["disp"], o.ID(), meeting.Entry{Kind: meeting.Meeting, Area: citytest.County,
		Body: "区委常委会", Day: o.day(day), Presided: "书记", Attendance: "全体常委", Agenda: []meeting.Item{
			{Kind: meeting.PassedOn, Text: "全会精神"},
			{Kind: meeting.Heard, Text: "林长制工作情况", Indicators: []string{"oil:area"}}}})
	o.good(err)
	return id
}

const speech = "会议强调，要深刻领会精神。要制定实施方案，月底前报区委。会议很成功。要坚持实事求是；要常态化做好防汛。"

func (o *town) cut(thing int64, text string) int64 {
	o.T.Helper()
	id, err := o.Cut(o.ctx, o.Who["disp"], o.ID(), thing, text)
	o.good(err)
	return id
}

// rows are all rows of a breakdown; those of clauses alone with clauses.
func (o *town) rows(b int64, clauses bool) (out []meeting.Row, text []rune) {
	o.T.Helper()
	s, _, err := o.Breakdown(o.ctx, o.Who["disp"], b)
	o.good(err)
	all, text, err := o.Rows(o.ctx, s, 0, 10_000)
	o.good(err)
	for _, r := range all {
		if !clauses || r.State != meeting.BesideRow {
			out = append(out, r)
		}
	}
	return out, text
}

// TestStory: a text becomes tasks, and the next meeting reads what came of them.
func TestStory(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	m := o.held("2026-11-13")
	b := o.cut(m, speech)
	rows, text := o.rows(b, true)
	if len(rows) != 4 || rows[0].Type != meeting.Principle || rows[1].Said(text) != "要制定实施方案，月底前报区委" {
		t.Fatalf("%+v", rows)
	}
	o.bad(o.Confirm(o.ctx, disp, o.ID(), b), "meeting_open")
	o.bad(o.Submit(o.ctx, disp, o.ID(), b), "meeting_not_confirmed")
	o.bad(o.Reopen(o.ctx, disp, o.ID(), b, "看错了"), "meeting_not_confirmed")
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver}))
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[1].ID, Ver: rows[1].Ver, Type: meeting.Task}))
	o.good(o.Drop(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[2].ID, Ver: rows[2].Ver}))
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[3].ID, Ver: rows[3].Ver, Type: meeting.Duty}))
	o.bad(o.Confirm(o.ctx, disp, o.ID(), b), "meeting_no_lead")
	rows, _ = o.rows(b, true)
	o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[3].ID, Ver: rows[3].Ver, Lead: o.Units["jie"]}))
	o.bad(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[1].ID, Ver: 0, Lead: o.Units["she"]}),
		"meeting_row_changed")
	o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[1].ID, Ver: rows[1].Ver, Lead: o.Units["she"],
		Co: []int64{o.Units["jie"]}}))
	rows, _ = o.rows(b, true)
	due := citytest.Instant(t, "2027-06-30 17:30") // later than policy gives: the meeting decided it
	o.good(o.Date(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[1].ID, Ver: rows[1].Ver, Due: due}))
	once := o.ID()
	o.good(o.Confirm(o.ctx, disp, once, b))
	o.good(o.Confirm(o.ctx, disp, once, b))
	o.bad(o.Confirm(o.ctx, disp, o.ID(), b), "meeting_confirmed")
	o.bad(o.Undo(o.ctx, disp, o.ID(), b), "meeting_confirmed")
	o.bad(o.Submit(o.ctx, o.Who["lead"], o.ID(), b), "meeting_missing")
	c, err := o.Content(o.ctx, disp, b)
	o.good(err)
	if len(c.Rows) != 2 || len(c.Columns) != 6 || c.Rows[0][3] != "社区居委会" || c.Rows[0][4] != "街道办" {
		t.Fatalf("%+v", c)
	}
	once = o.ID()
	o.good(o.Submit(o.ctx, disp, once, b))
	o.good(o.Submit(o.ctx, disp, once, b))
	o.bad(o.Submit(o.ctx, disp, o.ID(), b), "meeting_at_office")
	o.bad(o.Undo(o.ctx, disp, o.ID(), b), "meeting_at_office")
	o.sends(b)
	o.bad(o.Submit(o.ctx, disp, o.ID(), b), "meeting_handed")
	o.bad(o.Reopen(o.ctx, disp, o.ID(), b, "看错了"), "meeting_handed")
	th, err := o.Look(o.ctx, disp, m)
	o.good(err)
	tasks, err := o.Tasks(o.ctx, disp, th)
	o.good(err)
	if len(tasks) != 1 {
		t.Fatalf("%d tasks", len(tasks))
	}
	task := tasks[0].Task
	if task.State != matter.Assigned || task.Lead != o.Units["she"] || task.Due != due || task.Kind != matter.Task ||
		task.Category != "task.meeting" || task.Source != matter.FromMeeting || strings.Contains(task.Text, "领会") {
		t.Fatalf("%+v", task)
	}
	o.next(m, task)
	o.sound()
}

// next holds the next meeting, whose paper is frozen.
func (o *town) next(m int64, task *matter.Matter) {
	o.T.Helper()
	disp := o.Who["disp"]
	o.bad(o.MakePaper(o.ctx, disp, o.ID(), m), "meeting_first")
	o.Give("clerk", task.ID, &matter.Sign{})
	o.Advance(7 * 24 * time.Hour)
	second := o.held("2026-11-23")
	o.good(o.Deal(o.ctx, disp, o.ID(), second, meeting.Dealt{Matter: task.ID, How: meeting.HeardOf}))
	o.bad(o.Deal(o.ctx, disp, o.ID(), second, meeting.Dealt{Matter: task.ID, How: meeting.HeardOf}), "meeting_twice")
	o.good(o.MakePaper(o.ctx, disp, o.ID(), second))
	before, err := o.Papers(o.ctx, disp, second)
	o.good(err)
	if len(before) != 1 || len(before[0].Items) != 1 || before[0].Items[0].State != "in_hand" {
		o.T.Fatalf("%+v", before)
	}
	o.Give("clerk", task.ID, &matter.Fix{Note: "方案已报区委"})
	o.Give("ver", task.ID, &matter.StrikeOff{Note: "看过"})
	after, err := o.Papers(o.ctx, disp, second)
	o.good(err)
	if after[0].Items[0] != before[0].Items[0] {
		o.T.Fatal("the paper changed")
	}
	list, err := o.Origins(o.ctx, disp, task)
	o.good(err)
	if len(list) != 2 || list[0].How != meeting.Made || list[1].How != meeting.HeardOf {
		o.T.Fatalf("%+v", list)
	}
}

// TestWithdrawn: what comes from a meeting that was taken back is decided one by one, never silently.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	m := o.held("2026-11-13")
	b := o.cut(m, "要制定实施方案。")
	rows, _ := o.rows(b, true)
	o.good(o.Keep(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Type: meeting.Task}))
	rows, _ = o.rows(b, true)
	o.good(o.Assign(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Ver: rows[0].Ver, Lead: o.Units["she"]}))
	o.good(o.Confirm(o.ctx, disp, o.ID(), b))
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	o.sends(b)
	th, err := o.Look(o.ctx, disp, m)
	o.good(err)
	tasks, err := o.Tasks(o.ctx, disp, th)
	o.good(err)
	id := tasks[0].Matter
	o.bad(o.Settle(o.ctx, disp, o.ID(), m, meeting.Settled{Matter: id, Fate: meeting.GoOn}), "meeting_standing")
	o.bad(o.Withdraw(o.ctx, disp, o.ID(), m, " "), "meeting_words")
	o.good(o.Withdraw(o.ctx, disp, o.ID(), m, "会议改期"))
	o.bad(o.Withdraw(o.ctx, disp, o.ID(), m, "会议改期"), "meeting_withdrawn")
	_, err = o.Cut(o.ctx, disp, o.ID(), m, "要做。")
	o.bad(err, "meeting_withdrawn")
	o.good(o.Settle(o.ctx, disp, o.ID(), m, meeting.Settled{Matter: id, Fate: meeting.AskWithdraw, Note: "请研究"}))
	o.bad(o.Settle(o.ctx, disp, o.ID(), m, meeting.Settled{Matter: id, Fate: meeting.GoOn}), "meeting_settled")
	if x, err := o.Matter(o.ctx, disp, id); err != nil || x.State != matter.Assigned {
		t.Fatal("it changed by itself")
	}
	o.sound()
}

// TestSecrets: a marked text leaves nothing anywhere.
func TestSecrets(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	e := meeting.Entry{Kind: meeting.Document, Area: citytest.County, Day: o.day("2026-11-13"), Number: "省发〔2026〕1号"}
	for i, spoil := range []func(*meeting.Entry){
		func(e *meeting.Entry) { e.Title = "机密★1年" },
		func(e *meeting.Entry) { e.Text = "第一行\n　机 密★长期\n正文" },
		func(e *meeting.Entry) { e.From = "纪要(秘密)" },
		func(e *meeting.Entry) { e.Number = "绝密" },
	} {
		x := e
		spoil(&x)
		_, err := o.Register(o.ctx, disp, o.ID(), x)
		if fault.Code(err) != "meeting_secret" || strings.Contains(err.Error(), "正文") {
			t.Fatalf("%d: %v", i, err)
		}
	}
	x := e
	x.Text = "内部资料 注意保存"
	_, err := o.Register(o.ctx, disp, o.ID(), x)
	o.bad(err, "meeting_internal")
	id, err := o.Register(o.ctx, disp, o.ID(), e)
	o.good(err)
	_, err = o.Cut(o.ctx, disp, o.ID(), id, "秘密★10年\n要保密。")
	o.bad(err, "meeting_secret")
	b := o.cut(id, "要做事。")
	rows, _ := o.rows(b, true)
	o.bad(o.Word(o.ctx, disp, o.ID(), b, meeting.Step{Row: rows[0].ID, Words: "机密★1年"}), "meeting_secret")
	var n int
	o.good(o.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM events WHERE type LIKE 'meeting.%' AND "+
		"(CAST(body AS TEXT) LIKE '%★%' OR CAST(body AS TEXT) LIKE '%绝密%')").Scan(&n))
	if n != 0 {
		t.Fatalf("%d events hold something", n)
	}
	o.sound()
}

// TestTasksOfMany: the tasks of more things than one question is about are each thing's own, and those of a thing that
// is not there for somebody are not his to know.
func TestTasksOfMany(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp, clerk := o.Who["disp"], o.Who["clerk"]
	task := o.Give("sup", 0, &matter.Report{Kind: matter.Task, Source: matter.FromMeeting, Area: citytest.Village,
		Title: "修路灯", Text: "按会议要求"})
	want := map[int64]int64{}
	for i := range 40 {
		e := meeting.Entry{Kind: meeting.Meeting, Area: citytest.County, Day: o.Office.Now(), Body: fmt.Sprint("会议", i)}
		if i == 0 {
			e.People = []int64{clerk.Person}
		}
		id, err := o.Register(o.ctx, disp, o.ID(), e)
		o.good(err)
		if i%2 == 0 {
			o.good(o.Deal(o.ctx, disp, o.ID(), id, meeting.Dealt{Matter: task, How: meeting.HeardOf}))
			want[id] = task
		}
	}
	list, _, err := o.List(o.ctx, disp, meeting.Filter{}, meeting.Place{}, 50)
	o.good(err)
	all, err := o.TasksOf(o.ctx, disp, list)
	o.good(err)
	if len(list) != 40 || len(all) != len(want) {
		t.Fatalf("%d things, %d of them with tasks", len(list), len(all))
	}
	for _, x := range list {
		if got := all[x.ID]; len(got) > 1 || want[x.ID] != 0 && (len(got) != 1 || got[0].Task.ID != want[x.ID]) {
			t.Errorf("%s has %v", x.Body, got)
		}
	}
	his, err := o.TasksOf(o.ctx, clerk, list)
	o.good(err)
	for id := range his {
		if _, err := o.Known(o.ctx, clerk, id); err != nil {
			t.Errorf("the clerk learns of the tasks of thing %d", id)
		}
	}
}
