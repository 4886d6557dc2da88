package meeting

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/parts/duty"
	"xiaohao/parts/file"
	"xiaohao/parts/node"
	"xiaohao/parts/office"
	"xiaohao/parts/route"
)

// Name is what other parts know its things by.
const Name = "meeting"

// Part is what others must know of meetings, documents, instructions and leading groups.
var Part = part.Part{
	Name:  Name,
	Uses:  []string{"archive", "duty", "file", "node", "office", "route"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		var u Uses // where nobody works there is none
		u.Routes, _ = part.Find[*route.Routes](b.Others)
		u.Duties, _ = part.Find[*duty.Duties](b.Others)
		u.Files, _ = part.Find[*file.Files](b.Others)
		u.Outgoing, _ = part.Find[*office.Office](b.Others)
		u.Nodes, _ = part.Find[*node.Nodes](b.Others)
		x := New(b, u)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Tells: []part.Telling{{Types: []event.Type{RegisteredType}, Tell: Tell}},
			Jobs:  []part.Job{{Do: x.Tick, Every: 5 * time.Second, Limit: 5 * time.Minute}}}, nil
	},
	Check: Check,
}
