// Package doors holds one property test: whatever was not released is behind no door that is open to everybody.
//
// It plants a secret of its own in every field that a matter, its people and its papers have, draws a history, and asks
// every address that answers without a login, as the program's own lists of routes have them, so that a new address is
// asked as soon as it is there.
package doors
