package field

import (
	"context"
	"encoding/json"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/inspect"
)

// rounds is the inspector's part of the day; nothing for others.
func (f *Field) rounds(ctx context.Context, caller org.Caller, inspector bool) (*inspect.Day, error) {
	if !inspector {
		return nil, nil
	}
	return f.inspect.Day(ctx, caller)
}

// inspection takes a visit to a point in. What became of it comes back in words, with whether it counts and with a
// clock that is off.
func (f *Field) inspection(ctx context.Context, caller org.Caller, id ledger.ID, in entryIn) (any, error) {
	var v inspect.Visit
	if err := json.Unmarshal(in.Body, &v); err != nil {
		return nil, fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("body")
	}
	v.At, v.Sent = in.At, in.Sent
	r, err := f.inspect.Make(ctx, caller, id, v)
	if err != nil {
		return nil, err
	}
	return entryOut{Message: r.Message, Repeated: r.Repeated, Off: r.ClockOff, Counted: &r.Counted}, nil
}

func photoURL(matter int64, photo string) string {
	return "/matters/" + strconv.FormatInt(matter, 10) + "/photos/" + photo + "?size=thumb"
}
