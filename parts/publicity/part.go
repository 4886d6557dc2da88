package publicity

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

const township = area.Township

func reviewers() []matter.Post { return policy.Reviewers() }

// weeklyEvery is how often the clock looks whether a paper is due.
const weeklyEvery = 5 * time.Minute

// Part is what others must know of publicity 常态化宣传.
var Part = part.Part{
	Name:  "publicity",
	Uses:  []string{"point", "release"},
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		r, _ := part.Find[*release.Releases](b.Others) // where nobody works there is none
		x := New(b, r)
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits,
			Jobs: []part.Job{{Do: x.Weekly, Every: weeklyEvery, Limit: 10 * time.Minute}}}, nil
	},
	Check: Check,
	Files: evidence,
}

// evidence are the files of the photos that say whether a position is up.
func evidence(e ledger.Event) (out []string, err error) {
	if !IsType(e.Type) {
		return nil, nil
	}
	b, err := Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	for _, ph := range PhotosOf(b) {
		out = append(out, ph.ID, ph.View, ph.Thumb)
	}
	return out, nil
}
