// Package help is the pages of persons in need 求助: taking somebody in at a counter, what is to be done first, who
// collects him, and what came of it. A list shows number, type and clock; words stand on a case's own page, which only
// those who work on it open.
package help

import (
	"embed"
	"strconv"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/help"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "help",
		Part: "help",
		Routes: []kit.Route{
			kit.Staff("GET /help", list),
			kit.Staff("GET /help/new", begin),
			kit.Staff("POST /help/new", begun),
			kit.Staff("GET /help/figures", figures),
			kit.Staff("GET /help/press", press),
			kit.Staff("POST /help/press", pressed),
			kit.Staff("GET /help/{id}", page),
			kit.Staff("GET /help/{id}/sheet", paper),
			kit.Staff("POST /help/{id}/{step}", step),
			kit.Staff("GET /help/{id}/outside", outside),
			kit.Staff("POST /help/{id}/outside", send),
			kit.Staff("GET /help/{id}/outside/{n}", sealedPaper),
			kit.Staff("POST /help/{id}/outside/{n}/{step}", outsideStep),
			kit.Anyone("GET /s/{address}", enter),
			kit.Anyone("POST /s/{address}", entered).Brings(few),
			kit.Anyone("POST /s/{address}/{how}", replied).Brings(few),
		},
		Templates: templates,
		Pages: []kit.Page{&List{}, &New{}, &Case{}, &Paper{}, &Figures{}, &Press{}, &Outside{}, &Sealed{},
			&Door{}, &Seen{}},
		Sections: []kit.Section{{Group: "now", Key: "help", URL: "/help", Place: 50,
			Opens: func(c *kit.Call) bool { return casesOf(c.House).MayOpen(c.Who.Caller) }}},
	}
}

func casesOf(h *part.House) *help.Cases { return part.Get[*help.Cases](h.Values) }

func caseURL(id int64) string { return "/help/" + strconv.FormatInt(id, 10) }
