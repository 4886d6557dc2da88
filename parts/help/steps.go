package help

import (
	"embed"

	"xiaohao/platform/store"
)

//go:embed schema
var schema embed.FS

// Steps are the steps by which this part's tables are made.
func Steps() []store.Step { return store.Steps(schema, "help") }
