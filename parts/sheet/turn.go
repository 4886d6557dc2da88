package sheet

import (
	"context"
	"errors"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// patience is how long an import waits for the one before it.
const patience = 5 * time.Second

// turn waits until no other import of the city is under way, here or in another process: two at a time would not see
// each other's rows, and take twice the memory. End lets the next begin. Whoever waits in vain is told how far the
// other is; the fault is import_taken or import_elsewhere.
func (j *job) turn(ctx context.Context) (end func(), err error) {
	t, err := j.d.Ledger().Alone(ctx, "import", patience)
	var taken *ledger.AloneError
	switch {
	case errors.As(err, &taken) && taken.Since != 0:
		return nil, Busy(j.opts.Lang, j.d.Now(), taken.Doing).By(err)
	case errors.As(err, &taken) && taken.Percent < 0:
		return nil, fault.New(fault.Busy, "import_elsewhere").By(err)
	case errors.As(err, &taken):
		return nil, fault.New(fault.Busy, "import_taken", "percent", taken.Percent).By(err)
	case err != nil:
		return nil, err
	}
	t.Say(j.opts.Caller.Name, j.kind, j.d.Now())
	show, w := j.opts.Progress, j.opts.Watch
	j.opts.Progress = func(done, total int64) {
		t.At(done, total)
		t.Rows(max(w.Looked(), w.In()))
		show(done, total)
	}
	return t.End, nil
}

// Busy is the fault of whoever finds another import under way: who imports what, since when, and how far he is.
func Busy(language string, now calendar.Instant, d ledger.Doing) *fault.Error {
	who := d.By
	if who == "" {
		who = "@import.command_line"
	}
	return fault.New(fault.Busy, "import_running", "who", who, "what", "@import.kind."+d.What,
		"since", lang.When(language, now, d.Since), "rows", d.Rows, "percent", d.Percent())
}
