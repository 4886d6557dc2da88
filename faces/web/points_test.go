package web_test

import (
	"bytes"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
)

// register makes a point through the form and gives its id.
func (b *browser) register(name, kind, more string) int64 {
	b.t.Helper()
	b.get("/points", 200)
	args := append([]string{"name", name, "kind", kind, "area", township.String()}, strings.Split(more, "|")...)
	b.send("add", 200, args[:len(args)/2*2]...)
	id, err := strconv.ParseInt(strings.TrimPrefix(b.at, "/points/"), 10, 64)
	if err != nil {
		b.t.Fatalf("no point at %s: %s", b.at, brief(b.t, b.page))
	}
	return id
}

func (o *town) plateOf(id int64) string {
	o.t.Helper()
	p, err := point.Get(o.t.Context(), o.Points.DB.Read(), 4304, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return p.Plate
}

// TestPointPages registers, corrects, moves and retires a point through the pages.
func TestPointPages(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp, clerk, other := o.as("disp"), o.as("clerk"), o.as("other")
	disp.get("/points", 200).wants("没有点位")
	disp.send("add", 422, "name", "东门农贸市场", "kind", "market", "area", township.String(),
		"at", "112.577, 26.889").wants("东门农贸市场", "经度")
	disp.send("add", 422, "at", "26.889").wants("请先写纬度")
	id := disp.register("东门农贸市场", "market", "at|26.889, 112.577|datum|gcj02|address|东风路 3 号|unit|环卫所 · gdl-1")
	disp.wants("430405001-0001", "环卫所", "东风路 3 号", "登记了点位", "这里没有未销号的事项")
	at := kit.PointURL(id)
	disp.send("change", 200, "name", "东门市场").wants("东门市场", "修改了资料")
	p, err := point.Get(t.Context(), o.Points.DB.Read(), 4304, id)
	if err != nil || p.Place.Lat == 26.889 || p.Place.Lat < 26.88 {
		t.Fatalf("%+v %v", p, err)
	}
	disp.send("change", 200) // nothing was typed: nothing is said anew, and nothing creeps
	if q, err := point.Get(t.Context(), o.Points.DB.Read(), 4304, id); err != nil || q.Changed != p.Changed ||
		q.Place != p.Place {
		t.Errorf("%+v became %+v %v", p, q, err)
	}
	clerk.get(at, 200).lacks(`id="form-change"`)
	clerk.post(at+"/retire", map[string][]string{"id": {newID(t, o)}, "reason": {"x"}}, 403)
	clerk.get("/points/upload", 403)
	other.post(at+"/change", map[string][]string{"id": {newID(t, o)}, "name": {"我的"}, "code": {"A"}, "kind": {"market"},
		"area": {"430406001000"}}, 403)
	o.visitor().get(at, 200).wants("登录")
	old := o.plateOf(id)
	disp.get(at, 200)
	disp.send("move", 200, "address", "解放路 8 号", "at", "26.900, 112.600", "datum", "wgs84",
		"reason", "市场搬迁").wants("解放路 8 号", "市场搬迁", point.ShowPlate(o.plateOf(id)))
	disp.get("/p/"+old, 200).wants("您扫的是旧牌")
	disp.send("retire", 422, "reason", "").wants("请填写“理由”")
	disp.send("retire", 200, "reason", "市场关闭").wants("已停用", "市场关闭")
	disp.get("/points?retired=0", 200).lacks("东门市场")
	disp.get("/points?retired=1", 200).wants("东门市场")
	disp.get(at, 200).send("restore", 200).wants("恢复使用")
	disp.get("/points?after=x", 422)
	disp.get("/points/999999", 404)
}

func newID(t *testing.T, o *town) string {
	t.Helper()
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), bytes.NewReader(fmt.Appendf(nil, "%032d",
		len(o.Org().People())+int(o.now.Load()%97))))
	if err != nil {
		t.Fatal(err)
	}
	o.now.Add(1)
	return id.String()
}

// TestPointList pages through the register and exports what it shows.
func TestPointList(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.as("disp")
	var rows strings.Builder
	rows.WriteString("点位编号,点位名称,点位类型,区划,纬度,经度\n")
	for i := range 120 {
		fmt.Fprintf(&rows, "P%03d,第%d号公交站,%s,%s,26.8%03d,112.5%03d\n", i, i, []string{"bus", "market"}[i%2],
			township, i, i)
	}
	disp.sendFile("/points/upload", "points.csv", []byte(rows.String()), "datum", "bd09")
	disp.wants("新增 120 个", "修改 0 个")
	if n, _ := point.Count(t.Context(), o.Points.DB.Read(), 4304, point.Filter{}); n != 0 {
		t.Fatalf("looking wrote %d points", n)
	}
	action, v := disp.filled("save")
	for range 2 { // sent twice is brought in once
		disp.post(action, v, 200)
		if !strings.HasPrefix(disp.at, "/points") {
			t.Fatal(disp.at)
		}
	}
	seen := map[string]bool{}
	for at := "/points?kind=bus"; at != ""; {
		disp.get(at, 200).lacks("第1号公交站")
		for _, m := range strings.Split(disp.page, `<span class="mono soft small">`)[1:] {
			seen[m[:4]] = true
		}
		at = ""
		if strings.Contains(disp.page, `rel="next"`) {
			at = html.UnescapeString(disp.match(`href="(/points\?[^"]*after[^"]*)"`))
		}
	}
	if len(seen) != 60 {
		t.Errorf("%d bus stops on the pages", len(seen))
	}
	disp.get("/points/export.csv?kind=bus&q=第2号", 200).wants("P002")
	if n := strings.Count(disp.page, "\n"); n != 2 {
		t.Errorf("%d lines: %s", n, disp.page)
	}
	disp.sendFile("/points/upload", "bad.csv", []byte("点位编号,点位名称,点位类型,区划\nA1,甲,bus,"+township.String()+"\nA2,,bus,1\n"),
		"datum", "wgs84")
	if disp.status != 422 {
		t.Errorf("a bad file: %d", disp.status)
	}
	disp.wants("第 3 行").lacks(`id="form-save"`)
	disp.sendFile("/points/upload", "other.csv", []byte("点位编号,点位名称,点位类型,区划\nA1,甲,bus,430406001000\n"), "datum", "wgs84")
	if disp.status != 403 {
		t.Errorf("another county's points: %d", disp.status)
	}
	disp.get("/points/plates?kind=bus", 200).wants("60 块牌，8 张 A4 纸")
	if n := strings.Count(disp.page, `class="qr"`); n != 60 {
		t.Errorf("%d plates", n)
	}
}

func (b *browser) sendFile(to, name string, file []byte, fields ...string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	p, err := w.CreateFormFile("file", name)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = p.Write(file)
	_ = w.Close()
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.srv.URL+to, &body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.do(r)
}

// TestPlates scans plates: as a resident, as an inspector, the old plate of a moved point, that of a retired one, and
// one that nobody made.
func TestPlates(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp, res := o.as("disp"), o.visitor()
	id := disp.register("东门农贸市场", "market", "at|26.889, 112.577|address|东风路 3 号")
	plate := o.plateOf(id)
	disp.get("/points/plates?point="+strconv.FormatInt(id, 10), 200).wants("东门农贸市场", point.ShowPlate(plate), "1 块牌")
	res.get("/p/"+strings.ToLower(point.ShowPlate(plate)), 200).wants("东门农贸市场", "广东路街道",
		"地点已经填好", "/login?next=/p/"+plate)
	res.send("report", 422, "text", "").wants("东门农贸市场", `name="plate" value="`+plate+`"`)
	res.send("report", 200, "text", "市场门口污水横流")
	if err := o.Ledger().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := o.read(o.only())
	if m.Point != id || m.Area != township || m.Lat == nil || *m.Lat != 26.889 || m.Place != "东门农贸市场（东风路 3 号）" {
		t.Errorf("%+v", m)
	}
	disp.get("/p/"+plate, 200).wants("市场门口污水横流", "打印二维码牌")
	if disp.at != kit.PointURL(id)+"?plate="+plate {
		t.Errorf("an inspector comes to %s", disp.at)
	}
	disp.get(kit.MatterURL(m.ID), 200).wants(`href="` + kit.PointURL(id) + `"`)
	disp.get("/new?point="+strconv.FormatInt(id, 10), 200).wants("点位：东门农贸市场")
	disp.send("new", 200, "text", "摊位占道经营").get(kit.PointURL(id), 200)
	o.afterPlate(t, disp, res, id, plate)
}

func (o *town) read(id int64) *matter.Matter {
	o.t.Helper()
	p, _ := o.Org().PersonByLogin("sup")
	m, err := o.Matter(o.t.Context(), p.Caller(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return m
}

func (o *town) afterPlate(t *testing.T, disp, res *browser, id int64, plate string) {
	if err := o.Ledger().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	disp.get(kit.PointURL(id), 200).wants("摊位占道经营", "市场门口污水横流")
	disp.send("move", 200, "address", "解放路 8 号", "reason", "搬迁")
	res.get("/p/"+plate, 200).wants("牌子留在了这里", "解放路 8 号").lacks("东风路 3 号")
	res.send("report", 200, "text", "旧址堆了垃圾", "another", "1", "area", township.String(), "place", "东风路旧市场")
	now := o.plateOf(id)
	disp.get(kit.PointURL(id), 200).send("retire", 200, "reason", "关闭")
	res.get("/p/"+now, 200).wants("这个点位已停用，仍可上报")
	res.send("report", 409, "text", "停用的市场里有积水").wants("可能已有人反映过").send("report", 200)
	if err := o.Ledger().CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	ids, err := o.Atlas.OpenAt(t.Context(), id, 10)
	if err != nil || len(ids) != 3 {
		t.Errorf("%v %v: what is reported from a plate left behind is not at the point", ids, err)
	}
	res.get("/p/22222222", 404).wants("输入牌号", "22222222")
	res.get("/p?code=9", 404)
	res.get("/p", 200)
	res.get("/p?code="+point.ShowPlate(now), 200).wants("东门农贸市场")
	res.lang = "en"
	res.get("/p/"+now, 200).wants("no longer in use")
}
