package duty_test

import (
	"context"
	"fmt"
	"testing"

	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/parts/duty"
)

// TestADutyRuns through the pages: begun, refused first, its task is handed out, reported and stands with it, in both
// languages; who has nothing to do with it knows nothing of it.
func TestADutyRuns(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	sup := o.As("sup")
	sup.Get("/duties", 200).Wants("还没有常态任务").Get("/duties/new", 200)
	fields := []string{"title", "防汛", "text", "汛情和险情", "area", webtest.Township.String(), "lead", unit(t, o, "clerk"),
		"rhythm", "week", "day", "5"}
	sup.Send("begin", 422, append([]string{"season_from", "4月"}, fields...)...).Wants("季节的起止都要写成")
	sup.Get("/duties/new", 200).Send("begin", 422, append(fields, "day", "9")...).Wants("1 到 7")
	sup.Get("/duties/new", 200).Send("begin", 200, fields...).Wants("已建立", "防汛", "每周五")
	at := sup.At
	o.Pass(7 * 24 * 3600e6)
	sup, clerk := o.As("sup"), o.As("clerk") // their logins have ended
	if n, err := part.Get[*duty.Duties](o.Values).Tick(context.Background()); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	o.Settle()
	for _, l := range []string{"zh-CN", "en"} {
		sup.Lang = l
		sup.Get(at, 200).Wants("防汛（")
		sup.Get("/duties", 200).Wants(at)
		sup.Get("/duties?mine=1", 200).Lacks(at)
	}
	sup.Lang = "zh-CN"
	// the task's history says what listed it: the clock, for the duty, and no program of Open311's
	for l, words := range map[string]string{"zh-CN": "任务到期下达，自动立案", "en": "was listed by the clock as"} {
		sup.Lang = l
		sup.Get(taskOf(t, o), 200).Wants(words).Lacks("Open311")
	}
	sup.Lang = "zh-CN"
	clerk.Get("/duties?mine=1", 200).Wants(at)
	clerk.Get("/work", 200).Wants("防汛（")
	clerk.Get(at, 200).Lacks(`id="form-end"`)
	sup.Get("/duties/list.xlsx", 200)
	sup.Get("/duties", 200).Wants("接下来：防汛").Lacks("逾期未报")
	o.Pass(9 * 24 * 3600e6)
	sup, clerk = o.As("sup"), o.As("clerk")
	for l, words := range map[string][]string{"zh-CN": {"2 项报告逾期未报，最久的是“防汛", "的报告逾期未报", "打开这期任务"},
		"en": {"Reports that have not come: 2; the longest overdue is “防汛", "has not come", "Open its task"}} {
		sup.Lang, clerk.Lang = l, l
		for _, who := range []*webtest.Browser{sup, clerk} {
			who.Get("/duties", 200).Wants(words[0], taskOf(t, o)).Get(at, 200).Wants(words[1], words[2])
		}
	}
	sup.Lang = "zh-CN"
	sup.Get(at, 200).Send("end", 422, "reason", "").Wants("要填写")
	sup.Get(at, 200).Send("end", 200, "reason", "汛期结束").Wants("已结束", "汛期结束")
	sup.Get("/duties?over=1", 200).Wants(at)
	o.Visitor().Get("/duties", 200).Lacks("防汛") // asked to log in
}

// unit is the unit of somebody as a form takes it.
func unit(t testing.TB, o *webtest.Town, login string) string {
	t.Helper()
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		t.Fatalf("nobody is called %s", login)
	}
	u, _ := o.Org().Unit(p.Posts[0].Unit)
	return u.Code
}

// taskOf is the page of the task of the only duty.
func taskOf(t testing.TB, o *webtest.Town) string {
	t.Helper()
	p, _ := o.Org().PersonByLogin("sup")
	list, _, err := part.Get[*duty.Duties](o.Values).List(context.Background(), p.Caller(), duty.Filter{Limit: 2})
	if err != nil || len(list) != 1 || list[0].Latest == nil {
		t.Fatal(list, err)
	}
	return fmt.Sprintf("/matters/%d", list[0].Latest.Matter)
}
