package citytest

import (
	"testing"

	"xiaohao/city"
	"xiaohao/core/ledger"
)

// LedgerOptions are those of a city with all that is shipped, for making its views anew.
func LedgerOptions(t testing.TB, code int64, hash string, now func() int64) ledger.Options {
	t.Helper()
	o, err := city.Standard().LedgerOptions(code, hash, now)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
