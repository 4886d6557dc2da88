package field

import (
	"context"
	"strconv"

	"xiaohao/fault"
	"xiaohao/ledger"
	"xiaohao/org"
)

// rounds is the inspector's part of the day; nothing for others.
func (f *Field) rounds(_ context.Context, _ org.Caller, _ bool) (any, error) { return nil, nil }

// inspection takes a visit to a point in.
func (f *Field) inspection(_ context.Context, _ org.Caller, _ ledger.ID, in entryIn) (any, error) {
	return nil, fault.New(fault.Invalid, "command_unknown", "command", in.Kind).On("kind")
}

func photoURL(matter int64, photo string) string {
	return "/matters/" + strconv.FormatInt(matter, 10) + "/photos/" + photo + "?size=thumb"
}
