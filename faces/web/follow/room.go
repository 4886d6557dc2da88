// Package follow is where residents follow how a matter or an area goes on 关注: by a form without an account, with a
// page behind every link of a letter. Opening a link changes nothing, since mail programs open links by themselves; a
// button does.
package follow

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/follow"
	"xiaohao/parts/release"
)

//go:embed templates
var templates embed.FS

// few is what these forms may bring: an address and a tick.
var few = gate.Body{Text: 8 << 10}

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "follow",
		Part:  "follow",
		Needs: []string{"release"},
		Routes: []kit.Route{
			kit.Anyone("GET /public/matters/{id}/follow", ask),
			kit.Anyone("POST /public/matters/{id}/follow", asked).Brings(few),
			kit.Anyone("GET /public/areas/{code}/follow", ask),
			kit.Anyone("POST /public/areas/{code}/follow", asked).Brings(few),
			kit.Anyone("GET /r/{code}/follow", ask),
			kit.Anyone("POST /r/{code}/follow", asked).Brings(few),
			kit.Anyone("GET /follow/asked", look),
			kit.Anyone("GET /follow/confirm/{token}", confirm),
			kit.Anyone("POST /follow/confirm/{token}", confirmed).Brings(few),
			kit.Anyone("GET /follow/stop/{token}", stop),
			kit.Anyone("POST /follow/stop/{token}", stopped).Brings(few),
			kit.Anyone("POST /follow/bounces", bounces),
		},
		Templates: templates,
		Pages:     []kit.Page{&Ask{}, &Link{}, &Done{}},
	}
}

func followsOf(h *part.House) *follow.Follows { return part.Get[*follow.Follows](h.Values) }

func releasesOf(h *part.House) *release.Releases { return part.Get[*release.Releases](h.Values) }
