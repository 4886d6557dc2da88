// Command xiaohao runs a city's problem list, from a report to a strike-off. See README.md.
package main

import (
	"os"

	"xiaohao/app"
	"xiaohao/platform/document"
	"xiaohao/platform/photo"
)

func main() {
	photo.Helper() // these must come first: to decode a HEIC photo or a file the server starts this binary once more
	document.Helper()
	os.Exit(app.System().Run(os.Args[1:]))
}
