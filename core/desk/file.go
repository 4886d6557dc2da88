package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"

	"xiaohao/loop/fault"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// Laid is a file that was put into the city's store, before anything says so.
type Laid struct {
	Name string // its hash
	was  bool   // it lay there before
}

// LayFile puts bytes into the store of files. Only a part that has looked through them may call it; what it lays down
// it either records, with UseFile in the same transaction, or takes away again with DropFile.
func (d *Desk) LayFile(ctx context.Context, b []byte) (Laid, error) {
	if !d.blobs.Roomy() {
		return Laid{}, fault.New(fault.NoSpace, "disk_reserve").On("file")
	}
	in, err := d.blobs.Stage(ctx, bytes.NewReader(b), math.MaxInt64)
	if err != nil {
		return Laid{}, stageFault(err)
	}
	defer in.Drop()
	was, err := d.blobs.Has(in.Hash)
	if err == nil {
		err = in.Keep() // also where it lay there: that mends it
	}
	if err != nil {
		return Laid{}, stageFault(err)
	}
	return Laid{in.Hash.String(), was}, nil
}

// UseFile says in the transaction that records a file that it is used: it is swept with no upload of the same bytes. It
// gives fault.Busy "try_again" where the file was taken away in between.
func (d *Desk) UseFile(ctx context.Context, tx *store.Tx, name string) error {
	if !there(d.blobs, name) {
		return fault.New(fault.Busy, "try_again")
	}
	_, err := tx.Exec(ctx, `UPDATE upload_files SET used = 1 WHERE city = $1 AND hash = $2`, d.city, name)
	return err
}

// DropFile takes away what was laid down and not recorded, unless it lay there before or somebody else uses it; known
// says whether the part that laid it down knows it by another event.
func (d *Desk) DropFile(ctx context.Context, f Laid, known func(context.Context, *store.Tx) (bool, error)) error {
	if f.was || f.Name == "" {
		return nil
	}
	err := d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if used, err := known(ctx, tx); err != nil || used {
			return err
		}
		_, err := d.orphan(ctx, tx, f.Name)
		return err
	})
	return translateNil(err)
}

// OpenFile opens a file by its name. Only a part that has found that the caller may read it may call it.
func (d *Desk) OpenFile(name string) (io.ReadSeekCloser, error) {
	h, err := blob.ParseHash(name)
	if err != nil {
		return nil, fault.New(fault.Missing, "files_gone").By(err)
	}
	f, err := d.blobs.Open(h)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, fault.New(fault.Missing, "files_gone").By(err)
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "internal").By(err)
	}
	return f, nil
}
