package notify

import (
	"context"
	"encoding/json"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

const sealKind = "seal"

// Keep sends a seal of the ledger to every program outside that listens for the whole city, so that others keep it. A
// repeat sends nothing.
func (n *Notify) Keep(ctx context.Context, seq int64, seal any) error {
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		channels, err := n.channels(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range channels {
			if !c.Enabled || c.Kind != Webhook || c.Unit != 0 || c.Area != area.Code(n.City*1e8) {
				continue
			}
			id := fmt.Sprintf("seal/%d/c%d", seq, c.ID)
			body, err := json.Marshal(hook{Version: 1, ID: id, City: n.City, Type: sealKind, At: n.Now(), Seal: seal})
			if err != nil {
				return err
			}
			if err := n.queue(ctx, tx, row{ID: id, Channel: c.ID, Kind: sealKind, Args: string(body), At: n.Now(),
				Due: n.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
}
