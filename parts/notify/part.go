package notify

import (
	"context"
	"encoding/json"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
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
			Jobs: []part.Job{{Alone: true, Do: n.Deliver}, {Name: "letters", Alone: true, Do: n.Carry},
				{Name: "hooks", Every: 10 * time.Minute, Alone: true, Do: n.tidy}},
			Waits: n.waits,
			Tells: []part.Telling{{Types: []event.Type{org.TypeKeyEnding}, Tell: keyEnding},
				{Types: []event.Type{org.TypeServiceKeyEnding}, Tell: n.serviceKeyEnding}}}, nil
	},
	Stands: stands,
}

// keyEnding tells who holds a key that it ends soon.
func keyEnding(_ context.Context, _ store.Reader, e ledger.Event) ([]part.Message, error) {
	var k org.KeyEnding
	if err := json.Unmarshal(e.Body, &k); err != nil {
		return nil, err
	}
	return []part.Message{{Kind: "key_ending", People: []int64{k.Person}, Title: k.Name, Due: k.Expires, Path: "/me"}},
		nil
}

// serviceKeyEnding tells the city's administrators that a key of another program ends soon.
func (n *Notify) serviceKeyEnding(_ context.Context, _ store.Reader, e ledger.Event) ([]part.Message, error) {
	var k org.ServiceKeyEnding
	if err := json.Unmarshal(e.Body, &k); err != nil {
		return nil, err
	}
	return []part.Message{{Kind: "service_key_ending", People: n.administrators(), Title: k.Name, Due: k.Expires,
		Path: "/admin/keys"}}, nil
}

// administrators are the people who manage the whole city.
func (n *Notify) administrators() (out []int64) {
	o := n.Org()
	for _, p := range o.People() {
		if !p.Disabled && o.MayAdminister(p.Caller(), area.Code(n.City*1e8)) {
			out = append(out, p.ID)
		}
	}
	return out
}

// stands says how far the inboxes are filled, and how far people have read them; nobody must.
func stands(ctx context.Context, r store.Reader, city, head int64) ([]ledger.Stand, error) {
	at, err := ledger.Cursor(ctx, r, city, followerName)
	if err != nil {
		return nil, err
	}
	var read int64
	err = r.QueryRow(ctx, "SELECT COALESCE(MAX(seq), 0) FROM inbox_reads WHERE city = $1", city).Scan(&read)
	return []ledger.Stand{ledger.StandAt(followerName, at, head), {Name: "inbox_reads", Seq: read}},
		store.Explain(err)
}
