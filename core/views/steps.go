package views

import (
	"embed"

	"xiaohao/platform/store"
)

//go:embed schema
var schema embed.FS

// Steps are the steps by which this package's tables are made.
func Steps() []store.Step { return store.Publish(store.Steps(schema, "views", 3, 5, 13), published) }
