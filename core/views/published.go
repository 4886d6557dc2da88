package views

import "xiaohao/platform/store"

// published is what parts may join in texts of their own: the matters as lists show them, who holds them, and the
// counters. Everything else of this package's tables is read through its functions.
var published = store.Published{
	"matters": {"city", "id", "doc", "kind", "state", "open", "area", "category", "severity", "lead", "reporter",
		"reported_at",
		"source", "source_no", "fire"},
	"holders":      {"city", "open", "unit", "id"},
	"case_members": {"city", "open", "person", "id"},
	"tallies":      {"city", "dim", "area", "kind", "key", "word", "state", "n"},
}
