package sheet

import (
	"context"
	"errors"
	"sync"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// inFlight is how many reports wait for the ledger at once, so that it can commit them in groups.
const inFlight = 256

// given is a report on its way, and the place of its row.
type given struct {
	desk.Command
	nth int
}

// write gives the reports, many at a time. What was given before is the same command and makes nothing anew, so an
// import that was interrupted is simply started again. A row that the ledger refuses, although every check let it
// pass, stops no other.
func (i *matterImport) write(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	rows := make(chan given)
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range inFlight {
		wait.Go(func() {
			for g := range rows {
				res, err := i.d.Do(ctx, org.Caller{System: true, Person: i.opts.Caller.Person}, g.Command)
				mu.Lock()
				if err := i.became(g.nth, res, err); err != nil {
					stop(err)
				}
				mu.Unlock()
			}
		})
	}
	err := i.each(ctx, func(r Row) error {
		c, ok, err := i.command(r)
		if err != nil || !ok {
			return err
		}
		select {
		case rows <- given{c, r.Nth}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(rows)
	wait.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// command is the report of a row that is to be taken.
func (i *matterImport) command(r Row) (desk.Command, bool, error) {
	n, ok := i.names[r.Nth]
	if !ok || !i.rows[r.Nth-1].good() {
		return desk.Command{}, false, nil
	}
	c, err := i.read(r)
	if err != nil {
		return c, false, err
	}
	b, _ := c.Body.(*matter.Report)
	b.SourceNo, b.Digest, b.Again = n.number, n.digest, i.opts.SameNumberNew
	c.ID = desk.RowID(string(b.Source), n.number, n.digest, n.nth)
	return c, true, nil
}

// became notes what became of a row. An error that is not of this row ends the import.
func (i *matterImport) became(nth int, res desk.Result, err error) error {
	switch {
	case err == nil && res.Repeated, fault.Code(err) == "command_foreign":
		i.mark(nth, repeated, "")
	case err == nil:
		i.rows[nth-1].in = true
		i.came(1)
	case ofRow(err):
		return i.refuse(nth, i.names[nth].number, ofFault(err))
	default:
		return err
	}
	return nil
}

// ofRow says that an error is of one report and not of the ledger or the database.
func ofRow(err error) bool {
	var p *ledger.PanicError
	switch fault.Of(err).Kind {
	case fault.Internal:
		return errors.As(err, &p) || errors.Is(err, ledger.ErrBadRequest)
	case fault.Busy, fault.NoSpace:
		return false
	}
	return true
}

// ofFault makes a fault of one row out of what is a mistake of the program.
func ofFault(err error) error {
	if f := fault.Of(err); f.Kind != fault.Internal {
		return f
	}
	return fault.New(fault.Invalid, "row_internal").By(err)
}
