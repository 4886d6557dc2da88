package publicity_test

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/parts/release"
)

const week = calendar.Instant(7 * 24 * 3600e6)

// who is somebody as the city knows him; "" is a resident.
func who(o *webtest.Town, login string) org.Caller {
	o.T.Helper()
	if login == "" {
		return org.Caller{}
	}
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		o.T.Fatalf("nobody is called %s", login)
	}
	return p.Caller()
}

// told is a matter under way, with a secret in each of its own words and a photo, of which the office let out a title
// and the photo.
func told(o *webtest.Town, title string) int64 {
	o.T.Helper()
	ctx := context.Background()
	give := func(login string, id int64, b matter.Command) int64 {
		r, err := o.Do(ctx, who(o, login), desk.Command{ID: o.NewID(), Matter: id, Body: b})
		if err != nil {
			o.T.Fatalf("%s %s: %v", login, b.Name(), err)
		}
		return r.Matter
	}
	u, err := o.Upload(ctx, org.Caller{}, strings.NewReader(string(webtest.Snap(title))))
	if err != nil {
		o.T.Fatal(err)
	}
	id := give("", 0, &matter.Report{Area: webtest.Township, Place: "秘密地点", Text: "秘密正文", Title: "秘密标题",
		Photos: []string{u.Token}})
	give("disp", id, &matter.List{Category: "green.damage"})
	r := part.Get[*release.Releases](o.Values)
	m, err := o.Matter(ctx, who(o, "disp"), id)
	if err == nil {
		err = r.Draft(ctx, who(o, "disp"), o.NewID(), id, release.Asking{Title: title, Text: "正在补种",
			Photos: []release.Photo{{ID: m.Photos[0].ID}}})
	}
	if err != nil {
		o.T.Fatal(err)
	}
	s, err := r.Of(ctx, who(o, "sup"), id)
	if err == nil {
		err = r.Pass(ctx, who(o, "sup"), o.NewID(), id, s.Seq)
	}
	if err != nil {
		o.T.Fatal(err)
	}
	o.Settle()
	return id
}

// document is the text of a .docx, whose parts must all be well-formed, and how many pictures it has.
func document(t testing.TB, file string) (text string, pictures int) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.Contains(f.Name, "/media/") {
			pictures++
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(r); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if c, ok := token.(xml.CharData); ok && f.Name == "word/document.xml" {
				text += string(c)
			}
		}
	}
	return text, pictures
}

// TestAPaperGoesOut: the clock drafts it, one person edits it, another refuses it once and publishes it then. Everybody
// reads page, poster, feed and document in both languages; when one of its matters is taken back, nothing of it is left
// in any of them, and none of them ever shows what the office did not let out.
func TestAPaperGoesOut(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	ctx := context.Background()
	one, _ := told(o, "东门花坛缺株"), told(o, "西门花坛缺株")
	o.Pass(week)
	if n, err := part.Get[*publicity.Publicity](o.Values).Weekly(ctx); n != 2 || err != nil {
		t.Fatalf("%d papers, %v", n, err)
	}
	visitor, disp, sup := o.Visitor(), o.As("disp"), o.As("sup")
	disp.Get("/work", 200).Wants("1 份周报等您办理")
	disp.Get("/publicity", 200).Wants("珠晖区一周整改播报", "请您：改好标题")
	paper := disp.Match(`href="(/publicity/papers/\d+)"`)
	public := "/public/papers/" + strings.TrimPrefix(paper, "/publicity/papers/")
	visitor.Get(public, 404)
	disp.Get(paper, 200).Wants("东门花坛缺株", "西门花坛缺株")
	disp.Send("draft", 422, "lead", "宏发搅拌站太吵").Wants("点了个人") // a firm is asked about
	disp.Send("draft", 200, "title", "珠晖这一周", "title_en", "Zhuhui this week", "lead", "电话 13973401234 已遮去。")
	sup.Get(paper, 200).Send("refuse", 200, "reason", "写上谢谢").Wants("已退回")
	disp.Get(paper, 200).Wants("写上谢谢").Send("draft", 200, "lead", "办好了一些，还有两件。谢谢。")
	disp.Get(paper, 200).Lacks(`id="form-pass"`)
	sup.Get(paper, 200).Send("pass", 200).Wants("已发布")

	read := func(wants ...string) {
		t.Helper()
		for _, l := range []string{"zh-CN", "en"} {
			visitor.Lang = l
			title := map[string]string{"zh-CN": "珠晖这一周", "en": "Zhuhui this week"}[l]
			for _, path := range []string{public, public + "/poster", public + "/poster?size=a3"} {
				visitor.Get(path, 200).Wants(title).Lacks("秘密", "1397340")
			}
			visitor.Get(public, 200).Wants(wants...)
			visitor.Get("/public/papers?area=430405000000", 200).Wants(title)
			visitor.Get("/public/papers/feed.atom?area=430405000000", 200).Wants(title, public).Lacks("秘密")
			visitor.Get(public+"/paper.docx", 200)
			text, _ := document(t, visitor.Page)
			for _, w := range append(wants, title) {
				if !strings.Contains(text, w) {
					t.Errorf("the document does not say %q: %s", w, text)
				}
			}
			if strings.Contains(text, "秘密") {
				t.Error("the document tells a secret")
			}
		}
		visitor.Lang = "zh-CN"
	}
	read("东门花坛缺株", "西门花坛缺株")
	if _, n := document(t, visitor.Page); n < 3 { // two photos and the code
		t.Errorf("%d pictures", n)
	}
	if err := part.Get[*release.Releases](o.Values).Withdraw(ctx, who(o, "sup"), o.NewID(), one, "有人不愿意"); err != nil {
		t.Fatal(err)
	}
	o.Settle()
	read("西门花坛缺株")
	for _, path := range []string{"", "/poster", "/paper.docx"} {
		visitor.Get(public+path, 200)
		text := visitor.Page
		if path == "/paper.docx" {
			text, _ = document(t, visitor.Page)
		}
		if strings.Contains(text, "东门") || !strings.Contains(text, "有 1 件已撤下") {
			t.Errorf("%s: %s", path, webtest.Brief(t, text))
		}
	}
	sup.Get(paper, 200).Send("withdraw", 200, "reason", "重写")
	for _, path := range []string{"", "/poster", "/paper.docx"} {
		visitor.Get(public+path, 404)
	}
	visitor.Get("/public/papers", 200).Lacks("珠晖这一周")
	sup.Get("/publicity", 200).Lacks(`id="form-early"`)
	disp.Get("/publicity", 200).Send("early", 200, "area", "430405000000").Wants("已拟好", "西门花坛缺株")
	disp.Get("/publicity", 200).Send("early", 409, "area", "430405000000").Wants("已经拟过")
}

// TestAPlanOnPages: a plan is made by the codes of points, its unit ticks what hangs with a photo, somebody who looks
// finds one gone, and the list says what lacks.
func TestAPlanOnPages(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	ctx := context.Background()
	var ids []int64
	for i, lng := range []float64{112.603, 112.600, 112.6015} { // not in the order of the street
		id, err := o.Points.Add(ctx, org.Caller{System: true}, o.NewID(), point.Details{Code: "P" + strconv.Itoa(i),
			Name: "解放路" + strconv.Itoa(i), Kind: "main_street", Area: webtest.Township,
			Place: &place.Place{Lat: 26.9, Lng: lng}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	sup, clerk, ver := o.As("sup"), o.As("clerk"), o.As("ver")
	clerk.Get("/publicity/plans/new", 403)
	sup.Get("/publicity/plans/new", 200)
	fill := []string{"content", "讲文明树新风", "road", "解放路", "area", webtest.Township.String(), "unit", "gdl",
		"from", "2026-10-20", "until", "2027-10-20", "sort", "1"}
	sup.Send("plan", 422, append(fill, "points", "P0 P9")...).Wants("没有编号为 P9 的点位")
	sup.Send("plan", 200, append(fill, "points", "P0 P1 P2")...).Wants("应有 3 处，已落实 0 处，缺 3 处", "相邻两处都不超过 200 米")
	plan := sup.At
	if a, b := strings.Index(sup.Page, "解放路1</b>"), strings.Index(sup.Page, "解放路0</b>"); a < 0 || a > b {
		t.Error("they are not in their order along the street")
	}
	clerk.Get("/work", 200).Wants("3 处宣传点位该落实")
	up := func(id int64) {
		clerk.Get(plan, 200).Send("up", 200, "point", strconv.FormatInt(id, 10),
			"photos", "photo:hung"+strconv.FormatInt(id, 10))
	}
	clerk.Get(plan, 200).Send("up", 422, "point", strconv.FormatInt(ids[0], 10)).Wants("须附现场照片")
	up(ids[0])
	up(ids[1])
	clerk.Get(plan, 200).Wants("应有 3 处，已落实 2 处，缺 1 处", "现在这样相邻", "相距")
	photo := clerk.Match(`href="(/publicity/plans/\d+/photos/\d+)"`)
	clerk.Get(photo+"?size=thumb", 200)
	o.Visitor().Get(photo, 200).Wants("登录")
	ver.Get(plan, 200).Send("gone", 200, "point", strconv.FormatInt(ids[1], 10),
		"note", "被风刮掉了").Wants("缺 2 处", "被风刮掉了")
	sup.Get("/publicity/plans", 200).Wants("解放路", "应有 3 处，已落实 1 处，缺 2 处", "解放路1", "解放路2")
	clerk.Get("/publicity/plans?mine=1", 200).Wants("讲文明树新风")
	ver.Get("/publicity/plans?mine=1", 200).Lacks("讲文明树新风")
	sup.Get(plan, 200).Send("replan", 200, "points", "P1 P2").Wants("应有 2 处")
	sup.Send("end", 200, "reason", "道路改造")
	sup.Get("/publicity/plans", 200).Lacks("讲文明树新风")
}
