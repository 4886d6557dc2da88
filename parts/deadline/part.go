package deadline

import "xiaohao/core/part"

// Part is what others must know of what happens by the clock: the ladder, reviews, new deadlines, abolished units.
var Part = part.Part{
	Name:  "deadline",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		c := New(b)
		return part.Made{Value: c, Jobs: []part.Job{{Do: c.Tick}}}, nil
	},
}
