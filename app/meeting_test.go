package app

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// TestDecode: what a text may be written in, and what is none.
func TestDecode(t *testing.T) {
	t.Parallel()
	const text = "会议强调，要加强领导。\r\n𠀀"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{"UTF-8": text, "UTF-8 with its mark": "\uFEFF" + text, "GB18030": gb,
		"GB18030 with its mark": "\x84\x31\x95\x33" + gb, "UTF-16": wide} {
		if got, ok := decode([]byte(raw)); !ok || got != text {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	for _, raw := range []string{"\x00\x01\x02", "%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x00", "PK\x03\x04", "\x89PNG\r\n\x1a\n",
		"\xff\xff\xff", "\x81"} {
		if got, ok := decode([]byte(raw)); ok {
			t.Errorf("%q was read as %q", raw, got)
		}
	}
	if got, ok := decode(nil); !ok || got != "" {
		t.Error("an empty file is a text")
	}
}
