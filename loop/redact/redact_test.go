package redact

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"联系人张先生，电话13812345678，谢谢":                 "联系人张先生，电话［电话］，谢谢",
		"电话１３８１２３４５６７８":                           "电话［电话］",
		"打 138-1234-5678 或 0734-8812345":          "打 ［电话］ 或 ［电话］",
		"身份证430402199001011234。":                  "身份证［证件号］。",
		"邮箱 a.b@qq.com":                           "邮箱 ［邮箱］",
		"卡号6222021234567890129":                   "卡号6222021234567890129", // no valid check digit: not a card
		"卡号4111111111111111":                      "卡号［卡号］",
		"2019/4/24 16:03:40 停水，房价13800元，编号188006": "2019/4/24 16:03:40 停水，房价13800元，编号188006",
		"编号P2026-000123，区划430405001002":           "编号P2026-000123，区划430405001002",
		"订单9138123456781234":                      "订单9138123456781234",

		// other digits, other separators
		"手机138\u200b1234\u200d5678":                       "手机［电话］",
		"手机138.1234.5678、1 3 9 8 7 6 5 4 3 2 1":           "手机［电话］、［电话］",
		"手机1 3 8，我在":                                      "手机1 3 8，我在",
		"手机一三八一二三四五六七八":                                   "手机［电话］",
		"手机壹叁捌 壹贰叁肆 伍陆柒捌":                                 "手机［电话］",
		"手机幺三八·一二三四·五六七〇":                                 "手机［电话］",
		"手机一3八12三4５六7⑧":                                   "手机［电话］",
		"联系王五13812345678":                                 "联系王五［电话］",
		"联系李四一三八一二三四五六七八":                                 "联系李四［电话］",
		"+86 138 1234 5678，0086-13812345678，013812345678": "［电话］，［电话］，［电话］",
		"1381234567813987654321":                          "［电话］",
		"138，1234，5678":                                   "［电话］",
		"(0734)8812345，07348812345":                       "(［电话］，［电话］",
		"0734-8812345、8812346":                            "［电话］",
		"０７３４　８８１　２３４５":                                   "［电话］",
		"身份证 430402 19900101 123 x":                       "身份证 ［证件号］",
		"身份证４３０４０２１９９００１０１１２３Ｘ":                           "身份证［证件号］",
		"证件430402900101123":                               "证件［证件号］",
		"卡4111 1111 1111 1111":                            "卡［卡号］",
		"卡四一一一-1111-1111-1111":                            "卡［卡号］",
		"找 li.si１@163.com 或 zhang @ qq.com":               "找 ［邮箱］ 或 ［邮箱］",

		// plates
		"湘D·12345占道，湘D12345、湘 d 1 2 3 4 5": "［车牌］占道，［车牌］、［车牌］",
		"湘AD12345停在湘A12345D旁，粤Z1234港":      "［车牌］停在［车牌］旁，［车牌］",
		"湘D一二三四五":                          "［车牌］",
		"云A区，新B12栋，京A楼":                    "云A区，新B12栋，京A楼",

		// messengers
		"加微信zhang_san99，或VX：abc12345":     "加微信［微信］，或VX：［微信］",
		"微信号是lisifeng，QQ 123456789":       "微信号是［微信］，QQ ［QQ号］",
		"V信 12345678和87654321，扣扣一二三四五六七":  "V信 ［微信］，扣扣［QQ号］",
		"QQ：123 456 789":                  "QQ：［QQ号］",
		"QQ123456 3号楼":                    "QQ［QQ号］ 3号楼",
		"微信同号13812345678":                 "微信同号［微信］",
		"微信支付12元，微信公众号hengyang2024，QQ群公告": "微信支付12元，微信公众号hengyang2024，QQ群公告",

		// what numbers a thing
		"550e8400-e29b-41d4-a716-446655440000":  "550e8400-e29b-41d4-a716-446655440000",
		"13812345-1381-4234-8567-138123456789":  "13812345-1381-4234-8567-138123456789",
		"衡政办发〔2024〕13号，湘0405民初13812号":           "衡政办发〔2024〕13号，湘0405民初13812号",
		"工单号13812345678，电话13812345678":          "工单号13812345678，电话［电话］",
		"案件编号：430405 20240115 0012":             "案件编号：430405 20240115 0012",
		"430405202401150012已经三天":                "430405202401150012已经三天",
		"路灯编号0734-8812345，路灯LD-138-0123-4567不亮": "路灯编号0734-8812345，路灯LD-138-0123-4567不亮",
		"13800123456号路灯不亮":                      "13800123456号路灯不亮",
		"身份证编号430402199001011234":               "身份证编号［证件号］",
		"15、16、17、18、19、2号楼停水":                  "15、16、17、18、19、2号楼停水",
		"住15-1-1502 16-1-1503":                  "住15-1-1502 16-1-1503",
		"十三点八万元，一三五号楼，二〇二六年一月":                  "十三点八万元，一三五号楼，二〇二六年一月",
	} {
		got, hit := Text(in)
		if got != want || hit != (in != want) {
			t.Errorf("%q\n got %q (%v)\nwant %q", in, got, hit, want)
		}
	}
}

// forms are the ways in which a digit is written.
var forms = []string{"0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨",
	"٠١٢٣٤٥٦٧٨٩"}

// written is a number in a mixture of digits and separators.
func written(t *rapid.T, number, separators string, label string) string {
	var b strings.Builder
	for i, c := range number {
		if n := rapid.IntRange(0, 3).Draw(t, label+" separators"); i > 0 && n > 1 {
			b.WriteString(rapid.StringOfN(rapid.RuneFrom([]rune(separators)), n-1, n-1, -1).Draw(t, label+" between"))
		}
		if c >= '0' && c <= '9' {
			c = []rune(rapid.SampledFrom(forms).Draw(t, label+" form"))[c-'0']
		}
		b.WriteRune(c)
	}
	return b.String()
}

// TestNoWritingSurvives: of no mixture of digits, separators and characters that do not print is a digit left.
func TestNoWritingSurvives(t *testing.T) {
	t.Parallel()
	numbers := []string{"13812345678", "19900000000", "8613987654321", "07348812345", "01088123456", "02088123456",
		"430402199001011234", "43040219900101123X", "4111111111111111", "6222021234567890128", "湘D12345", "粤BD12345"}
	rapid.Check(t, func(t *rapid.T) {
		say := rapid.SampledFrom([]string{"请打", "联系人：", "王", "，", "找物业。"})
		number := rapid.SampledFrom(numbers).Draw(t, "number")
		text := say.Draw(t, "before") + written(t, number, " 　-—.·_/\u200b\u200d\u2060\ufe0f*", "it") + "，" +
			written(t, "13987654321", "  .·-\u200c", "another") + say.Draw(t, "after")
		got, hit := Text(text)
		r, _ := read(got)
		for _, x := range r {
			if !hit || x.digit() || strings.ContainsRune("湘粤", x.plain) {
				t.Fatalf("%q redacts to %q", text, got)
			}
		}
	})
}

// TestOnce: what was redacted stays the same; a text that can hold no number is unchanged.
func TestOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SampledFrom([]string{"微信", "QQ", "号", "：", "湘D", "1", "38", "12345", "一三八", "66", "@",
			".com", " ", "-",
			"、", "，", "［", "］", "编号", "a", "LD", "路灯", "0734", "\u200b", "\xff", "19900101", "X", "加", "和"})
		text := strings.Join(rapid.SliceOfN(some, 0, 30).Draw(t, "pieces"), "")
		a, hit := Text(text)
		if b, again := Text(a); again || b != a {
			t.Fatalf("%q redacts to %q, and that to %q", text, a, b)
		}
		if !hit && a != text {
			t.Fatalf("%q became %q without a find", text, a)
		}
		plain := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '@' || strings.ContainsRune("微Q一三八", r) {
				return -1
			}
			return r
		}, text)
		if b, hit := Text(plain); hit || b != plain {
			t.Fatalf("%q became %q", plain, b)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("电话13812345678")
	f.Fuzz(func(t *testing.T, s string) {
		a, _ := Text(s)
		if b, again := Text(a); again {
			t.Errorf("%q redacts to %q, which still holds something: %q", s, a, b)
		}
	})
}
