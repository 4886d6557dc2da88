package indicator_test

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/platform/document"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/photo"
)

func TestMain(m *testing.M) {
	photo.Helper()
	document.Helper()
	os.Exit(m.Run())
}

const (
	town  = area.Code(430405100000)
	first = area.Code(430405100200)
	other = area.Code(430405100201)
)

// settle gives the town a township with two villages and their people.
func settle(o *webtest.Town) {
	at := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	o.Hire([]org.Change{&org.AreaSet{Area: town, Name: "茶山坳镇"}, &org.AreaSet{Area: first, Name: "堰头村"},
		&org.AreaSet{Area: other, Name: "金甲村"}, &org.UnitSet{Code: "v1", Zh: "堰头村委会", Area: first},
		&org.UnitSet{Code: "zhen", Zh: "茶山坳镇政府", Area: town},
		&org.PersonSet{Login: "v1", Name: "文书甲", Posts: at(matter.UnitClerk, 0), UnitCodes: []string{"v1"}},
		&org.PersonSet{Login: "zhen", Name: "镇长丙", Posts: at(matter.UnitHead, 0), UnitCodes: []string{"zhen"}},
		&org.PersonSet{Login: "shi", Name: "督办丁", Posts: at(matter.Supervisor, 430400000000)},
		&org.PersonSet{Login: "qu", Name: "区里戊", Posts: at(matter.Supervisor, 430405000000)}},
		"v1", "zhen", "shi", "qu")
}

// send sends a file of a span's figures, as the page's form does.
func send(b *webtest.Browser, set, span, name, text string) {
	b.T.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	f, err := w.CreateFormFile("file", name)
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = io.WriteString(f, text)
	for k, v := range map[string]string{"kind": "readings", "set": strings.TrimPrefix(set, "/indicators/"),
		"span": span, "skip-bad": "1"} {
		_ = w.WriteField(k, v)
	}
	w.Close()
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+"/imports", &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	b.Ask(r)
	if b.Status != http.StatusOK {
		b.T.Fatalf("%s: %d\n%s", name, b.Status, webtest.Brief(b.T, b.Page))
	}
}

// prove sends the form by which a file is hung on figures.
func prove(b *webtest.Browser, name string, data []byte, status int) *webtest.Browser {
	b.T.Helper()
	action, v := b.Filled("file")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	_ = m.WriteField("id", v.Get("id"))
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = w.Write(data)
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, b.Srv.URL+action, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Referer", b.Srv.URL+b.At)
	if b.Ask(r); b.Status != status {
		b.T.Fatalf("%s: got %d, want %d\n%s", name, b.Status, status, webtest.Brief(b.T, b.Page))
	}
	return b
}

// TestAVillageReports: a set is begun, a target set and split, a village reports and is asked about what is unlikely,
// its
// township reviews and returns once, the county closes with those named who are missing, the city reads and exports; in
// both languages, and nobody reads what is not his.
func TestAVillageReports(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	settle(o)
	shi, qu, zhen, v1 := o.As("shi"), o.As("qu"), o.As("zhen"), o.As("v1")
	v1.Get("/indicators/new", 403)
	shi.Get("/indicators", 200).Wants("还没有指标")
	shi.Get("/indicators/new", 200).Send("set", 200, "set", "village-economy", "area", "430400000000", "first", "2024",
		"years", "3").Wants("村级集体经济发展三年行动", "没有目标")
	set := regexp.MustCompile(`/indicators/\d+`).FindString(shi.At)

	target := set + "/targets?area=430405000000&code=income"
	shi.Get(target, 200).Send("cut", 409, "span", "2025", "how", "equal").Wants("还没有定目标")
	shi.Get(target, 200).Send("target", 200, "span", "2025", "value", "100,000.01").Wants("100,000.01")
	shi.Get(target, 200).Send("cut", 200, "span", "2025", "how", "equal")
	shi.Get(target, 200).Send("target", 422, "span", "2025", "value", "90000").Wants("写明理由")
	shi.Get(target, 200).Send("target", 200, "span", "2025", "value", "90000", "reason",
		"年中调整").Wants("目标对不上", "差 -10,000.01 元")

	qu.Get("/indicators", 200).Wants("眼下没有要您报、要您审的数", "珠晖区：还没有目标或还没有数")
	v1.Get("/work", 200).Wants("个指标数等您填报")
	v1.Get("/indicators", 200).Wants("2025年", "堰头村").Lacks("眼下没有要您报")
	entry := set + "/entry?area=430405100200&span=2025"
	v1.Get(set+"/entry?area=430405100201&span=2025", 404)
	v1.Get(entry, 200)
	fill := []string{"v.income", "60000", "v.own_business", "20000.5", "v.contracts", "30000", "v.investments", "0",
		"v.other_business", "0"}
	v1.Send("entry", 409, fill...).Wants("应当 经营性收入", "左边是 60,000", "整数 60,000", "最后一天")
	v1.Send("entry", 422, "v.income", "六万").Wants("要填合理的数")
	v1.Get(entry, 200).Send("entry", 409, fill...)
	for _, name := range regexp.MustCompile(`name="(answer\.[^"]*)"`).FindAllStringSubmatch(v1.Page, -1) {
		fill = append(fill, strings.NewReplacer("&#43;", "+", "&lt;", "<").Replace(name[1]), "核对过，账上如此")
	}
	v1.Send("entry", 200, fill...).Wants("等上级审核", "核对过，账上如此", "佐证材料")
	prove(v1, "机密-合同.txt", []byte("x"), 422).Wants("标有“机密”")
	prove(v1, "租赁合同.docx", documenttest.Word("冷库租赁合同"), 200).Wants("文件已上传", "租赁合同.docx")
	paper := strings.ReplaceAll(v1.Match(`href="(/indicators/\d+/files/\d+[^"]*)"`), "&amp;", "&")
	zhen.Get(entry, 200).Wants("租赁合同.docx")
	zhen.Get(paper, 200).Wants("PK")
	o.As("clerk").Get(paper, 404)

	zhen.Get("/work", 200).Wants("份指标填报等您审核")
	review := set + "/review?area=430405100000&span=2025"
	v1.Get(review, 404)
	zhen.Get(review, 200).Wants("堰头村", "核对过，账上如此", "还没有报的", "金甲村")
	zhen.Send("return-430405100200", 200, "reason", "合计不对")
	v1.Get(entry, 200).Wants("上级退回", "退回的原因", "合计不对")
	v1.Send("entry", 409).Wants(`required>核对过，账上如此</textarea>`) // what was answered stands there already
	fill[1] = "50000.5"
	v1.Send("entry", 200, fill...)
	sheet := zhen.Get(review, 200).Match(`name="sheet" value="([^"]+)"`)
	zhen.Send("review", 200, "sheet", sheet).Wants("没有等您审核的")

	period := set + "/period?area=430405000000&span=2025"
	qu.Get(period, 200).Wants("1 个没有报", "金甲村")
	qu.Send("close", 409, "reason", "").Wants("请写明理由")
	qu.Send("close", 200, "reason", "金甲村受灾").Wants("已经关账", "50,000.5 元")
	v1.Get(entry, 200).Lacks(`id="form-entry"`)
	shi.Get(set, 200).Wants("衡阳市", "一般村", "应报 2，已报 1（50%）", "按区划代码排列")
	shi.Get(set+"?area=430405100000", 200).Wants("堰头村", "金甲村", "一般村")
	shi.Get(set+"?lang=en", 200)
	qu.Get(period, 200).Send("unlock", 200, "reason", "改错").Wants("解锁")

	shi.Get(set+"/export.xlsx", 200)
	if _, err := zip.NewReader(strings.NewReader(shi.Page), int64(len(shi.Page))); err != nil {
		t.Error(err)
	}
	shi.Get(set+"/template.xlsx?area=430405000000&span=2024", 200)
	qu.Get(set+"/import?area=430405000000&span=2024", 200).Wants(`name="span" value="2024"`)
	v1.Get(set+"/import?area=430405000000&span=2024", 404)
	send(qu, set, "2024", "三资.csv", "区划代码,集体经济经营性收入,经营收入,发包及上交收入,投资收益,其他经营收入\n"+
		"430405100200,51234,51234,0,0,0\n金甲村,1,1,0,0,0\n")
	qu.Wants("将导入 1", "拒收 1", "只写了名字", "没有写入，只是预览")
	qu.Send("take", 200).Wants("导入 1", "已写入")
	qu.Get(set+"/import?area=430405000000&span=2024", 200).Wants("三资.csv", "已收 1 行", "我上传的")
	qu.Get("/imports?kind=readings", 200).Lacks(`id="form-send"`)
	v1.Get("/imports", 403)
	o.Visitor().Get(set, 200).Wants("登录")
}
