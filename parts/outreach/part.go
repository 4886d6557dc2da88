package outreach

import (
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// seldom is how often the clock looks whether volunteers' data is to be destroyed, and whether something comes.
const seldom = 10 * time.Minute

// Part is what others must know of outreach 为民活动.
var Part = part.Part{
	Name:  "outreach",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x, err := New(b)
		if err != nil {
			return part.Made{}, err
		}
		return part.Made{Value: x, Views: []ledger.View{x.View()}, Waits: x.Waits, Tells: x.tells(),
			Jobs: []part.Job{{Do: x.Forget, Every: seldom}, {Name: "outreach_remind", Do: x.Remind, Every: seldom},
				{Name: "outreach_follow", Do: x.Follow}}}, nil
	},
	Check: Check,
	Files: evidence,
}

// evidence are the files of photos, and of the copies that were let out.
func evidence(e ledger.Event) (out []string, err error) {
	if e.Type != PhotoType && e.Type != DraftedType {
		return nil, nil
	}
	body, err := decode(e)
	if err != nil {
		return nil, err
	}
	switch b := body.(type) {
	case *Photographed:
		out = []string{b.Photo.ID, b.Photo.View, b.Photo.Thumb}
	case *Drafted:
		for _, p := range b.Photos {
			out = append(out, p.Original, p.Copy, p.Thumb)
		}
	}
	return out, nil
}
