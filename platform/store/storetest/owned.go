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
		f, _ := os.OpenFile("/tmp/breaches", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		fmt.Fprintf(f, "%s\n%.0s", what, debug.Stack())
		f.Close()
	})
}
