package storetest

import (
	"flag"
	"os"
	"strconv"
	"testing"
)

// Whole is the environment variable that .ci/run sets to 1: then everything is drawn as often as it was meant to be.
const Whole = "XIAOHAO_WHOLE"

// Drawn is how often a test draws something: whole in .ci/run, few in make test, least with -short.
func Drawn(whole, few, least int) int {
	switch {
	case testing.Short():
		return least
	case os.Getenv(Whole) == "1":
		return whole
	}
	return few
}

// Main runs the tests of a package whose properties take long, each with a hundred draws in .ci/run, few in make
// test and least with -short, unless the command line says how many. A package's TestMain calls it.
func Main(m *testing.M, few, least int) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = flag.Set(f.Name, strconv.Itoa(Drawn(100, few, least)))
	}
	os.Exit(m.Run())
}
