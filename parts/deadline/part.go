package deadline

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/platform/store"
)

// Part is what others must know of what happens by the clock: the ladder, reviews, new deadlines, abolished units.
var Part = part.Part{
	Name:  "deadline",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		c := New(b)
		return part.Made{Value: c, Jobs: []part.Job{{Do: c.Tick}}}, nil
	},
	Stands: stands,
}

// stands says for which policy the deadlines were reckoned last. A policy is an event; its reckoning is late by no
// events, since the clock does it.
func stands(ctx context.Context, r store.Reader, city, _ int64) ([]ledger.Stand, error) {
	var policy int64
	err := r.QueryRow(ctx, "SELECT policy FROM reckonings WHERE city = $1", city).Scan(&policy)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []ledger.Stand{{Name: "reckonings", Seq: policy}}, store.Explain(err)
}
