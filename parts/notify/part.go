package notify

import (
	"xiaohao/core/ledger"
	"xiaohao/core/part"
)

// Part is what others must know of telling people what happened.
var Part = part.Part{
	Name:  "notify",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		c := Config{City: b.City, DB: b.DB, Org: b.Org, Policy: b.Policy, Now: b.Now, Secret: b.Secret,
			BaseURL: b.BaseURL,
			Send:    b.Send, Log: b.Log, Writer: b.Desk, Others: b.Others}
		if b.Desk == nil {
			return part.Made{}, nil // the inbox is not made anew with the views
		}
		n, err := New(c)
		if err != nil {
			return part.Made{}, err
		}
		return part.Made{Value: n, Followers: []ledger.Follower{n.Follower()},
			Jobs: []part.Job{{Alone: true, Do: n.Deliver}}}, nil
	},
}
