package part

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// Rows is what those a ledger.View have in common whose rows are written with every event, in its transaction, and so
// are never behind the ledger. What embeds it adds Apply.
type Rows struct {
	City   int64
	Called string       // its name; a new meaning of the tables gets a new one: "office.1"
	Of     []event.Type // of a city that has none of these, nothing is folded anew when the view is new
	Tables []string     // what is emptied before events are folded anew
}

// Name implements ledger.View.
func (r Rows) Name() string { return r.Called }

// Types implements ledger.Newcomer: a city of an earlier program begins without a rebuild.
func (r Rows) Types() []event.Type { return r.Of }

// Reset implements ledger.View.
func (r Rows) Reset(ctx context.Context, tx *store.Tx) error { return empty(ctx, tx, r.City, r.Tables) }

// Begin implements ledger.View.
func (Rows) Begin(*store.Tx) {}

// Flush implements ledger.View: every event was written when it came.
func (Rows) Flush(context.Context, *store.Tx) error { return nil }

var _ ledger.Newcomer = Rows{}

// Document reads a row that holds a thing as JSON, and what else it has in columns. Where there is no row it gives what
// missing gives.
func Document(row interface{ Scan(...any) error }, into any, missing func() error, more ...any) error {
	var body string
	err := row.Scan(append([]any{&body}, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return missing()
	}
	if err != nil {
		return store.Explain(err)
	}
	return json.Unmarshal([]byte(body), into)
}
