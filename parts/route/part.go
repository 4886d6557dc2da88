package route

import (
	"context"
	"time"

	"xiaohao/core/part"
)

// Part is what others must know of suggesting what a report is and who should have it.
var Part = part.Part{
	Name:  "route",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Jobs: []part.Job{{Limit: 30 * time.Minute, Alone: true, Do: x.learn}}}, nil
	},
}

// learn learns anew when that is due, which takes seconds to a minute, and says how often it did.
func (x *Routes) learn(ctx context.Context) (int, error) {
	due, err := x.Due(ctx)
	if err != nil || !due {
		return 0, err
	}
	j, err := x.Train(ctx, func(int, int) {})
	if err != nil || j == nil {
		return 0, err
	}
	return 1, nil
}
