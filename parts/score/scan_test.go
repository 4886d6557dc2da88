package score

import (
	"encoding/json"
	"testing"
)

// What encoding/json takes for an object with its keys and values, scan does too, and it never runs over the end of
// what is none.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1}`, ` { "a" : [1,{"b":"]}"}] , "c":"\\\"" ,"d":null}`, `{"a":"\\"}`,
		`{"a":{}}`, `[1]`, `{"a"`, `{"a":`, `{"a":"`, `{"a":[`, `{"a":1,}`, `{,}`, `{"a" 1}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := map[string]string{}
		err := scan(s, func(k, v string) { got[k] = v })
		for i := reported; i < steps; i++ {
			_, _ = read(i, s) // it must not panic
		}
		var want map[string]json.RawMessage
		if json.Unmarshal([]byte(s), &want) != nil || want == nil {
			return
		}
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		for k, v := range want {
			if quoted, _ := json.Marshal(k); string(quoted) != `"`+k+`"` {
				return // a key with escapes, of which our events have none
			}
			if have, is := got[k]; is && have != string(v) {
				t.Errorf("%q: %q is %q, want %q", s, k, have, v)
			}
			var list []json.RawMessage
			if json.Unmarshal(v, &list) == nil && count(string(v)) != len(list) {
				t.Errorf("%q has %d elements, not %d", v, len(list), count(string(v)))
			}
		}
	})
}
