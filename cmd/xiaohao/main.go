// Command xiaohao runs a city's problem list, from a report to a strike-off. See README.md.
package main

import (
	"os"

	"xiaohao/app"
)

func main() { os.Exit(app.System().Run(os.Args[1:])) }
