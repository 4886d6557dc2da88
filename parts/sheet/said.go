package sheet

import (
	"strconv"

	"xiaohao/platform/lang"
)

// Count is one number of an account, in words.
type Count struct{ Label, Value string }

// Counts are the numbers of an account in words, all of them, and whether it was written.
func Counts(l string, a Account, dry bool) []Count {
	var out []Count
	add := func(key, value string) { out = append(out, Count{lang.T(l, "account."+key, nil), value}) }
	for _, x := range []struct {
		key string
		n   int
	}{{"rows", a.Rows}, {"taken", a.Taken}, {"changed", a.Changed}, {"repeated", a.Repeated},
		{"conflicts", a.Conflicts}, {"refused", a.Refused}, {"held", a.Held}, {"joined", a.Joined}} {
		add(x.key, strconv.Itoa(x.n))
	}
	if a.Aside > 0 { // only figures are set aside
		add("aside", strconv.Itoa(a.Aside))
	}
	written := "account.not_written"
	switch {
	case dry:
		written = "account.only_looked"
	case a.Written:
		written = "account.all_written"
	}
	add("written", lang.T(l, written, nil))
	return out
}
