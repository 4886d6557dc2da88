package release

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// tells are the steps that the drafter hears of: his draft was sent back, or what he let out was taken back.
func (x *Releases) tells() part.Telling {
	return part.Telling{Tell: x.tell, Types: []event.Type{RefusedType, WithdrawnType}}
}

func (x *Releases) tell(ctx context.Context, r store.Reader, e ledger.Event) ([]part.Message, error) {
	before, err := standing(ctx, r, x.City, e.Subject, e.Seq-1)
	if err != nil || len(before.Hands) == 0 {
		return nil, err
	}
	said := before.Draft
	if said == nil {
		said = before.Shown
	}
	if said == nil {
		return nil, nil
	}
	kind := "release_refused"
	if e.Type == WithdrawnType {
		kind = "release_withdrawn"
	}
	return []part.Message{{Kind: kind, People: before.Hands[:1], Title: said.Title,
		Path: fmt.Sprintf("/matters/%d/release", e.Subject)}}, nil
}

// stands says how far the rule for plain categories has come.
func stands(ctx context.Context, r store.Reader, city, _ int64) ([]ledger.Stand, error) {
	var seq int64
	err := r.QueryRow(ctx, "SELECT seq FROM release_rules WHERE city = $1", city).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []ledger.Stand{{Name: "release_rules", Seq: seq}}, store.Explain(err)
}
