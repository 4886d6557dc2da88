package chief

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/indicator"
	"xiaohao/parts/patrol"
)

// How often the clock looks whether a problem climbs, which is a matter of days, and whether areas were abolished.
const (
	climbEvery  = time.Minute
	followEvery = time.Minute
)

// Part is what others must know of chiefs of areas 林长、河长、路长、网格.
var Part = part.Part{
	Name:  "chief",
	Uses:  []string{"indicator", "patrol"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		i, _ := part.Find[*indicator.Indicators](b.Others)
		x, err := New(b, i, part.Get[*patrol.Patrols](b.Others))
		if err != nil {
			return part.Made{}, err
		}
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Followers: []ledger.Follower{waits(b.City)},
			Tells: x.tells(), Waits: x.waits, Watches: x.watches, Jobs: []part.Job{
				{Name: "chief_climb", Do: x.Climb, Every: climbEvery, Limit: 5 * time.Minute},
				{Name: "chief_follow", Do: x.Follow,
					Every: followEvery, Limit: 10 * time.Minute}}}, nil
	},
	Check: Check,
}
