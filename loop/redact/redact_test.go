package redact

import (
	"strings"
	"testing"
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
	} {
		got, hit := Text(in)
		if got != want || hit != (in != want && !strings.Contains(want, in)) {
			t.Errorf("%q\n got %q (%v)\nwant %q", in, got, hit, want)
		}
	}
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
