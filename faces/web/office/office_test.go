package office_test

import (
	"archive/zip"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
)

func hired(t *testing.T) *webtest.Town {
	o := webtest.New(t)
	o.Hire([]org.Change{
		&org.PersonSet{Login: "lead", Name: "领导庚", Posts: []org.Post{{Kind: matter.Leader, Area: webtest.City}}},
		&org.PersonSet{Login: "hc1", Name: "核查辛", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"hc"}},
	}, "lead", "hc1")
	return o
}

// TestThePaperGoes: a paper goes its way on pages, in both languages, from the draft to the archive; each step is
// refused once.
func TestThePaperGoes(t *testing.T) {
	t.Parallel()
	o := hired(t)
	disp, sup, lead, clerk, hc, other := o.As("disp"), o.As("sup"), o.As("lead"), o.As("clerk"), o.As("hc1"),
		o.As("other")
	clerk.Get("/office/new", 403)
	fill := []string{"kind", "breakdown", "area", "430405000000", "title", "关于第3次会议议定事项的任务分解表",
		"paragraphs", "请各单位抓好落实。\n按月报送。", "rows", "序号 | 任务 | 主办单位\n1 | 清理楼道堆物 | 广东路街道办\n2\t补种绿化带\t核查中心",
		"to", "gdl\nhc"}
	disp.Get("/office/new", 200).Send("begin", 422, append(fill, "ask", "不存在的单位")...).Wants("不存在的单位")
	disp.Send("begin", 422, append(fill, "ask", "gdl、hc", "basis", "秘密★5年")...).Wants("密级标志")
	disp.Send("begin", 200, append(fill, "ask", "gdl、hc", "basis", "根据会议纪要")...).Wants("草稿已保存", "下一步：受理甲", "清理楼道堆物")
	paper := disp.At
	for _, b := range []*webtest.Browser{clerk, other} {
		b.Get(paper, 404)
		b.Get(paper+"/paper.docx", 404)
		b.Get(paper+"/table.xlsx", 404)
	}
	disp.Get(paper, 200).Send("submit", 200).Wants("征求意见", "广东路街道办")
	clerk.Get("/work", 200).Wants("1 份公文征求贵单位意见")
	clerk.Get("/office", 200).Wants("请答复意见").Lacks("用印登记")
	clerk.Get(paper, 200).Lacks("核查中心</b>", "办理记录")
	object := clerk.Match(`id="form-(object-\d+)"`)
	clerk.Send(object, 422).Wants("请填写")
	clerk.Send(object, 200, "reason", "时限太紧").Wants("已答复：不同意")
	disp.Get(paper, 200).Wants("退回修改", "时限太紧").Lacks(`id="form-submit"`)
	disp.Send("redraft", 422, "note", "").Wants("请填写")
	disp.Send("redraft", 200, "note", "放宽到月底", "rows",
		"序号 | 任务 | 主办单位\n1 | 月底前清理楼道堆物 | 广东路街道办\n2 | 补种绿化带 | 核查中心").Wants("第2稿与第1稿相比",
		"表格第1行“任务”由“清理楼道堆物”改为“月底前清理楼道堆物”")
	disp.Get(paper, 200).Send("submit", 200)
	for _, b := range []*webtest.Browser{clerk, hc} {
		b.Get(paper, 200)
		b.Send(b.Match(`id="form-(agree-\d+)"`), 200).Wants("已答复：同意")
	}
	disp.Get(paper, 200).Lacks(`id="form-review"`)
	sup.Get("/work", 200).Wants("1 份公文等您核稿")
	sup.Get(paper, 200).Send("review", 200).Wants("核稿通过")
	lead.Lang = "en"
	lead.Get("/office", 200).Wants("Sign it off", "2 Nov 2026")
	lead.Get(paper, 200).Send("return", 422).Wants("Fill this in")
	lead.Get(paper, 200).Send("return", 200, "reason", "表述再准一些").Wants("Why it came back: 表述再准一些")
	disp.Get(paper, 200).Wants("退回的理由：表述再准一些").Send("redraft", 200, "note", "已改准")
	disp.Get(paper, 200).Lacks("退回的理由").Send("submit", 200)
	for _, b := range []*webtest.Browser{clerk, hc} {
		b.Get(paper, 200).Lacks("表述再准一些")
		b.Send(b.Match(`id="form-(agree-\d+)"`), 200)
	}
	sup.Get(paper, 200).Send("review", 200)
	lead.Get(paper, 200).Send("sign", 200).Wants("It is signed off")
	disp.Get(paper, 200).Send("number", 200).Wants("衡办分〔2026〕1号")
	disp.Get(paper, 200).Send("stamp", 422, "copies", "0").Wants("1 到 10000")
	disp.Send("stamp", 200, "seal", "珠晖区政府办", "copies", "4").Wants("已登记用印")
	disp.Get("/office/stamps", 200).Wants("珠晖区政府办", "衡办分〔2026〕1号", "受理甲")
	clerk.Get("/office/stamps", 404)
	disp.Get("/office/stamps.xlsx", 200)
	if s := webtest.Text(t, disp.Page); !strings.Contains(s, "珠晖区政府办") {
		t.Error("the register does not say which seal")
	}
	disp.Get(paper, 200).Send("hand_out", 200).Wants("还等")
	disp.Get(paper, 200).Send("finish", 409).Wants("没有签收")
	for _, b := range []*webtest.Browser{clerk, hc} {
		b.Get(paper, 200)
		b.Send(b.Match(`id="form-(sign_for-\d+)"`), 200).Wants("已签收")
	}
	disp.Get(paper, 200).Wants("等办结").Send("finish", 200).Wants("已办结")
	disp.Get(paper+"/paper.docx", 200)
	if s := webtest.Text(t, disp.Page); !strings.Contains(s, "月底前清理楼道堆物") || !strings.Contains(s, "领导庚") {
		t.Error("the document does not say what was signed")
	}
	clerk.Get(paper+"/table.xlsx", 200)
	sup.Get("/office?kind=breakdown&state=done", 200).Wants("任务分解表")
	sup.Get("/office?kind=plan", 200).Wants("还没有公文")
	sup.Get("/office/papers.xlsx?state=done", 200)
	if s := webtest.Text(t, sup.Page); !strings.Contains(s, "衡办分〔2026〕1号") {
		t.Error("the list has no number")
	}
	kept(t, o, paper)
}

// kept brings what is done into the archive and takes it out as one folder.
func kept(t *testing.T, o *webtest.Town, paper string) {
	t.Helper()
	disp, clerk := o.As("disp"), o.As("clerk")
	clerk.Get("/archive", 404)
	disp.Get("/archive", 200).Wants("关于第3次会议议定事项的任务分解表", "30 年")
	disp.Get("/archive/new?year=2026&area=430405000000&kind=paper&keep=30", 200).Send("begin", 422).Wants("请填写")
	disp.Send("begin", 200, "title", "2026年任务分解").Wants("已立卷", "下一步：选择装进")
	volume := disp.At
	item := disp.Match(`name="items" value="(\d+)"`)
	disp.Send("arrange", 200, "items", item, "sort", "number").Wants("共 1 件", "下一步：核对目录")
	disp.Get(volume, 200).Send("close", 200).Wants("已封卷。可以整卷导出", "目录校验值")
	disp.Get(volume, 200).Lacks(`id="form-arrange"`)
	disp.Send("note", 200, "text", "第1件附件缺页。").Wants("第1件附件缺页。")
	disp.Get(volume+"/items/"+item, 200).Wants("月底前清理楼道堆物")
	disp.Get(volume+"/list.docx", 200)
	disp.Get(volume+"/folder.zip", 200)
	z, err := zip.NewReader(strings.NewReader(disp.Page), int64(len(disp.Page)))
	if err != nil || len(z.File) != 5 {
		t.Fatal(err, len(z.File))
	}
	disp.Get(paper, 200).Wants("已归档")
	for _, path := range []string{volume, volume + "/list.docx", volume + "/folder.zip", volume + "/items/" + item} {
		clerk.Get(path, 404)
		o.Visitor().Get(path, 200).Wants("登录")
	}
	en := o.As("sup")
	en.Lang = "en"
	en.Get("/archive", 200).Wants("Closed")
	en.Get(volume, 200).Wants("List of the volume", "30 years")
}
