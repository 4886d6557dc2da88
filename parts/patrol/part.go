package patrol

import "xiaohao/core/part"

// Part is what others must know of patrols.
var Part = part.Part{Name: "patrol", Make: func(part.Base) (part.Made, error) { return part.Made{}, nil }}
