// Package event names what can happen in a city.
//
// It owns the type of those names and nothing else: each event type is declared where the event is, in loop/matter or
// in the part it belongs to. Ledger and parts, which do not know each other's events, all speak of them by this type.
package event

import "strings"

// Type is an event type 变动种类: what happened, as in "matter.listed". It stands in the ledger and never changes; JSON
// and tables hold the bare text.
type Type string

// In says whether the type begins so, as "matter.listed" begins with "matter.".
func (t Type) In(prefix Type) bool { return strings.HasPrefix(string(t), string(prefix)) }
