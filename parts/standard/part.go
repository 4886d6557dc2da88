package standard

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
)

// Part is what others must know of the standard 测评体系.
var Part = part.Part{
	Name:  "standard",
	Steps: Steps(),
	Acts: []org.Act{{Type: PublishedType, Whole: true,
		Rights: []org.Right{{In: org.City, System: true,
			Posts: []matter.Post{matter.Supervisor, matter.Administrator}}}}},
	Make: func(b part.Base) (part.Made, error) {
		s := New(b)
		return part.Made{Value: s, Followers: []ledger.Follower{s.Follower()}}, nil
	},
	Check: Check,
}
