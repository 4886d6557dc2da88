// Package notify is what a person was told and how he wants to be told, and for administrators what could not be
// delivered.
package notify

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/follow"
	"xiaohao/parts/notify"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name:  "notify",
		Part:  "notify",
		Needs: []string{"follow"},
		Routes: []kit.Route{
			kit.Staff("GET /inbox", inbox),
			kit.Staff("POST /inbox/choices", setChoices),
			kit.Staff("GET /admin/delivery", delivery),
			kit.Staff("POST /admin/delivery", setChannel),
			kit.Staff("POST /admin/delivery/{id}/try", tryChannel),
			kit.Staff("POST /admin/delivery/resend", resend),
			kit.Staff("GET /admin/delivery/{id}", sentTo),
			kit.Staff("POST /admin/delivery/{id}/again", sendAgain),
			kit.Staff("POST /admin/delivery/{id}/takeup", takeUp),
			kit.Staff("POST /admin/delivery/{id}/secret", rotate),
			kit.Staff("POST /admin/delivery/{id}/former", endFormer),
		},
		Templates: templates,
		Pages:     []kit.Page{&Inbox{}, &Delivery{}, &SentPage{}},
		Sections: []kit.Section{
			{Group: kit.AdminGroup, Key: "delivery", URL: "/admin/delivery", Place: 50},
		},
		Unread: unread,
	}
}

func notifyOf(h *part.House) *notify.Notify { return part.Get[*notify.Notify](h.Values) }

func followsOf(h *part.House) *follow.Follows { return part.Get[*follow.Follows](h.Values) }
