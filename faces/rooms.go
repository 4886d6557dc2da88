// Package faces holds the one list of rooms: what people see of the parts of a city.
package faces

import (
	"xiaohao/faces/web/account"
	"xiaohao/faces/web/admin"
	"xiaohao/faces/web/archive"
	"xiaohao/faces/web/atlas"
	"xiaohao/faces/web/board"
	"xiaohao/faces/web/bulletin"
	"xiaohao/faces/web/campaign"
	"xiaohao/faces/web/chief"
	"xiaohao/faces/web/duplicate"
	"xiaohao/faces/web/duty"
	"xiaohao/faces/web/everyone"
	"xiaohao/faces/web/file"
	"xiaohao/faces/web/follow"
	"xiaohao/faces/web/help"
	"xiaohao/faces/web/indicator"
	"xiaohao/faces/web/inspect"
	"xiaohao/faces/web/intake"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/matter"
	"xiaohao/faces/web/meeting"
	"xiaohao/faces/web/node"
	"xiaohao/faces/web/notify"
	"xiaohao/faces/web/office"
	"xiaohao/faces/web/opendata"
	"xiaohao/faces/web/outreach"
	"xiaohao/faces/web/patrol"
	"xiaohao/faces/web/plan"
	"xiaohao/faces/web/point"
	"xiaohao/faces/web/programs"
	"xiaohao/faces/web/public"
	"xiaohao/faces/web/publicity"
	"xiaohao/faces/web/recur"
	"xiaohao/faces/web/relay"
	"xiaohao/faces/web/release"
	"xiaohao/faces/web/report"
	"xiaohao/faces/web/rota"
	"xiaohao/faces/web/score"
	"xiaohao/faces/web/screen"
	"xiaohao/faces/web/seal"
	"xiaohao/faces/web/secondlook"
	"xiaohao/faces/web/standard"
	"xiaohao/faces/web/tally"
	"xiaohao/faces/web/topic"
	"xiaohao/faces/web/trend"
	"xiaohao/faces/web/work"
)

// Rooms lists the rooms that are shipped. Each says in its room.go which part it shows, its routes and its place in
// the navigation; package web joins them.
func Rooms() []kit.Room {
	return []kit.Room{report.Room(), public.Room(), everyone.Room(), programs.Room(), follow.Room(),
		release.Room(), screen.Room(), publicity.Room(), outreach.Room(), opendata.Room(), relay.Room(),
		account.Room(), work.Room(), matter.Room(), rota.Room(), file.Room(), board.Room(), atlas.Room(), topic.Room(),
		duplicate.Room(), recur.Room(), trend.Room(), campaign.Room(), meeting.Room(), office.Room(),
		plan.Room(), indicator.Room(), duty.Room(), tally.Room(), help.Room(), node.Room(), bulletin.Room(),
		archive.Room(), inspect.Room(), patrol.Room(), chief.Room(), point.Room(), standard.Room(), score.Room(),
		secondlook.Room(), seal.Room(),
		notify.Room(), admin.Room(), intake.Room()}
}
