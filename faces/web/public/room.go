// Package public is what everybody may read of what is being fixed 公开: lists near a place and of an area, a page a
// matter, what was struck off this week, self-check campaigns in numbers, feeds. Of matters it asks the releases alone,
// whose gate says what may be seen.
//
// No page holds anything of one visitor, so that one copy serves all.
package public

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/api"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/atlas"
	"xiaohao/parts/campaign"
	"xiaohao/parts/release"
	"xiaohao/parts/standard"
)

//go:embed templates
var templates embed.FS

// listFields are what a list reads of its address; all others change nothing.
var listFields = []string{"area", "category", "from", "near", "q", "state"}

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "public",
		Part:  "release",
		Needs: []string{"atlas", "campaign", "standard"},
		Routes: []kit.Route{
			kit.Shared("GET /public", list, listFields...),
			kit.Shared("GET /public/areas/{code}", list, listFields...),
			kit.Shared("GET /public/week", week, "area", "category", "from"),
			kit.Shared("GET /public/campaigns", campaigns),
			kit.Shared("GET /public/dots.json", dots, "area", "box", "category", "q", "state"),
			kit.Shared("GET /public/shapes.json", shapes, "area"),
			kit.Shared("GET /public/matters/{id}", one),
			kit.Anyone("POST /public/matters/{id}/same", same),
			kit.Anyone("GET /public/matters/{id}/photos/{name}", photo),
			kit.Shared("GET /public/feed.atom", atom, "area", "category"),
			kit.Shared("GET /public/feed.json", feedJSON, "area", "category"),
		},
		JSON: []api.Route{
			api.Shared("GET /api/v1/public/matters", getMatters, version, "area", "category", "from", "limit",
				"state"),
			api.Shared("GET /api/v1/public/matters/{id}", getMatter, version),
		},
		Version: func(c *kit.Call) (string, error) { return releasesOf(c.House).Version(c.Ctx) },

		Templates: templates,
		Pages:     []kit.Page{&List{}, &Matter{}, &Week{}, &Campaigns{}},
	}
}

func version(c *api.Call) (string, error) { return releasesOf(c.House).Version(c.Ctx) }

func releasesOf(h *part.House) *release.Releases { return part.Get[*release.Releases](h.Values) }

func atlasOf(h *part.House) *atlas.Atlas { return part.Get[*atlas.Atlas](h.Values) }

func campaignsOf(h *part.House) *campaign.Campaigns { return part.Get[*campaign.Campaigns](h.Values) }

func standardOf(h *part.House) *standard.Standard { return part.Get[*standard.Standard](h.Values) }
