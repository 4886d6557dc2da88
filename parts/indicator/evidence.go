package indicator

import (
	"context"
	"io"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/file"
)

// OnReading is the shelf of readings. What proves an area's figures of a span hangs on the event that said them first,
// whatever corrects them later.
const OnReading = "reading"

func (x *Indicators) shelf() *file.Shelf { return x.files.Shelf(OnReading) }

// Evidence are the files that prove what an area reported of a span, the oldest first, and why the caller may add none;
// nil where he may. Who sees the figures sees them. There are none where nothing was reported.
func (x *Indicators) Evidence(ctx context.Context, caller org.Caller, set int64, a area.Code,
	s Span) (list []file.File, why error, err error) {
	sheet, closed, err := x.Sheet(ctx, caller, set, a, s)
	if err != nil {
		return nil, nil, err
	}
	if sheet == nil {
		return nil, fault.New(fault.Conflict, "indicator_nothing_to_prove"), nil
	}
	list, err = x.shelf().List(ctx, sheet.First)
	return list, x.mayProve(caller, a, closed), err
}

// mayProve says why the caller hangs no file on figures: who reports them may, and who brings them in with a file,
// until their span is closed.
func (x *Indicators) mayProve(caller org.Caller, a, closed area.Code) error {
	switch {
	case !x.Org().MayAct(caller, ReportedType, a) && !x.Org().MayAct(caller, BroughtType, a):
		return fault.New(fault.Denied, "not_allowed")
	case closed != 0:
		return fault.New(fault.Conflict, "indicator_locked", "area", x.Org().Tree().FullName(closed))
	}
	return nil
}

// AddEvidence hangs a file on what an area reported of a span; see file.Shelf.Add. Faults besides: not_allowed,
// indicator_locked, indicator_nothing_to_prove.
func (x *Indicators) AddEvidence(ctx context.Context, caller org.Caller, id ledger.ID, set int64, a area.Code, s Span,
	name string, r io.Reader) (file.Added, error) {
	sheet, closed, err := x.Sheet(ctx, caller, set, a, s)
	if err == nil {
		err = x.mayProve(caller, a, closed)
	}
	if err == nil && sheet == nil {
		err = fault.New(fault.Conflict, "indicator_nothing_to_prove")
	}
	if err != nil {
		return file.Added{}, err
	}
	return x.shelf().Add(ctx, caller, id, sheet.First, []area.Code{a}, name, r)
}

// OpenEvidence opens one of the files for handing out. It gives fault.Missing "files_gone".
func (x *Indicators) OpenEvidence(ctx context.Context, caller org.Caller, set int64, a area.Code, s Span,
	id int64) (*file.File, io.ReadSeekCloser, error) {
	sheet, _, err := x.Sheet(ctx, caller, set, a, s)
	if err != nil {
		return nil, nil, err
	}
	if sheet == nil {
		return nil, nil, fault.New(fault.Missing, "files_gone")
	}
	return x.shelf().Open(ctx, sheet.First, id)
}

// WithdrawEvidence takes one of the files out of sight, for a reason. Who hung it there may, until the span is closed.
func (x *Indicators) WithdrawEvidence(ctx context.Context, caller org.Caller, id ledger.ID, set int64, a area.Code,
	s Span, which int64, reason string) error {
	sheet, closed, err := x.Sheet(ctx, caller, set, a, s)
	if err != nil {
		return err
	}
	if sheet == nil {
		return fault.New(fault.Missing, "files_gone")
	}
	f, err := x.shelf().Get(ctx, sheet.First, which)
	if err == nil {
		err = x.mayProve(caller, a, closed)
	}
	if err == nil && (caller.Person == 0 || caller.Person != f.Person) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err != nil {
		return err
	}
	return x.shelf().Withdraw(ctx, caller, id, sheet.First, which, reason)
}
