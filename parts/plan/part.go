package plan

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/indicator"
	"xiaohao/parts/meeting"
	"xiaohao/parts/office"
)

// Name is what the office knows plans by.
const Name = "plan"

// tickEvery is how often the clock looks for papers that went out.
const tickEvery = 15 * time.Second

// Part is what others must know of action plans 行动计划.
var Part = part.Part{
	Name:  Name,
	Uses:  []string{"indicator", "office", "meeting"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		var u Uses // where nobody works there is none
		u.Indicators, _ = part.Find[*indicator.Indicators](b.Others)
		u.Office, _ = part.Find[*office.Office](b.Others)
		u.Meetings, _ = part.Find[*meeting.Meetings](b.Others)
		x := New(b, u)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Tells: []part.Telling{x.tells(), x.tellsBack()},
			Jobs:  []part.Job{{Do: x.Tick, Every: tickEvery}}}, nil
	},
	Check: Check,
}
