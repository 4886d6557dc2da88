package archive

import (
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of the archive 归档.
var Part = part.Part{
	Name:  "archive",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits}, nil
	},
	Check: Check,
}
