package point_test

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
)

// register makes a point through the form and gives its id.
func register(b *webtest.Browser, name, kind, more string) int64 {
	b.T.Helper()
	b.Get("/points", 200)
	args := append([]string{"name", name, "kind", kind, "area", webtest.Township.String()}, strings.Split(more, "|")...)
	b.Send("add", 200, args[:len(args)/2*2]...)
	id, err := strconv.ParseInt(strings.TrimPrefix(b.At, "/points/"), 10, 64)
	if err != nil {
		b.T.Fatalf("no point at %s: %s", b.At, webtest.Brief(b.T, b.Page))
	}
	return id
}

func plateOf(o *webtest.Town, id int64) string {
	o.T.Helper()
	p, err := point.Get(o.T.Context(), o.Points.DB.Read(), 4304, id)
	if err != nil {
		o.T.Fatal(err)
	}
	return p.Plate
}

// TestPointPages registers, corrects, moves and retires a point through the pages.
func TestPointPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp, clerk, other := o.As("disp"), o.As("clerk"), o.As("other")
	disp.Get("/points", 200).Wants("没有点位")
	disp.Send("add", 422, "name", "东门农贸市场", "kind", "market", "area", webtest.Township.String(),
		"at", "112.577, 26.889").Wants("东门农贸市场", "经度")
	disp.Send("add", 422, "at", "26.889").Wants("请先写纬度")
	id := register(disp, "东门农贸市场", "market", "at|26.889, 112.577|datum|gcj02|address|东风路 3 号|unit|环卫所 · gdl-1")
	disp.Wants("430405001-0001", "环卫所", "东风路 3 号", "登记了点位", "这里没有未销号的事项")
	at := kit.PointURL(id)
	disp.Send("change", 200, "name", "东门市场").Wants("东门市场", "修改了资料")
	p, err := point.Get(t.Context(), o.Points.DB.Read(), 4304, id)
	if err != nil || p.Place.Lat == 26.889 || p.Place.Lat < 26.88 {
		t.Fatalf("%+v %v", p, err)
	}
	disp.Send("change", 200) // nothing was typed: nothing is said anew, and nothing creeps
	if q, err := point.Get(t.Context(), o.Points.DB.Read(), 4304, id); err != nil || q.Changed != p.Changed ||
		q.Place != p.Place {
		t.Errorf("%+v became %+v %v", p, q, err)
	}
	clerk.Get(at, 200).Lacks(`id="form-change"`)
	clerk.Post(at+"/retire", map[string][]string{"id": {o.NewID().String()}, "reason": {"x"}}, 403)
	clerk.Get("/points/upload", 403)
	other.Post(at+"/change", map[string][]string{"id": {o.NewID().String()}, "name": {"我的"}, "code": {"A"},
		"kind": {"market"},
		"area": {"430406001000"}}, 403)
	o.Visitor().Get(at, 200).Wants("登录")
	old := plateOf(o, id)
	disp.Get(at, 200)
	disp.Send("move", 200, "address", "解放路 8 号", "at", "26.900, 112.600", "datum", "wgs84",
		"reason", "市场搬迁").Wants("解放路 8 号", "市场搬迁", point.ShowPlate(plateOf(o, id)))
	disp.Get("/p/"+old, 200).Wants("您扫的是旧牌")
	disp.Send("retire", 422, "reason", "").Wants("请填写“理由”")
	disp.Send("retire", 200, "reason", "市场关闭").Wants("已停用", "市场关闭")
	disp.Get("/points?retired=0", 200).Lacks("东门市场")
	disp.Get("/points?retired=1", 200).Wants("东门市场")
	disp.Get(at, 200).Send("restore", 200).Wants("恢复使用")
	disp.Get("/points?after=x", 422)
	disp.Get("/points/999999", 404)
}

// TestPointList pages through the register and exports what it shows.
func TestPointList(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp := o.As("disp")
	var rows strings.Builder
	rows.WriteString("点位编号,点位名称,点位类型,区划,纬度,经度\n")
	for i := range 120 {
		fmt.Fprintf(&rows, "P%03d,第%d号公交站,%s,%s,26.8%03d,112.5%03d\n", i, i, []string{"bus", "market"}[i%2],
			webtest.Township, i, i)
	}
	sendFile(disp, "/imports", "points.csv", []byte(rows.String()), "kind", "points", "datum", "bd09")
	disp.Wants("将导入 120", "points.csv")
	if n, _ := point.Count(t.Context(), o.Points.DB.Read(), 4304, point.Filter{}); n != 0 {
		t.Fatalf("looking wrote %d points", n)
	}
	action, v := disp.Filled("take")
	for range 2 { // sent twice is brought in once
		disp.Post(action, v, 200).Wants("共 120 行：导入 120", "已写入").Lacks(`id="form-take"`)
	}
	seen := map[string]bool{}
	for at := "/points?kind=bus"; at != ""; {
		disp.Get(at, 200).Lacks("第1号公交站")
		for _, m := range strings.Split(disp.Page, `<span class="mono soft small">`)[1:] {
			seen[m[:4]] = true
		}
		at = ""
		if strings.Contains(disp.Page, `rel="next"`) {
			at = html.UnescapeString(disp.Match(`href="(/points\?[^"]*after[^"]*)"`))
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d bus stops on the pages", len(seen))
	}
	disp.Get("/points/export.csv?kind=bus&q=第2号", 200).Wants("P002")
	if n := strings.Count(disp.Page, "\n"); n != 2 {
		t.Errorf("%d lines: %s", n, disp.Page)
	}
	sendFile(disp, "/imports", "bad.csv", []byte("点位编号,点位名称,点位类型,区划\nA1,甲,bus,"+webtest.Township.String()+
		"\nA2,,bus,1\n"), "kind", "points", "datum", "wgs84")
	disp.Wants("2 行中有 1 行有错", `<td class="num">3</td>`).Lacks(`id="form-take"`)
	sendFile(disp, "/imports", "other.csv", []byte("点位编号,点位名称,点位类型,区划\nA1,甲,bus,430406001000\n"),
		"kind", "points", "datum", "wgs84")
	disp.Wants(`<td class="num">2</td>`, "A1").Lacks(`id="form-take"`)
	disp.Get("/points/plates?kind=bus", 200).Wants("60 块牌，8 张 A4 纸")
	if n := strings.Count(disp.Page, `class="qr"`); n != 60 {
		t.Errorf("%d plates", n)
	}
}

func sendFile(b *webtest.Browser, to, name string, file []byte, fields ...string) {
	b.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	p, err := w.CreateFormFile("file", name)
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = p.Write(file)
	_ = w.Close()
	r, err := http.NewRequestWithContext(b.T.Context(), http.MethodPost, b.Srv.URL+to, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.Ask(r)
}

// TestPlates scans plates: as a resident, as an inspector, the old plate of a moved point, that of a retired one, and
// one that nobody made.
func TestPlates(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	disp, res := o.As("disp"), o.Visitor()
	id := register(disp, "东门农贸市场", "market", "at|26.889, 112.577|address|东风路 3 号")
	plate := plateOf(o, id)
	disp.Get("/points/plates?point="+strconv.FormatInt(id, 10), 200).Wants("东门农贸市场", point.ShowPlate(plate), "1 块牌")
	res.Get("/p/"+strings.ToLower(point.ShowPlate(plate)), 200).Wants("东门农贸市场", "广东路街道",
		"地点已经填好", "/login?next=/p/"+plate)
	res.Send("report", 422, "text", "").Wants("东门农贸市场", `name="plate" value="`+plate+`"`)
	res.Send("report", 200, "text", "市场门口污水横流")
	o.Settle()
	m := matterOf(o, o.Only())
	if m.Point != id || m.Area != webtest.Township || m.Lat == nil || *m.Lat != 26.889 || m.Place != "东门农贸市场（东风路 3 号）" {
		t.Errorf("%+v", m)
	}
	disp.Get("/p/"+plate, 200).Wants("市场门口污水横流", "打印二维码牌")
	if disp.At != kit.PointURL(id)+"?plate="+plate {
		t.Errorf("an inspector comes to %s", disp.At)
	}
	disp.Get(kit.MatterURL(m.ID), 200).Wants(`href="` + kit.PointURL(id) + `"`)
	disp.Get("/new?point="+strconv.FormatInt(id, 10), 200).Wants("点位：东门农贸市场")
	disp.Send("new", 200, "text", "摊位占道经营").Get(kit.PointURL(id), 200)
	afterPlate(o, t, disp, res, id, plate)
}

func matterOf(o *webtest.Town, id int64) *matter.Matter {
	o.T.Helper()
	p, _ := o.Org().PersonByLogin("sup")
	m, err := o.Matter(o.T.Context(), p.Caller(), id)
	if err != nil {
		o.T.Fatal(err)
	}
	return m
}

func afterPlate(o *webtest.Town, t *testing.T, disp, res *webtest.Browser, id int64, plate string) {
	o.Settle()
	disp.Get(kit.PointURL(id), 200).Wants("摊位占道经营", "市场门口污水横流")
	disp.Send("move", 200, "address", "解放路 8 号", "reason", "搬迁")
	res.Get("/p/"+plate, 200).Wants("牌子留在了这里", "解放路 8 号").Lacks("东风路 3 号")
	res.Send("report", 200, "text", "旧址堆了垃圾", "another", "1", "area", webtest.Township.String(), "place", "东风路旧市场")
	now := plateOf(o, id)
	disp.Get(kit.PointURL(id), 200).Send("retire", 200, "reason", "关闭")
	res.Get("/p/"+now, 200).Wants("这个点位已停用，仍可上报")
	res.Send("report", 409, "text", "停用的市场里有积水").Wants("可能已有人反映过").Send("report", 200)
	o.Settle()
	ids, err := o.Atlas.OpenAt(t.Context(), id, 10)
	if err != nil || len(ids) != 3 {
		t.Errorf("%v %v: what is reported from a plate left behind is not at the point", ids, err)
	}
	res.Get("/p/22222222", 404).Wants("输入牌号", "22222222")
	res.Get("/p?code=9", 404)
	res.Get("/p", 200)
	res.Get("/p?code="+point.ShowPlate(now), 200).Wants("东门农贸市场")
	res.Lang = "en"
	res.Get("/p/"+now, 200).Wants("no longer in use")
}
