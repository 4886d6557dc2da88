package follow

import (
	"context"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/parts/notify"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// Part is what others must know of following 关注.
var Part = part.Part{
	Name:  name,
	Uses:  []string{"release", "notify"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		if b.Desk == nil {
			return part.Made{}, nil // what people follow is no history: it is not made anew with the views
		}
		x, err := New(b, part.Get[*release.Releases](b.Others), part.Get[*notify.Notify](b.Others))
		if err != nil {
			return part.Made{}, err
		}
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()},
			Jobs: []part.Job{{Every: time.Minute, Do: x.Tick}}}, nil
	},
	Stands: stands,
}

// stands says up to where those who follow something were told; the proof makes no follower of this part.
func stands(ctx context.Context, r store.Reader, city, head int64) ([]ledger.Stand, error) {
	at, err := ledger.Cursor(ctx, r, city, followerName)
	if err != nil {
		return nil, err
	}
	return []ledger.Stand{ledger.StandAt(followerName, at, head)}, nil
}
