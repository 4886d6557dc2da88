package secrecy

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMark(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"机密★10年": Secret, "秘密": Confidential, "　　绝 密　": Top, "绝密★": Top, "秘密 一年": Confidential,
		"密级：机密": Secret, "【秘密】关于某事的通知": Confidential, "000001\n机密★1年\n特急": Secret, "份号 000012    秘密": Confidential,
		"机\u200b密★长期": Secret, "机密＊": Secret, "秘密\n绝密★": Top,
		"内部资料 注意保存": Internal, "（内部资料）": Internal, "内部文件，不得外传": Internal,

		"保守国家秘密": "", "侵犯商业秘密的行为": "", "秘密谈判": "", "要做好机密文件的管理": "", "密切联系群众": "",
		"成功的秘密": "", "机密性": "", "严守党的秘密，对党忠诚": "", "国家秘密分为绝密、机密、秘密三级": "", "加强内部资料性出版物管理": "", "": "",
	} {
		if got := Mark(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNameMark(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"机密-会议纪要.docx": Secret, "纪要(秘密).pdf": Confidential,
		"绝密.jpg": Top, "会议_机密_2021.png": Secret, "机密★1年 纪要.pdf": Secret,
		"保密工作要点.docx": "", "商业秘密保护方案.pdf": "", "秘密花园.jpg": "", "内部资料.pdf": Internal,
	} {
		if got := NameMark(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestMarkAnywhere: a starred mark is found wherever the line stands and however wide it is written.
func TestMarkAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.StringMatching(`[要认真学习贯彻落实，。 a-z]{0,30}`)).Draw(t, "lines")
		at := rapid.IntRange(0, len(lines)).Draw(t, "at")
		g := rapid.SampledFrom([]string{Top, Secret, Confidential}).Draw(t, "grade")
		gap := rapid.SampledFrom([]string{"", " ", "\u3000"}).Draw(t, "gap")
		r := []rune(g)
		term := rapid.SampledFrom([]string{"", "1年", "长期"}).Draw(t, "term")
		mark := string(r[0]) + gap + string(r[1]) + gap + "★" + term
		text := strings.Join(append(append(append([]string{}, lines[:at]...), mark), lines[at:]...), "\n")
		if got := Mark(text); got != g {
			t.Fatalf("%q: %q", text, got)
		}
	})
}
