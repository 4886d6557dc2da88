package score

import (
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
)

// Part is what others must know of the assessment 考核.
var Part = part.Part{
	Name:  "score",
	Steps: Steps(),
	Acts: []org.Act{{Type: PublishedType, Whole: true,
		Rights: []org.Right{{In: org.City, Clock: true, Posts: []matter.Post{matter.Supervisor}}}}},
	Make: func(b part.Base) (part.Made, error) {
		s := New(Config{City: b.City, DB: b.DB, Org: b.Org, Policy: b.Policy, Now: b.Now, Desk: b.Desk})
		return part.Made{Value: s, Followers: []ledger.Follower{s.Follower()}}, nil
	},
	Check: Check,
}
