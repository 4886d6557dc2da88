package tally_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

// planned fills in the form of a plan: three sites, four hours, six places.
func planned(more ...string) []string {
	return append([]string{"title", "送头盔前后", "kind", "helmet", "area", webtest.County.String(), "sites",
		"解放大道路口，城市道路\n蒸阳路口，城市道路，" + webtest.Township.String() + "\n107国道，普通公路", "wanted_city", "4",
		"wanted_ordinary", "2", "people", "40", "minutes", "30", "before_from", "2026-11-02", "before_until",
		"2026-11-15", "after_from", "2026-11-23", "after_until", "2026-12-06", "counters", "disp\nclerk"}, more...)
}

// checked are the boxes of a form.
func checked(b *webtest.Browser) url.Values {
	_, v := b.Filled("plan")
	v["days"], v["hours"] = []string{"2", "4"}, []string{"7", "17"}
	return v
}

// TestASurveyThroughThePages by keyboard: planned, drawn, missed, typed in before and after, corrected, read in both
// languages; no more is said than is known.
func TestASurveyThroughThePages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	sup := o.As("sup")
	sup.Get("/tallies", 200).Wants("还没有观测")
	sup.Get("/tallies/new?rate=60&people=40&likeness=0.1&half=8", 200).Wants("设计效应 4.9", "需要数 21 处")
	sup.Get("/tallies/new?half=0.5", 200).Wants("也达不到")
	sup.Get("/tallies/new", 200).Send("plan", 422, planned()...).Wants("请选择星期和时段")
	v := checked(sup)
	sup.Post("/tallies/new", v, 422, planned("counters", "没有这人")...).Wants("“没有这人”不能作观测员")
	sup.Post("/tallies/new", checked(sup), 422, planned("sites", "解放大道路口")...).Wants("“解放大道路口”这一行不对")
	sup.Post("/tallies/new", checked(sup), 200, planned()...).Wants("还没有抽取", "种子的摘要")
	at := sup.At
	sup.Send("draw", 200).Wants("抽中的点位", "还没有数到人", "候补")
	typing := regexp.MustCompile(regexp.QuoteMeta(at) + `/type\?wave=before&amp;place=(\d+)`)
	places := typing.FindAllStringSubmatch(sup.Page, -1)
	if len(places) != 6 {
		t.Fatalf("%d places to count before", len(places))
	}
	o.Pass(18 * 24 * 3600e6) // to the end of the first wave
	sup = o.As("sup")
	ty := func(wave, place string, on, off int, want string) {
		t.Helper()
		sup.Get(at+"/type?wave="+wave+"&place="+place, 200).Wants("电动自行车 骑车人 戴头盔")
		sup.Send("type", 200, "person", sup.Match(`<option value="(\d+)"[^>]*>`), "ebike.rider.on", fmt.Sprint(on),
			"ebike.rider.off", fmt.Sprint(off)).Wants(want)
	}
	sup.Get(at+"/type?wave=before&place="+places[0][1], 200).Send("type", 422, "person",
		sup.Match(`<option value="(\d+)"[^>]*>`), "ebike.rider.on", "-1").Wants("每一格填 0 到 9999")
	for i, p := range places[1:] {
		ty("before", p[1], 18+i%3, 20, "已录入")
	}
	sup.Get(at, 200).Wants("前测已计 5 处")
	sup.Send("miss", 422, "which", "before."+places[0][1], "reason", "").Wants("要填写")
	sup.Send("miss", 200, "which", "before."+places[0][1], "reason", "大雨").Wants("没有数：大雨")
	o.Pass(21 * 24 * 3600e6)
	sup = o.As("sup")
	for i, p := range places[1:] {
		ty("after", p[1], 33+i%3, 7, "已录入")
	}
	sup.Get(at, 200).Wants("只有 5 处，不足 6 处，不能下结论", "点位太少").Lacks("有效")
	sheets := regexp.MustCompile(regexp.QuoteMeta(at)+`/sheets/\d+`).FindAllString(sup.Page, -1)
	sup.Get(sheets[0], 200).Send("correct", 422, "reason", "").Wants("要填写")
	sup.Send("correct", 200, "ebike.rider.on", "35", "reason", "看错一辆").Wants("已更正", "看错一辆", "保留备查")
	sup.Get(at+"/form?wave=after", 200).Wants("正字", "107国道")
	for _, l := range []string{"zh-CN", "en"} {
		sup.Lang = l
		sup.Get("/tallies", 200).Wants(at)
		sup.Get(at, 200).Get(at+"/form", 200)
		for _, file := range []string{"/tallies/list.xlsx", "/tallies/areas.xlsx", at + "/result.xlsx"} {
			sup.Get(file, 200)
		}
	}
	sup.Lang = "zh-CN"
	o.As("clerk").Get(at, 200).Lacks(`id="form-end"`)
	sup.Get(at, 200).Send("end", 200, "reason", "数完了").Wants("已结束")
	sup.Get("/tallies?over=1", 200).Wants(at)
	o.Visitor().Get("/tallies", 200).Lacks("送头盔前后") // asked to log in
	if !strings.HasPrefix(at, "/tallies/") {
		t.Error(at)
	}
}
