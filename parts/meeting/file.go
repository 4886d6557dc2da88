package meeting

import (
	"context"
	"io"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/file"
)

// MostFile is the most bytes of an upload that a text is read from, and of a file that hangs on a thing.
const MostFile = 20 << 20

// TextOf is the text of an upload, of which nothing is stored: plain text, Word, PDF with a text layer. What bears a
// mark of secrecy is refused. Faults: meeting_secret, meeting_internal, and those of file.Files.Read.
func (x *Meetings) TextOf(ctx context.Context, name string, data []byte) (string, error) {
	if err := x.Unmarked("file", name); err != nil {
		return "", err
	}
	return x.Files.Read(ctx, name, data)
}

func (x *Meetings) shelf() *file.Shelf { return x.Files.Shelf(Name) }

// AddFile hangs a file on a thing that stands, by who enters things of its area. Faults: meeting_missing, not_allowed,
// meeting_withdrawn, meeting_closed, and those of file.Shelf.Add.
func (x *Meetings) AddFile(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, name string,
	r io.Reader) (file.Added, error) {
	t, err := x.mine(ctx, x.DB.Read(), caller, thing)
	if err == nil {
		err = t.over()
	}
	if err != nil {
		return file.Added{}, err
	}
	return x.shelf().Add(ctx, caller, id, thing, []area.Code{t.Area}, name, r)
}

// DropFile takes a file of a thing that stands out of sight, for a reason. Faults as of AddFile, and those of
// file.Shelf.Withdraw.
func (x *Meetings) DropFile(ctx context.Context, caller org.Caller, id ledger.ID, thing, f int64,
	reason string) error {
	t, err := x.mine(ctx, x.DB.Read(), caller, thing)
	if err == nil {
		err = t.over()
	}
	if err != nil {
		return err
	}
	return x.shelf().Withdraw(ctx, caller, id, thing, f, reason)
}

// FilesOf are the files of a thing, the oldest first, those left out that were taken out of sight. For whom the thing
// is not there it is missing.
func (x *Meetings) FilesOf(ctx context.Context, caller org.Caller, t *Thing) (out []file.File, err error) {
	if !x.Sees(caller, &t.Entry) {
		return nil, missing()
	}
	list, err := x.shelf().List(ctx, t.ID)
	for _, f := range list {
		if !f.Withdrawn {
			out = append(out, f)
		}
	}
	return out, err
}

// OpenFile opens a file of a thing for handing out, for whom the thing is there; the reading is noted. Faults:
// meeting_missing, and those of file.Shelf.Open.
func (x *Meetings) OpenFile(ctx context.Context, caller org.Caller, thing, f int64) (*file.File, io.ReadSeekCloser,
	error) {
	if _, err := x.Look(ctx, caller, thing); err != nil {
		return nil, nil, err
	}
	return x.shelf().Open(ctx, thing, f)
}
