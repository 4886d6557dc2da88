package paper

import (
	"bytes"
	"strings"
	"testing"

	"xiaohao/platform/lang"
)

// TestOfficial: an outgoing paper says everything, its table with every cell, and the same paper gives the same bytes.
func TestOfficial(t *testing.T) {
	t.Parallel()
	o := Official{Lang: lang.Zh, Issuer: "衡阳市", Number: "衡办分〔2026〕1号", Signer: "庚", Title: "关于某事的任务分解表",
		To: "各单位：", Body: []string{"请抓好落实。"}, Heads: []string{"序号", "任务", "主办单位"},
		Rows: [][]string{{"1", "清理 <楼道> 堆物", "社区居委会"}, {"2", strings.Repeat("长", 300), ""}},
		Foot: []string{"每月底前报送。"}, Date: "2026年11月16日", City: "衡阳市"}
	var a, b bytes.Buffer
	if err := o.Docx(&a); err != nil {
		t.Fatal(err)
	}
	if err := o.Docx(&b); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Fatal("not the same bytes", err)
	}
	text := open(t, a.Bytes()).text
	for _, want := range []string{o.Number, "庚", o.Title, o.To, "请抓好落实。", "序号", "清理 <楼道> 堆物", "社区居委会", "每月底前报送。",
		o.Date, strings.Repeat("长", 300)} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}
