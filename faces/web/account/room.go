// Package account is the pages of a person's own: logging in, password, sessions, keys, leave, language.
package account

import (
	"embed"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "account",
		Routes: []kit.Route{
			kit.Anyone("POST /language", language),
			kit.Anyone("GET /login", loginPage),
			kit.Anyone("POST /login", login).Brings(gate.Entrance),
			kit.Fresh("POST /logout", logout),
			kit.Fresh("GET /password", passwordPage),
			kit.Fresh("POST /password", password).Brings(gate.Resumed),
			kit.Fresh("POST /resume", resume).Brings(gate.Resumed),
			kit.Staff("GET /me", me),
			kit.Staff("POST /me/sessions/{id}/end", endSession),
			kit.Fresh("POST /me/sessions/end", endAll),
			kit.Staff("POST /me/leave", setLeave),
			kit.Staff("POST /me/keys", newKey),
			kit.Staff("POST /me/keys/{id}/end", endKey),
		},
		Templates: templates,
		Pages:     []kit.Page{&Login{}, &Me{}},
		Enter:     enter,
	}
}
