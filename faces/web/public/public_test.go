package public_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// town is a city whose office lets matters out.
type town struct {
	*webtest.Town
	*release.Releases
	t *testing.T
}

func newTown(t *testing.T) *town {
	o := webtest.New(t)
	return &town{o, part.Get[*release.Releases](o.House().Values), t}
}

// do gives a command of somebody, of a resident for "".
func (o *town) do(login string, id int64, b matter.Command) int64 {
	o.t.Helper()
	r, err := o.Town.Do(o.t.Context(), o.who(login), desk.Command{ID: o.NewID(), Matter: id, Body: b})
	if err != nil {
		o.t.Fatalf("%s: %T: %v", login, b, err)
	}
	return r.Matter
}

func (o *town) who(login string) org.Caller {
	p, ok := o.Town.Org().PersonByLogin(login)
	if !ok {
		return org.Caller{}
	}
	return p.Caller()
}

// listed is a matter on the list that lies at a place.
func (o *town) listed(category string, in area.Code, lat, lng float64) int64 {
	id := o.do("", 0, &matter.Report{Area: in, Place: "东风路 12 号", Text: "秘密的原话", Lat: &lat, Lng: &lng})
	by := "disp"
	if !webtest.County.Contains(in) {
		by = "other"
	}
	o.do(by, id, &matter.List{Category: category})
	return id
}

// out lets a matter out by two hands.
func (o *town) out(id int64, a release.Asking) {
	o.t.Helper()
	ctx, by := o.t.Context(), "disp"
	m, err := o.Town.Matter(ctx, org.Caller{System: true}, id)
	if err != nil {
		o.t.Fatal(err)
	}
	if !webtest.County.Contains(m.Area) {
		by = "other"
	}
	if err := o.Draft(ctx, o.who(by), o.NewID(), id, a); err != nil {
		o.t.Fatal(err)
	}
	s, err := o.Of(ctx, o.who("sup"), id)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := o.Releases.Pass(ctx, o.who("sup"), o.NewID(), id, s.Seq); err != nil {
		o.t.Fatal(err)
	}
	o.Settle()
}

func (o *town) fix(id int64) {
	o.t.Helper()
	u, err := o.Upload(o.t.Context(), o.who("clerk"), bytes.NewReader(webtest.Snap(fmt.Sprint("after", o.NewID()))))
	if err != nil {
		o.t.Fatal(err)
	}
	o.do("clerk", id, &matter.Fix{Note: "好了", Photos: []string{u.Token}})
}

func (o *town) lead(code string) int64 {
	u, _ := o.Town.Org().UnitByCode(code)
	return u.ID
}

func page(id int64) string { return fmt.Sprintf("/public/matters/%d", id) }

// TestEveryStepIsTold: a fix that did not hold is told like one that did, with who has it and whether it is on time.
func TestEveryStepIsTold(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.listed("fac.lamp", webtest.Township, 26.9, 112.6)
	o.Visitor().Get(page(id), 404)
	o.out(id, release.Asking{Title: "东风路路灯不亮", Text: "三盏不亮", Place: "东风路口"})
	v := o.Visitor().Get(page(id), 200).Wants("东风路路灯不亮", "珠晖区 广东路街道 · 东风路口", "已受理", "下一步：交办",
		"反映类似的问题", "我也遇到了").Lacks("秘密的原话", "东风路 12 号", "关注进展")
	o.do("disp", id, &matter.Assign{Lead: o.lead("gdl")})
	o.do("clerk", id, &matter.Sign{})
	o.fix(id)
	o.Settle()
	v.Get(page(id), 200).Wants("广东路街道办已整改，等待核查", "按期整改")
	o.do("ver", id, &matter.Reject{Reason: "没修好"})
	o.Settle()
	v.Get(page(id), 200).Wants("核查未通过，退回重办", "下一步：整改", "按期 · 还剩").Lacks("没修好", "核查丙", "经办乙")
	o.Town.Pass(14 * kit.Day)
	v.Get(page(id), 200).Wants("广东路街道办尚未整改，已超过期限。", "已超期")
	o.fix(id)
	o.do("ver", id, &matter.StrikeOff{Note: "看过"})
	o.Settle()
	v.Get(page(id), 200).Wants("已解决：广东路街道办整改超期，经核查销号。", "核查未通过，退回重办", "核查通过，销号").
		Lacks("我也遇到了", "下一步")
	v.Get("/public/week", 200).Wants("东风路路灯不亮", "整改超期")
	v.Get("/public/week?area=430406000000", 200).Wants("近七天没有销号的问题")
	v.Get("/", 200).Wants("近七天销号 1 件，0 件正在办，没有超期的。")
	v.Get(fmt.Sprintf("/?like=%d", id), 200).Wants("已按“东风路路灯不亮”填好地点", `value="东风路口"`).Lacks("12 号")
	v.Get("/?like=999", 200).Lacks("填好地点")
}

// TestNear: the nearest first, in words; what cannot be read is refused with a sentence, and what is not there says
// what to do.
func TestNear(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	far := o.listed("fac.lamp", webtest.Township, 26.92, 112.6)
	o.out(far, release.Asking{Title: "远处的灯"})
	near := o.listed("env.bin", 430406001000, 26.9027, 112.6)
	o.out(near, release.Asking{Title: "近处的桶"})
	v := o.Visitor().Get("/public?near=26.9,112.6", 200).Wants("约 300 米", "约 2.2 公里", "从近到远")
	if strings.Index(v.Page, "近处的桶") > strings.Index(v.Page, "远处的灯") {
		t.Error("the farther one stands first")
	}
	v.Get("/public?near=26.9,112.6&state=struck", 200).Wants("附近五公里内没有公开的问题", "看全市的")
	v.Get("/public/areas/430405000000?near=26.9,112.6&state=open", 200).Wants("远处的灯", "近处的桶")
	if v.At != "/public?near=26.9%2C112.6&state=open" {
		t.Errorf("what is near an area stands at %s", v.At)
	}
	for _, wrong := range []string{"abc", "26.9", "26.9;112.6", "91,112.6", "26.9,181", "NaN,112.6", "26.9,Inf", ","} {
		v.Get("/public?near="+url.QueryEscape(wrong), 400).Wants("纬度,经度")
	}
	v.Get("/public?q="+url.QueryEscape("远处"), 200).Wants("远处的灯", "本页 1 件").Lacks("近处的桶")
	v.Get("/public?q="+url.QueryEscape("天桥"), 200).Wants("没有找到“天桥”", "换个短一点的词")
	v.Get("/public?category=env.bin", 200).Wants("近处的桶").Lacks("远处的灯")
}

// TestAreas: the sentence of an area, its neighbours beside it, and the way up and down.
func TestAreas(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.Visitor().Get("/public", 200).Wants("这里还没有公开的问题", "珠晖区", "雁峰区")
	late := o.listed("fac.lamp", webtest.Township, 26.92, 112.6)
	o.do("disp", late, &matter.Assign{Lead: o.lead("gdl")})
	o.out(late, release.Asking{Title: "超期的灯"})
	o.out(o.listed("env.bin", 430406001000, 26.9, 112.6), release.Asking{Title: "先锋的桶"})
	o.Town.Pass(14 * kit.Day)
	v := o.Visitor().Get("/public", 200).Wants("近七天没有销号，2 件正在办，其中 1 件超期。", "1 件超期",
		`href="/public/areas/430405000000"`, "超期的灯", "先锋的桶")
	if strings.Index(v.Page, `areas/430405000000">珠晖区`) > strings.Index(v.Page, `areas/430406000000">雁峰区`) {
		t.Error("what is late does not stand first")
	}
	v.Get("/public/areas/430405000000", 200).Wants("珠晖区正在解决的问题", "1 件正在办，其中 1 件超期", "衡阳市", "广东路街道").
		Lacks("先锋的桶")
	v.Get("/public/areas/430405001000", 200).Wants("广东路街道正在解决的问题", "超期的灯", `href="/public/areas/430405000000"`)
	v.Get("/public/areas/430406000000?state=in_hand", 200).Wants("没有这样的问题")
	v.Get("/public/areas/430406000000?state=open", 200).Wants("先锋的桶")
	v.Get("/public/areas/999999999999", 404)
	v.Get("/public/areas/x", 404)
	en := o.Visitor()
	en.Lang = "en"
	en.Get("/public", 200).Wants("2 open; 1 of them late")
}

// TestHomeShowsNoDay: of what would show a home no list tells a day, and no feed does.
func TestHomeShowsNoDay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.listed("noise.life", webtest.Township, 26.9, 112.6)
	o.out(id, release.Asking{Title: "广场舞噪声", Place: "三栋楼下"})
	day := "2026年10月28日"
	v := o.Visitor().Get(page(id), 200).Wants("星期三", "附近").Lacks(day, "10月28日", "三栋楼下", `datetime=`)
	v.Get("/public", 200).Wants("广场舞噪声").Lacks("10月28日", "星期三")
	v.Get("/public/feed.atom", 200).Wants("广场舞噪声").Lacks("2026-10-28")
	v.Get("/public/feed.json", 200).Wants("广场舞噪声").Lacks("2026-10-28")
}

// TestSame: one device counts once, and gets a receipt.
func TestSame(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.listed("fac.lamp", webtest.Township, 26.9, 112.6)
	v := o.Visitor()
	v.Get("/", 200).Post(page(id)+"/same", url.Values{}, 404)
	o.out(id, release.Asking{Title: "东风路路灯不亮"})
	for range 2 {
		v.Get(page(id), 200).Post(page(id)+"/same", url.Values{}, 200).Wants("已附议")
		if !strings.HasPrefix(v.At, "/r/") {
			t.Errorf("it leads to %s", v.At)
		}
	}
	o.Settle()
	v.Get(page(id), 200).Wants("1 人也反映过")
	o.Visitor().Get("/public", 200).Post(page(id)+"/same", url.Values{}, 200)
	o.Settle()
	v.Get(page(id), 200).Wants("2 人也反映过")
}

// TestFeeds: each has the title of its area and category, and ids that do not hang on the address.
func TestFeeds(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.listed("fac.lamp", webtest.Township, 26.9, 112.6)
	o.out(id, release.Asking{Title: "灯"})
	v := o.Visitor().Get("/public/areas/430405000000?category=fac.lamp", 200)
	link := v.Match(`rel="alternate" type="application/atom&#43;xml" title="[^"]+" href="([^"]+)"`)
	link = strings.ReplaceAll(link, "&amp;", "&")
	var feed struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Entries []struct {
			ID string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(v.Get(link, 200).Page), &feed); err != nil || len(feed.Entries) != 1 {
		t.Fatalf("%v %+v", err, feed)
	}
	if feed.Title != "珠晖区：路灯不亮" || !strings.HasPrefix(feed.Entries[0].ID, "urn:uuid:") ||
		!strings.HasPrefix(feed.Updated, "2026-10-28") {
		t.Errorf("%+v", feed)
	}
	var list struct {
		Title string
		Items []struct{ ID, URL string }
	}
	if err := json.Unmarshal([]byte(v.Get("/public/feed.json", 200).Page), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Items) != 1 || list.Items[0].ID != feed.Entries[0].ID ||
		!strings.HasSuffix(list.Items[0].URL, page(id)) {
		t.Errorf("%+v", list)
	}
	again := feed
	if err := xml.Unmarshal([]byte(v.Get("/public/feed.atom?category=fac.lamp", 200).Page), &again); err != nil ||
		again.ID == feed.ID {
		t.Errorf("two feeds are one: %s, %v", again.ID, err)
	}
}

// TestMap: marks and boundaries for a script; a piece of the map that cannot be read is refused.
func TestMap(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.out(o.listed("fac.lamp", webtest.Township, 26.9, 112.6), release.Asking{Title: "灯"})
	v := o.Visitor().Get("/public/dots.json?box=26.8,112.5,27,112.7&zoom=12", 200).Wants(`"title": "灯"`, `"n": 1`)
	v.Get("/public/dots.json?box=27.8,112.5,28,112.7", 200).Lacks("灯")
	v.Get("/public/dots.json?category=env.bin&box=26.8,112.5,27,112.7", 200).Lacks("灯")
	for _, box := range []string{"", "1,2,3", "1,2,3,x", "NaN,1,2,3", "28,1,27,3", "1,2,3,4,5"} {
		v.Get("/public/dots.json?box="+box, 422)
	}
	v.Get("/public/shapes.json?area=000000000000", 200)
}

// TestCampaignsAreInside: without a word of policy there is no page of self-checks, and no link to one.
func TestCampaignsAreInside(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.Visitor().Get("/public/campaigns", 404).Get("/public", 200).Lacks("/public/campaigns")
	src := strings.Replace(string(o.Town.Policy().Source()), "  campaigns: false", "  campaigns: true", 1)
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.NewID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	o.Visitor().Get("/public/campaigns", 200).Wants("目前没有公开的自查").Get("/public", 200).Wants("/public/campaigns")
}

// TestOneCopyForAll: no page sets a cookie, so that one copy serves everybody.
func TestOneCopyForAll(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.listed("fac.lamp", webtest.Township, 26.9, 112.6)
	o.out(id, release.Asking{Title: "灯"})
	for _, path := range []string{"/public", "/public/week", "/public/feed.atom", "/public/feed.json", page(id)} {
		a, b := o.Visitor().Get(path, 200), o.Visitor().Get(path, 200)
		if len(a.Head["Set-Cookie"]) > 0 || a.Page != b.Page {
			t.Errorf("%s is another page for another visitor: %v", path, a.Head["Set-Cookie"])
		}
	}
}
