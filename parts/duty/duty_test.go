package duty_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
)

// town is a city with its standing duties.
type town struct {
	*citytest.Office
	*duty.Duties
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*duty.Duties](o.Values), context.Background()}
}

func (o *town) flood() duty.Duty {
	return duty.Duty{Title: "防汛", Text: "汛情、险情和值守情况", Area: citytest.Street, Lead: o.Units["jie"],
		Co: []int64{o.Units["she"]}, Schedule: duty.Schedule{Rhythm: duty.Monthly, Day: 28,
			Season: duty.Season{From: 401, To: 930}}}
}

func (o *town) begin(d duty.Duty) int64 {
	o.T.Helper()
	id, err := o.Begin(o.ctx, o.Who["sup"], o.ID(), d)
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) sheet(id int64) *duty.Sheet {
	o.T.Helper()
	s, err := o.Sheet(o.ctx, o.Who["sup"], id, 0)
	if err != nil {
		o.T.Fatal(err)
	}
	return s
}

func (o *town) tick() int {
	o.T.Helper()
	n, err := o.Duties.Tick(o.ctx)
	if err != nil {
		o.T.Fatal(err)
	}
	if items := o.Duties.Aside.Items(); len(items) > 0 {
		o.T.Fatalf("%s: %v", items[0].Key, items[0].Err)
	}
	return n
}

func (o *town) proven() {
	o.T.Helper()
	err := duty.Check(o.ctx, o.Office.DB.Read(), 4304, nil, func(s string) { o.T.Error(s) })
	if err != nil {
		o.T.Fatal(err)
	}
}

// periods are those of a duty in their order.
func (o *town) periods(id int64) (out []duty.Date) {
	for behind := duty.Date(0); ; {
		s, err := o.Sheet(o.ctx, o.Who["sup"], id, behind)
		if err != nil {
			o.T.Fatal(err)
		}
		for _, p := range s.Periods {
			out = append(out, p.Period.Period)
		}
		if behind = s.More; behind == 0 {
			slices.Reverse(out)
			return out
		}
	}
}

// TestAYearOfDuties: day by day, two programs at once; each period has one task, assigned to the lead unit with the
// period's deadline, and nothing else.
func TestAYearOfDuties(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	fire := duty.Duty{Title: "安全生产", Text: "隐患排查", Area: citytest.Street, Lead: o.Units["she"],
		Schedule: duty.Schedule{Rhythm: duty.Weekly, Day: 5, Season: duty.Season{From: 1201, To: 131}}}
	plague := duty.Duty{Title: "防疫", Text: "疫苗接种", Area: citytest.City, Lead: o.Units["jie"],
		Schedule: duty.Schedule{Rhythm: duty.Quarterly, Day: 20, Month: 3}}
	ids := []int64{o.begin(o.flood()), o.begin(fire), o.begin(plague)}
	other := duty.New(o.Base)
	for range 366 {
		o.Advance(24 * time.Hour)
		var both sync.WaitGroup
		for _, x := range []*duty.Duties{o.Duties, other} {
			both.Go(func() {
				if _, err := x.Tick(o.ctx); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	if items := o.Duties.Aside.Items(); len(items) > 0 {
		t.Fatalf("%s: %v", items[0].Key, items[0].Err)
	}
	var fridays []duty.Date
	for d := duty.Date(20261204); d <= 20270131; d = d.Plus(7) {
		fridays = append(fridays, d)
	}
	for i, want := range [][]duty.Date{{20270428, 20270528, 20270628, 20270728, 20270828, 20270928}, fridays,
		{20261220, 20270320, 20270620, 20270920}} {
		if got := o.periods(ids[i]); !slices.Equal(got, want) {
			t.Errorf("duty %d: %v, want %v", i, got, want)
		}
	}
	seen := map[int64]bool{}
	for _, p := range o.sheet(ids[0]).Periods {
		m := o.Truth(p.Matter)
		if m.State != matter.Assigned || m.Lead != o.Units["jie"] || m.Due != p.Due || m.Kind != matter.Task ||
			!m.Withheld || seen[m.ID] || !slices.Equal(m.Co, []int64{o.Units["she"]}) {
			t.Errorf("period %v: %+v", p.Period.Period, m)
		}
		seen[m.ID] = true
		if want := duty.Deadline(o.Calendar(), p.Period.Period); p.Due != want {
			t.Errorf("period %v is due %v, want %v", p.Period.Period, p.Due, want)
		}
		if on, err := o.Of(o.ctx, m.ID); on != ids[0] || err != nil {
			t.Errorf("matter %d is of duty %d, %v", m.ID, on, err)
		}
	}
	o.proven()
}

// TestAnOverdueReportClimbs as every task does, and what was reported stands with the duty.
func TestAnOverdueReportClimbs(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	d := o.flood()
	d.Season, d.Day, d.Lead, d.Co = duty.Season{}, 20, o.Units["she"], nil
	id := o.begin(d)
	o.tick()
	m := o.sheet(id).Periods[0].Matter
	o.Set("2026-11-25 10:00")
	if _, err := o.Clock.Tick(o.ctx); err != nil {
		t.Fatal(err)
	}
	if got := o.Truth(m); got.Rung < matter.Urge || got.Light(o.Office.Now()) != matter.Red {
		t.Fatalf("nothing climbed: %v %v", got.Rung, got.Fired)
	}
	late := func(login string, f duty.Filter, want int) {
		t.Helper()
		f.Limit = 5
		list, more, err := o.Late(o.ctx, o.Who[login], f)
		if err != nil || more || len(list) != want {
			t.Errorf("%s: %d reports are late, want %d, %v", login, len(list), want, err)
		}
		if want == 1 && (list[0].ID != id || list[0].Task.ID != m || list[0].Period != 20261120) {
			t.Errorf("%+v", list[0])
		}
		o.proven()
	}
	late("sup", duty.Filter{}, 1)
	late("sup", duty.Filter{Mine: true}, 0)
	late("clerk", duty.Filter{Mine: true}, 1)
	late("far", duty.Filter{}, 0)
	late("sup", duty.Filter{Area: citytest.Other}, 0)
	o.Give("clerk", m, &matter.Sign{})
	o.Give("clerk", m, &matter.Fix{Note: "看过"})
	late("sup", duty.Filter{}, 0)
	o.Give("ver", m, &matter.Reject{Reason: "没写险情"})
	late("sup", duty.Filter{}, 1)
	o.Give("clerk", m, &matter.Fix{Note: "无险情"})
	late("sup", duty.Filter{}, 0)
	s := o.sheet(id)
	if p := s.Periods[0]; p.Said != "无险情" || !duty.Late(p.Task) {
		t.Errorf("%+v", p)
	}
	// who has nothing to do with it knows nothing of it
	if _, err := o.Sheet(o.ctx, o.Who["far"], id, 0); fault.Code(err) != "duty_missing" {
		t.Error(err)
	}
	for login, n := range map[string]int{"sup": 1, "clerk": 1, "far": 0, "disp": 1} {
		list, _, err := o.Duties.List(o.ctx, o.Who[login], duty.Filter{Limit: 10})
		if err != nil || len(list) != n {
			t.Errorf("%s sees %d duties, %v", login, len(list), err)
		}
	}
}

// TestPassedPeriodsAreMadeUpOnce: nothing ran for a quarter.
func TestPassedPeriodsAreMadeUpOnce(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	d := o.flood()
	d.Season = duty.Season{}
	id := o.begin(d)
	o.Set("2027-02-10 10:00")
	if n := o.tick(); n != 1 {
		t.Fatalf("%d tasks went out", n)
	}
	if n := o.tick(); n != 0 {
		t.Fatalf("%d more", n)
	}
	s := o.sheet(id)
	if got := o.periods(id); !slices.Equal(got, []duty.Date{20261128, 20261228, 20270128}) {
		t.Errorf("%v", got)
	}
	m := o.Truth(s.Periods[0].Matter)
	for _, p := range s.Periods {
		if !p.Made || p.Matter != m.ID {
			t.Errorf("%+v", p)
		}
	}
	if m.Due <= o.Office.Now() || !strings.Contains(m.Text, "3 期") {
		t.Errorf("due %v: %s", m.Due, m.Text)
	}
	o.proven()
}

// TestCutOffAnywhere: a program that ended between two steps is followed by one that finishes, with one matter.
func TestCutOffAnywhere(t *testing.T) {
	t.Parallel()
	for steps := range 4 {
		o := newTown(t)
		d := o.flood()
		d.Season, d.Day = duty.Season{}, 20
		id := o.begin(d)
		ctx, cancel := context.WithCancel(o.ctx)
		o.cut(cancel, steps)
		_, _ = duty.New(o.Base).Tick(ctx)
		cancel()
		o.tick()
		if got := o.periods(id); !slices.Equal(got, []duty.Date{20261120}) {
			t.Fatalf("cut off after %d: %v", steps, got)
		}
		var n int
		if err := o.Office.DB.Read().QueryRow(o.ctx,
			"SELECT COUNT(*) FROM matters WHERE city = 4304").Scan(&n); err != nil || n != 1 {
			t.Errorf("cut off after %d: %d matters, %v", steps, n, err)
		}
	}
}

// TestCutOffAndAnotherPeriodPassed: what was begun is finished first, and nothing is handed out twice.
func TestCutOffAndAnotherPeriodPassed(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	d := o.flood()
	d.Season, d.Day = duty.Season{}, 20
	id := o.begin(d)
	c := desk.Command{ID: desk.Once("duty report", id, o.sheet(id).Next.Period), Body: &matter.Report{Kind: matter.Task,
		Source: matter.FromSuperior, SourceNo: "duty-" + strconv.FormatInt(id, 10) + "-20261120", Area: citytest.Street,
		Title: "防汛", Text: "x", Withhold: true}}
	if _, err := o.Do(o.ctx, org.Caller{System: true}, c); err != nil {
		t.Fatal(err)
	}
	o.Set("2027-01-04 10:00")
	for o.tick() > 0 {
	}
	if got := o.periods(id); !slices.Equal(got, []duty.Date{20261120, 20261220}) {
		t.Fatal(got)
	}
	s := o.sheet(id)
	if a, b := s.Periods[0].Matter, s.Periods[1].Matter; a == b || o.Truth(a).Lead == 0 || o.Truth(b).Lead == 0 {
		t.Errorf("%d and %d", a, b)
	}
	o.proven()
}

// cut gives the first steps as a program that then ends would have given them.
func (o *town) cut(cancel func(), steps int) {
	if steps == 0 {
		cancel()
		return
	}
	s := o.sheet(1 + o.last())
	id := func(name string) desk.Command {
		return desk.Command{ID: desk.Once(name, s.ID, s.Next.Period)}
	}
	c := id("duty report")
	c.Body = &matter.Report{Kind: matter.Task, Source: matter.FromSuperior, SourceNo: "duty-x", Area: s.Area,
		Title: "防汛", Text: "x", Withhold: true}
	r, err := o.Do(o.ctx, org.Caller{System: true}, c)
	if err != nil {
		o.T.Fatal(err)
	}
	for i, b := range []matter.Command{&matter.List{Category: "task.plan"},
		&matter.Assign{Lead: s.Lead, Due: s.Next.Due}}[:min(steps-1, 2)] {
		c := id([]string{"duty list", "duty assign"}[i])
		c.Matter, c.Body = r.Matter, b
		if _, err := o.Do(o.ctx, org.Caller{Clock: true}, c); err != nil {
			o.T.Fatal(err)
		}
	}
	cancel()
}

// last is the event before that of the only duty.
func (o *town) last() (n int64) {
	if err := o.Office.DB.Read().QueryRow(o.ctx, "SELECT id - 1 FROM duties WHERE city = 4304").Scan(&n); err != nil {
		o.T.Fatal(err)
	}
	return n
}

// TestAUnitIsSucceeded: who stands in its place sees the duty, is told of it and gets its tasks.
func TestAUnitIsSucceeded(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	d := o.flood()
	d.Season, d.Day, d.Lead, d.Co = duty.Season{}, 20, o.Units["she"], []int64{o.Units["new"], o.Units["jie"]}
	id := o.begin(d)
	o.ChangeOrg(&org.PersonSet{Login: "newclerk", Name: "经办壬", Posts: []org.Post{{Kind: matter.UnitClerk}},
		UnitCodes: []string{"new"}}, &org.UnitSet{Code: "she", Zh: "社区居委会", Area: citytest.Village, ParentCode: "jie",
		Former: true, SuccessorCode: "new"})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	mine := func(login string, want int) {
		t.Helper()
		list, _, err := o.Duties.List(o.ctx, o.Who[login], duty.Filter{Mine: true, Limit: 5})
		if err != nil || len(list) != want {
			t.Errorf("%s has %d duties, want %d, %v", login, len(list), want, err)
		}
	}
	mine("newclerk", 1)
	mine("head", 1)
	o.tick()
	m := o.Truth(o.sheet(id).Periods[0].Matter)
	if m.Lead != o.Units["new"] || !slices.Equal(m.Co, []int64{o.Units["jie"]}) {
		t.Errorf("the task went to %d with %v", m.Lead, m.Co)
	}
	if err := o.End(o.ctx, o.Who["sup"], o.ID(), id, "机构改革"); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	var n int
	if err := o.Office.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM inbox WHERE city = 4304 AND person = $1 "+
		"AND kind = 'duty_ended'", o.Who["newclerk"].Person).Scan(&n); err != nil || n != 1 {
		t.Errorf("who stands in its place was told %d times, %v", n, err)
	}
}

// TestRefusals: each command is refused once to who may not and for what cannot be, and a repeat changes nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for code, spoil := range map[string]func(*duty.Duty){
		"duty_words":       func(d *duty.Duty) { d.Title = " " },
		"duty_long":        func(d *duty.Duty) { d.Title = strings.Repeat("汛", 61) },
		"duty_secret":      func(d *duty.Duty) { d.Text = "机密★1年\n防汛部署" },
		"duty_rhythm":      func(d *duty.Duty) { d.Rhythm = "day" },
		"duty_day":         func(d *duty.Duty) { d.Day = 32 },
		"duty_month":       func(d *duty.Duty) { d.Month = 2 },
		"duty_season":      func(d *duty.Duty) { d.Season.To = 231 },
		"duty_dates":       func(d *duty.Duty) { d.Last = 20200101 },
		"duty_ahead":       func(d *duty.Duty) { d.Ahead = 400 },
		"duty_never":       func(d *duty.Duty) { d.Season = duty.Season{From: 401, To: 402} },
		"area_unknown":     func(d *duty.Duty) { d.Area = 430499000000 },
		"unit_unknown":     func(d *duty.Duty) { d.Lead = 99 },
		"category_unknown": func(d *duty.Duty) { d.Category = "none" },
	} {
		d := o.flood()
		spoil(&d)
		if _, err := o.Begin(o.ctx, o.Who["sup"], o.ID(), d); fault.Code(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	if _, err := o.Begin(o.ctx, o.Who["clerk"], o.ID(), o.flood()); fault.Code(err) != "not_allowed" {
		t.Error(err)
	}
	cmd := o.ID()
	id, err := o.Begin(o.ctx, o.Who["sup"], cmd, o.flood())
	if again, wrong := o.Begin(o.ctx, o.Who["sup"], cmd, o.flood()); err != nil || wrong != nil || again != id {
		t.Fatal(id, again, err, wrong)
	}
	changed := o.flood()
	changed.Title, changed.Day = "防汛抗旱", 15
	for login, code := range map[string]string{"far": "duty_missing", "clerk": "not_allowed"} {
		if err := o.Duties.Change(o.ctx, o.Who[login], o.ID(), id, changed); fault.Code(err) != code {
			t.Errorf("%s: %v", login, err)
		}
		if err := o.End(o.ctx, o.Who[login], o.ID(), id, "完"); fault.Code(err) != code {
			t.Errorf("%s: %v", login, err)
		}
	}
	if err := o.Duties.Change(o.ctx, o.Who["disp"], o.ID(), id, changed); err != nil {
		t.Fatal(err)
	}
	if s := o.sheet(id); s.Title != "防汛抗旱" || s.Next.Period != 20270415 {
		t.Errorf("%+v", s.Stand)
	}
	if err := o.End(o.ctx, o.Who["sup"], o.ID(), id, ""); fault.Code(err) != "duty_words" {
		t.Error(err)
	}
	if err := o.End(o.ctx, o.Who["sup"], o.ID(), id, "机构改革"); err != nil {
		t.Fatal(err)
	}
	if err := o.Duties.Change(o.ctx, o.Who["sup"], o.ID(), id, changed); fault.Code(err) != "duty_over" {
		t.Error(err)
	}
	o.Set("2027-06-01 10:00")
	if n := o.tick(); n != 0 {
		t.Errorf("%d tasks of what ended", n)
	}
	o.proven()
}
