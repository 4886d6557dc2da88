package storetest

import (
	"fmt"
	"os"
	"runtime/debug"

	"xiaohao/platform/store"
)

// Whatever tests with databases looks at the owners of tables too. A breach ends the program at once: an error or a
// panic might be swallowed on its way.
func init() {
	store.Guard(func(what string) {
		fmt.Fprintf(os.Stderr, "tables are owned: %s\n\n%s", what, debug.Stack())
		os.Exit(2)
	})
}
