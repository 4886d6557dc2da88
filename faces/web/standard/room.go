// Package standard is the standard that points are inspected by: its items, versions, files, and what inspections
// leave out.
package standard

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/inspect"
	"xiaohao/parts/standard"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "standard",
		Part:  "standard",
		Needs: []string{"inspect"},
		Routes: []kit.Route{
			kit.Staff("GET /standard", page),
			kit.Staff("GET /standard/standard.xlsx", standardFile),
			kit.Staff("GET /standard/items/{code}", standardItem),
			kit.Staff("GET /standard/diff", standardDiff),
			kit.Staff("GET /standard/coverage", standardCoverage),
			kit.Staff("GET /standard/upload", standardUpload),
			kit.Staff("POST /standard/upload", setStandard),
		},
		Templates: templates,
		Pages: []kit.Page{&StandardPage{}, &StandardItemPage{}, &StandardDiffPage{}, &StandardUploadPage{},
			&StandardCoveragePage{}},
		Sections: []kit.Section{
			{Group: "rounds", Key: "standard", URL: "/standard", Place: 30},
		},
	}
}

func inspectOf(h *part.House) *inspect.Inspect { return part.Get[*inspect.Inspect](h.Values) }

func standardOf(h *part.House) *standard.Standard { return part.Get[*standard.Standard](h.Values) }
