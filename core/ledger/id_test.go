package ledger_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"xiaohao/core/ledger"
)

func TestNewID(t *testing.T) {
	t.Parallel()
	// 2022-02-22T19:22:22Z is the instant of RFC 9562's example of version 7.
	id, err := ledger.NewID(0x017F22E279B0*1000+999,
		bytes.NewReader([]byte{0xfc, 0xc3, 0x58, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f}))
	if err != nil || id.String() != "017f22e2-79b0-7cc3-98c4-dc0c0c07398f" {
		t.Errorf("got %s, %v", id, err)
	}
	if _, err := ledger.NewID(1, strings.NewReader("short")); err == nil {
		t.Error("made an id without enough random bytes")
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	const good = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
	for text, ok := range map[string]bool{
		good: true, strings.ToUpper(good): true, "f47ac10b-58cc-4372-a567-0e02b2c3d479": true,
		"": false, "00000000-0000-0000-0000-000000000000": false, good[1:]: false, good + "0": false,
		strings.ReplaceAll(good, "-", ""): false, "{" + good[1:35] + "}": false, "g" + good[1:]: false,
		"017f22e2_79b0-7cc3-98c4-dc0c0c07398f": false,
	} {
		id, err := ledger.ParseID(text)
		if (err == nil) != ok || (err != nil && !errors.Is(err, ledger.ErrBadID)) {
			t.Errorf("%q: %v", text, err)
		}
		if ok && id.String() != strings.ToLower(text) {
			t.Errorf("%q became %s", text, id)
		}
	}
}

func TestIDInJSON(t *testing.T) {
	t.Parallel()
	var v struct{ ID ledger.ID }
	if err := json.Unmarshal([]byte(`{"ID":"017F22E2-79B0-7CC3-98C4-DC0C0C07398F"}`), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil || string(out) != `{"ID":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f"}` {
		t.Errorf("got %s, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"ID":"x"}`), &v); err == nil {
		t.Error("took a bad id")
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ledger.ParseID(text)
		if err == nil && id.String() != strings.ToLower(text) {
			t.Errorf("%q became %s", text, id)
		}
	})
}
