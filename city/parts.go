package city

import (
	"xiaohao/core/part"
	"xiaohao/parts/alarm"
	"xiaohao/parts/archive"
	"xiaohao/parts/atlas"
	"xiaohao/parts/bulletin"
	"xiaohao/parts/campaign"
	"xiaohao/parts/deadline"
	"xiaohao/parts/duplicate"
	"xiaohao/parts/duty"
	"xiaohao/parts/file"
	"xiaohao/parts/follow"
	"xiaohao/parts/indicator"
	"xiaohao/parts/inspect"
	"xiaohao/parts/intake"
	"xiaohao/parts/meeting"
	"xiaohao/parts/node"
	"xiaohao/parts/notice"
	"xiaohao/parts/notify"
	"xiaohao/parts/office"
	"xiaohao/parts/open311"
	"xiaohao/parts/opendata"
	"xiaohao/parts/origin"
	"xiaohao/parts/plan"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/parts/recur"
	"xiaohao/parts/relay"
	"xiaohao/parts/release"
	"xiaohao/parts/rota"
	"xiaohao/parts/route"
	"xiaohao/parts/score"
	"xiaohao/parts/screen"
	"xiaohao/parts/seal"
	"xiaohao/parts/secondlook"
	"xiaohao/parts/standard"
	"xiaohao/parts/topic"
	"xiaohao/parts/trend"
)

// Parts is the one list of what a city can do. A part that asks for the value of another one stands behind it. Their
// order is also that of Tick: what is due first comes first, the seal last.
func Parts() []part.Part {
	return []part.Part{deadline.Part, rota.Part,
		score.Part, secondlook.Part, alarm.Part, standard.Part, point.Part, atlas.Part,
		release.Part, file.Part, inspect.Part, duplicate.Part, recur.Part, trend.Part, campaign.Part, route.Part,
		topic.Part, origin.Part, screen.Part, publicity.Part, opendata.Part, relay.Part, indicator.Part, duty.Part,
		node.Part, archive.Part, notice.Part, office.Part, meeting.Part, plan.Part, bulletin.Part, intake.Part,
		notify.Part, follow.Part, open311.Part, seal.Part}
}
