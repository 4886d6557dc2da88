package help_test

import (
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestTheGirlThroughThePages: 13:00 she is taken in with a stranger to be met, the report to the police opens by
// itself, a stranger who comes is stopped, her father takes her home, he is called, and the case is struck off.
func TestTheGirlThroughThePages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp := o.As("disp")
	disp.Get("/help", 200).Wants("没有求助").Get("/help/new", 200)
	disp.Send("new", 422, "category", "help.child", "who", "", "age", "under_14").Wants("要填写")
	disp.Get("/help/new", 200).Send("new", 200, "category", "help.child", "who", "小姑娘，身无分文", "age", "under_14",
		"where", "值班室", "phone", "13877776666", "needs", "吃饭", "stranger", "1", "area", webtest.Township.String())
	disp.Wants("已登记", "先报警", "小姑娘，身无分文", "13877776666", "未成年人保护法第十一条")
	at := disp.At
	for _, l := range []string{"zh-CN", "en"} {
		disp.Lang = l
		disp.Get("/help", 200).Wants(at).Lacks("小姑娘").Get(at, 200).Wants("小姑娘")
		disp.Get(at+"/sheet", 200).Wants("13877776666")
	}
	disp.Lang = "zh-CN"
	disp.Get("/help", 200).Wants(`class="light l-yellow"`, "今天", "先报警") // light, deadline and next step of a row
	disp.Get(at, 200).Send("tick-calm", 200).Wants("已做")
	disp.Send("told", 200, "whom", "红湘派出所", "no", "12").Wants("已向公安机关报告", "红湘派出所")
	disp.Send("call", 200, "kind", "family", "reached", "no", "whom", "父亲").Wants("没联系上家人", "1 次，其中 1 次没联系上")
	disp.Send("give", 200, "kind", "money", "amount", "20").Wants("20.00")
	disp.Send("hand", 200, "relation", "other", "paper", "id_card", "name", "网友", "reason", "自称表哥").Wants("交接已停",
		"自称表哥")
	father := []string{"relation", "parent", "paper", "household", "agrees", "1", "name", "父亲", "advice", "多沟通",
		"typed", "父亲"}
	disp.Get(at, 200).Send("hand", 422, father...).Wants("关系没有核实")
	disp.Get(at, 200).Send("hand", 200, append(father, "proved", "1", "drawn", "[[0.1,0.2,0.3,0.4]]")...).Wants("户口簿",
		"回访", "<polyline")
	disp.Get("/help", 200).Wants(`class="light l-green"`, "11月4日", "回访")
	o.Pass(8 * 24 * 3600e6)
	disp = o.As("disp")
	disp.Get("/help", 200).Wants(`class="light l-red"`, "已超", "回访")
	disp.Get(at, 200).Send("follow", 200, "reached", "yes", "note", "开学了").Wants("已回访", "可以整改完成")
	for _, login := range []string{"leader", "other"} {
		if _, ok := o.Org().PersonByLogin(login); ok {
			o.As(login).Get(at, 404)
		}
	}
	o.Visitor().Get(at, 200).Lacks("小姑娘")
}

// TestPressText: a text is looked through and kept nowhere.
func TestPressText(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp := o.As("disp")
	disp.Get("/help/press", 200).Send("press", 200, "text", "12岁河南少女到红湘派出所求助").Wants("会认出孩子", "<mark",
		"年龄、省份、派出所")
	disp.Get("/help/press", 200).Send("press", 200, "text", "一名少女平安回家").Wants("没有查到")
	disp.Get("/help/figures", 200).Wants("少于5")
	disp.Get("/help/figures?month=1999-01", 200)
}

// TestPhotosAreRefusedInWords at the residents' door.
func TestPhotosAreRefusedInWords(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	v := o.Visitor()
	v.Get("/", 200).Send("report", 200, "text", "孩子走失", "area", webtest.Township.String(), "help", "1")
	if strings.Contains(v.Page, "孩子走失") {
		t.Error("the receipt says whom it is about")
	}
}
