// Command xiaohao runs a city's problem list, from a report to a strike-off. See README.md.
package main

import (
	"os"

	"xiaohao/app"
	"xiaohao/platform/photo"
)

func main() {
	photo.Helper() // must come first: to decode a HEIC photo the server starts this binary once more
	os.Exit(app.System().Run(os.Args[1:]))
}
