package opendata

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/atlas"
	"xiaohao/parts/release"
)

// How often the clock looks, and how long a making may take. What is withdrawn is to be gone within a minute.
const (
	watchEvery  = 15 * time.Second
	nightEvery  = 5 * time.Second
	makingLimit = 30 * time.Minute
)

// JobName is the name of the job that makes snapshots, and of its lease.
const JobName = "opendata"

// Part is what others must know of the open data 开放数据.
var Part = part.Part{
	Name:  "opendata",
	Uses:  []string{"atlas", "release"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		r, _ := part.Find[*release.Releases](b.Others) // where nobody works there is none
		a, _ := part.Find[*atlas.Atlas](b.Others)
		x := New(b, r, a)
		made := part.Made{Value: x, Followers: []ledger.Follower{follower{b.City}}}
		if b.Folder != "" {
			made.Jobs = []part.Job{{Name: "opendata_watch", Do: x.Watch, Every: watchEvery},
				{Name: JobName, Do: x.Nightly, Every: nightEvery, Limit: makingLimit, Alone: true}}
		}
		return made, nil
	},
	Check: Check,
}
