package paper

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"xiaohao/platform/lang"
)

// code is a picture that looks like a QR code.
func code(t testing.TB) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 116, 116))
	for i := range m.Pix {
		x, y := i%116/4, i/116/4
		if (x*7+y*13+x*y)%3 > 0 {
			m.Pix[i] = 255
		}
	}
	m.SetGray(0, 0, color.Gray{})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// slip is a reply slip of the usual lines.
func slip(l, heading, unit string) *Slip {
	t := func(key string) string { return lang.T(l, "paper.slip_"+key, nil) }
	return &Slip{Heading: heading, Signature: t("signed"), Rows: []Blank{{Label: t("unit"), Value: unit},
		{Label: t("received")}, {Label: t("person")}, {Label: t("phone")}, {Label: t("done"), Lines: 2},
		{Label: t("until")}, {Label: t("date")}}}
}

// chinese is a notice of the usual length.
func chinese(t testing.TB) Doc {
	return Doc{Lang: lang.Zh, Name: "督办单", Number: "衡督〔2026〕17号", Issuer: "衡阳市雁峰区事项交办办公室", Date: "2026年11月24日",
		To: "雁峰区城市管理和综合执法局：",
		Body: []string{"你单位承办的“解放大道与蒸阳南路交叉口东侧人行道垃圾堆积”（HY-2026-000127）应于 2026年11月20日 17:00 前办结，现已超过时限 2 个工作日。",
			"请立即整改，查明迟延原因，并填写回执。", "你单位的上一级单位对本事项一并负责。"},
		Rows: [][2]string{{"问题", "人行道垃圾堆积"}, {"编号", "HY-2026-000127"},
			{"内容", "路口东侧人行道上长期堆放装修垃圾和生活垃圾，占去大半路面，行人只能走机动车道，早晚高峰尤其危险。"},
			{"地点", "湖南省衡阳市雁峰区先锋街道 解放大道 88 号门前"}, {"类别", "暴露垃圾"}, {"交办时间", "2026年11月19日 09:12"},
			{"时限", "2026年11月20日 17:00"},
			{"催办", "1 次"}, {"要求", "清运全部垃圾，路面冲洗干净，安排专人每日巡查。"}, {"协办", "先锋街道办事处"}},
		Signature: "李明", Contact: "王芳 0734-1234567", Slip: slip(lang.Zh, "回　执（督办单 衡督〔2026〕17号）", "雁峰区城管局"),
		QR: code(t), Tone: "orange", City: "衡阳市"}
}

func english(t testing.TB) Doc {
	return Doc{Lang: lang.En, Name: "Supervision notice", Number: "SN 2026-17", Issuer: "Office of Yanfeng District",
		Date: "24 Nov 2026", To: "To: Yanfeng Urban Management Bureau",
		Body: []string{"“Rubbish on the pavement at Jiefang Avenue” (HY-2026-000127), which your unit handles, was " +
			"due by 20 Nov 2026 17:00 and is 2 working days late. " +
			"Fix it at once, find out why it was delayed, and return the reply slip."},
		Rows: [][2]string{{"Problem", "Rubbish on the pavement"}, {"Number", "HY-2026-000127"},
			{"Details", "Building rubble and household rubbish have covered most of the pavement for weeks."},
			{"Place", "88 Jiefang Avenue, Xianfeng, Yanfeng, Hengyang"}, {"Category", "Exposed rubbish"},
			{"Due", "20 Nov 2026 17:00"}},
		Signature: "Li Ming", Contact: "Wang Fang 0734-1234567",
		Slip: slip(lang.En, "Reply slip (Supervision notice SN 2026-17)", "Yanfeng Urban Management"), QR: code(t),
		Tone: "blue", City: "Hengyang"}
}

func made(t testing.TB, d Doc) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Docx(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
