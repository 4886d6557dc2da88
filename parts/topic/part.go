package topic

import (
	"context"
	"time"

	"xiaohao/core/part"
)

// Part is what others must know of hot topics 热点.
var Part = part.Part{
	Name:  "topic",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Jobs: []part.Job{{Limit: 10 * time.Minute, Alone: true, Do: x.find}}}, nil
	},
}

// find looks for topics when that is due, and says how often it did.
func (x *Topics) find(ctx context.Context) (int, error) {
	due, err := x.Due(ctx)
	if err != nil || !due {
		return 0, err
	}
	return 1, x.Find(ctx)
}
