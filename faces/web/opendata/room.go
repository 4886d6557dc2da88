// Package opendata is the door of the open data: the page that says what it is, its files, and where an administrator
// sees how the making goes.
package opendata

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/opendata"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	q := newQueue()
	return kit.Room{
		Name:  "opendata",
		Part:  "opendata",
		Needs: []string{"release"}, // what it shows was let out there
		Routes: []kit.Route{
			kit.Anyone("GET /data", func(c *kit.Call) error { c.To("/data/"); return nil }),
			kit.Anyone("GET /data/{$}", page),
			kit.Anyone("GET /data/SHA256SUMS", sums),
			kit.Anyone("GET /data/withdrawn.json", q.list("withdrawn.json")),
			kit.Anyone("GET /data/withdrawn.csv", q.list("withdrawn.csv")),
			kit.Anyone("GET /data/{area}/{file}", q.areaFile),
			kit.Staff("GET /admin/opendata", desk),
			kit.Staff("POST /admin/opendata", makeNow),
		},
		Templates: templates,
		Pages:     []kit.Page{&Data{}, &Desk{}},
		Sections: []kit.Section{{Group: kit.AdminGroup, Key: "opendata", URL: "/admin/opendata", Place: 75,
			Opens: func(c *kit.Call) bool { return dataOf(c.House).MayAsk(c.Who.Caller) }}},
	}
}

func dataOf(h *part.House) *opendata.OpenData { return part.Get[*opendata.OpenData](h.Values) }
