package ledger

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"xiaohao/loop/event"
)

// TestChainVectors pins the encoding: a ledger written today must verify for ever. The sums were made by a separate
// program (Python's hashlib).
func TestChainVectors(t *testing.T) {
	t.Parallel()
	e := Event{City: 4304, Seq: 1, At: 1_763_900_000_123_456, Type: "reported", Subject: 1, Actor: 0,
		Command: ID{0x01, 0x9a, 0xb2, 3, 4, 5, 0x76, 7, 0x88, 9, 10, 11, 12, 13, 14, 15},
		Body:    json.RawMessage(`{"text":"路灯不亮"}`)}
	tests := []struct{ scheme, genesis, first string }{
		{SM3, "8c8521dfa40a452de46827666f6ae38266ab048ddc6aca2acefeafe4f88a9a98",
			"636bd0a30e19adfc1ff39aa2265ed18e11cc43b0f10913a505bc334552ffb0d5"},
		{SHA256, "2e1eced633e46c4cd2a14d4b0d2438b7f657de1a190775d3f1d315bec6b1b69a",
			"2cce477f03c2a9cd11d011d4d96bff6d604df9f63aa78ae6febaf584f7198a5e"},
	}
	for _, tt := range tests {
		t.Run(tt.scheme, func(t *testing.T) {
			c, err := newChain(tt.scheme)
			if err != nil {
				t.Fatal(err)
			}
			zero := c.genesis(4304)
			if got := hex.EncodeToString(zero[:]); got != tt.genesis {
				t.Errorf("genesis %s, want %s", got, tt.genesis)
			}
			one := c.link(zero, &e)
			if got := hex.EncodeToString(one[:]); got != tt.first {
				t.Errorf("first %s, want %s", got, tt.first)
			}
		})
	}
}

// FuzzEncode feeds texts of any bytes as a body: what is stored is JSON that reads back as the same text, bad UTF-8
// replaced.
func FuzzEncode(f *testing.F) {
	for _, s := range []string{"", "路灯不亮", "a\x00b", "\xff\xfe", "\u202e<script>&", "😀", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		body, err := encode(map[string]string{"text": s})
		if err != nil {
			if len(s) < MaxBody/6-20 {
				t.Fatal(err)
			}
			return
		}
		var back map[string]string
		if err := json.Unmarshal(body, &back); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && back["text"] != want {
			t.Errorf("%q came back as %q", s, back["text"])
		}
		if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 || bytes.IndexByte(body, '\n') >= 0 {
			t.Errorf("stored %q", body)
		}
	})
}

// FuzzLink moves bytes between neighbouring fields: no two different events may share a hash.
func FuzzLink(f *testing.F) {
	f.Add("reported", "{}", uint8(1))
	f.Fuzz(func(t *testing.T, typ, body string, cut uint8) {
		c, err := newChain(SHA256)
		if err != nil {
			t.Fatal(err)
		}
		all := typ + body
		at := int(cut) % (len(all) + 1)
		one := Event{Seq: 1, Type: event.Type(typ), Body: json.RawMessage(body)}
		two := Event{Seq: 1, Type: event.Type(all[:at]), Body: json.RawMessage(all[at:])}
		same := c.link([32]byte{}, &one) == c.link([32]byte{}, &two)
		if same != (typ == all[:at]) {
			t.Errorf("%q+%q and %q+%q: same hash %v", one.Type, one.Body, two.Type, two.Body, same)
		}
	})
}
