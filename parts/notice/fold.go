package notice

import (
	"context"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/platform/store"
)

// sending are the events that send a notice which is archived. A 交办单 is none: there is one for every assignment, and
// the matter itself tells it.
var sending = []event.Type{matter.TypeInstructed, matter.TypeSupervised, matter.TypeHeld}

// follower keeps which notices there are and of which the archive is to be told.
func follower(city int64) part.Folder {
	return part.Folder{City: city, Called: "notice.1", Tables: []string{"notice_ends"},
		Asks: append([]event.Type{matter.TypeStruckOff, matter.TypeMerged, matter.TypeReopened, matter.TypeSplit,
			archive.OfferedType}, sending...),
		Fold: func(ctx context.Context, tx *store.Tx, e ledger.Event) error { return fold(ctx, tx, city, e) }}
}

func fold(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	switch e.Type {
	case matter.TypeStruckOff, matter.TypeMerged:
		return tx.Later(ctx, "UPDATE notice_ends SET waits = 1 WHERE city = $1 AND matter = $2 AND told = 0", city,
			e.Subject)
	case matter.TypeReopened, matter.TypeSplit:
		return tx.Later(ctx, "UPDATE notice_ends SET waits = 0 WHERE city = $1 AND matter = $2", city, e.Subject)
	case archive.OfferedType:
		return told(ctx, tx, city, e)
	}
	var b struct {
		Paper *matter.Paper `json:"paper"`
	}
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return fmt.Errorf("read which notice was sent: %w", err)
	}
	if b.Paper == nil {
		return nil // nobody counted notices then
	}
	waits := int64(0)
	if e.Type == matter.TypeHeld {
		waits = 1 // a matter that is over may still be held to account: Tick looks whether it is
	}
	return tx.Later(ctx, "INSERT INTO notice_ends (city, notice, matter, waits, told) VALUES ($1, $2, $3, $4, 0)", city,
		e.Seq, e.Subject, waits)
}

// told notes that the archive knows of a notice.
func told(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	body, err := archive.Decode(e.Type, e.Body)
	if err != nil {
		return err
	}
	b, is := body.(*archive.Offered)
	if !is || b.Part != Name {
		return nil
	}
	return tx.Later(ctx, "UPDATE notice_ends SET waits = 0, told = 1 WHERE city = $1 AND notice = $2", city, b.Subject)
}
