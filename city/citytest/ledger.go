package citytest

import (
	"testing"

	"xiaohao/city"
	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
)

// LedgerOptions are those of a city with all that is shipped, for making its views anew.
func LedgerOptions(t testing.TB, code int64, hash string, now func() calendar.Instant) ledger.Options {
	t.Helper()
	o, err := city.Standard().LedgerOptions(code, hash, now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
