package part

import (
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/platform/store"
)

// Document reads a row that holds a thing as JSON, and what stands beside it in columns. Where there is no row it gives
// what missing gives.
func Document(row interface{ Scan(...any) error }, into any, missing func() error, beside ...any) error {
	var body string
	err := row.Scan(append([]any{&body}, beside...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return missing()
	}
	if err != nil {
		return store.Explain(err)
	}
	return json.Unmarshal([]byte(body), into)
}
