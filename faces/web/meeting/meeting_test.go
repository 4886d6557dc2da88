package meeting_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

var broken = regexp.MustCompile(`/breakdowns/\d+`)

// form are the values of a row's form as they stand on the page.
func form(b *webtest.Browser, row string) url.Values {
	b.T.Helper()
	_, v := b.Filled(row)
	return v
}

// TestStory walks from the register to tasks with plain forms alone, in both languages.
func TestStory(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("disp").Get("/meetings", 200)
	b.Get("/meetings/new?kind=meeting", 200)
	b.Send("register", 422, "body", "区委常委会", "agenda", "听说：油茶")
	b.Send("register", 200, "body", "区委常委会", "day", "2026-10-27", "area", webtest.County.String(), "presided", "书记",
		"agenda", "传达：全会精神｜已传达\n听取汇报：油茶产业｜原则同意｜oil:area", "readers", "clerk")
	thing := b.At
	b.Wants("区委常委会", "原则同意", "oil:area")
	b.Send("cut", 403, "text", "机密★10年\n要保密。")
	if strings.Contains(b.Page, "要保密") {
		t.Fatal("a marked text is shown again")
	}
	b.Send("cut", 200, "text", "会议强调，要深刻领会精神。要制定方案；要抓好落实。")
	at := broken.FindString(b.At)
	b.Wants("还有 3 条待定")
	second := o.As("sup").Get(at, 200)
	b.Send("row-1", 200, "type", "principle")
	b.Post(at+"/keep", form(b, "row-2"), 200, "type", "task")
	second.Post(at+"/drop", form(second, "row-2"), 409) // somebody was quicker: nothing is lost
	second.Wants("别人刚处理过这一条")
	b.Get(at, 200)
	b.Post(at+"/assign", form(b, "row-2"), 200, "lead", "gdl")
	b.Post(at+"/split", form(b, "row-2"), 200, "before", "方案")
	b.Wants("还有 3 条待定")
	b.Send("undo", 200)
	b.Wants("还有 1 条待定")
	b.Post(at+"/drop", form(b, "row-3"), 200)
	b.Send("confirm", 200)
	b.Get(at+"/table", 200).Wants("牵头单位", "广东路街道办", "要制定方案；")
	b.Get(at+"/table.xlsx", 200)
	b.Get(at, 200).Send("handout", 200)
	b.Wants("已下发 1 条，共 1 条")
	b.Get(thing, 200).Wants("共 1 件任务", "要制定方案")
	b.Get("/meetings/register.xlsx", 200)
	b.Lang = "en"
	b.Get(thing, 200).Wants("1 tasks: 0 done")
	b.Get(at, 200)

	clerk := o.As("clerk").Get("/meetings", 200).Wants("区委常委会")
	clerk.Get(thing, 200)
	clerk.Get(at, 404)
	clerk.Get(thing+"/paper", 404)
	other := o.As("other").Get("/meetings", 200)
	other.Lacks("区委常委会")
	other.Get(thing, 404)
	o.As("disp").Get(thing, 200).Wants("经办乙 于")
	o.Visitor().Get(thing, 200).Wants("登录")
}
