package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/inspect"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

var (
	_ = register(command{"verify", "[-data DIR] [-seals FILE] [-receipt FILE]", verify})
	_ = register(command{"rebuild", "[-data DIR]", rebuild})
)

func verify(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	seals := fs.String("seals", "", "seals kept outside (JSON): prove with them that nothing was rewritten or cut off")
	receipt := fs.String("receipt", "",
		"the proof of an entry (JSON), as its reporter got it: prove that the entry is still there")
	most := fs.Int("most", 20, "stop naming faults after this many")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	kept, err := keepsakesOf(*seals, *receipt)
	if err != nil {
		return err
	}
	if _, err := os.Stat(at.dir); err != nil {
		return fault.New(fault.Missing, "data_none", "dir", at.dir).By(err)
	}
	db, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	if err := p.schemaFits(ctx, db); err != nil {
		return opening(err, at)
	}
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	return p.prove(ctx, at, db, pol, kept, *most)
}

// prove proves the ledger, its seals, the views and the photos of one moment, and says what does not hold.
func (p *Program) prove(ctx context.Context, at *place, db *store.DB, pol *policy.Policy, kept keepsakes,
	most int) error {
	faults := 0
	tell := func(what string) {
		if faults++; faults <= most {
			fmt.Fprintln(p.Out, "✗ "+what)
		}
	}
	blobs, err := blob.Open(at.blobs())
	if err != nil {
		return fault.New(fault.Internal, "data_dir", "dir", at.blobs()).By(err)
	}
	photos := map[string]bool{}
	b := p.bar(p.say("cli.verify.chain"))
	err = ledger.Verify(ctx, db, pol.City.Code, b.at, func(e ledger.Event) error { return evidence(e, photos) })
	b.end()
	var broken *ledger.BrokenError
	if errors.As(err, &broken) {
		tell(broken.Error())
	} else if err != nil {
		return err
	}
	if err := p.proveSeals(ctx, db, pol.City.Code, kept, tell); err != nil {
		return err
	}
	b = p.bar(p.say("cli.verify.views"))
	err = db.Snapshot(ctx, func(r store.Reader) error { return views.Check(ctx, r, pol.City.Code, b.at, tell) })
	b.end()
	if err != nil {
		return err
	}
	b = p.bar(p.say("cli.verify.score"))
	err = db.Snapshot(ctx, func(r store.Reader) error {
		return p.list().Check(ctx, r, pol.City.Code, func(string) part.Progress { return b.at }, tell)
	})
	b.end()
	if err != nil {
		return err
	}
	if err := p.proveFiles(ctx, blobs, photos, tell); err != nil {
		return err
	}
	if faults > 0 {
		return fault.New(fault.Conflict, "verify_failed", "n", faults)
	}
	head, ok, err := ledger.HeadOf(ctx, db.Read(), pol.City.Code)
	if err != nil || !ok {
		return cmp.Or[error](err, fault.New(fault.Missing, "move_nothing"))
	}
	p.tellKept(kept)
	fmt.Fprintln(p.Out, p.say("cli.verify.ok", "events", fmt.Sprint(head.Seq), "hash", fmt.Sprintf("%x", head.Hash)))
	return nil
}

// schemaFits refuses a database that this program cannot read.
func (p *Program) schemaFits(ctx context.Context, db *store.DB) error {
	return db.Current(ctx, p.list().Steps())
}

// evidence collects the files that an event names.
func evidence(e ledger.Event, photos map[string]bool) error {
	list, err := photosOf(e)
	if err != nil {
		return nil // not of a matter; views.Check reads those
	}
	for _, ph := range list {
		photos[ph.ID], photos[ph.View], photos[ph.Thumb] = true, true, true
	}
	return nil
}

// photosOf lists the photos of an event.
func photosOf(e ledger.Event) ([]matter.Photo, error) {
	if e.Type == inspect.MadeType {
		var b inspect.Made
		err := json.Unmarshal(e.Body, &b)
		return inspect.PhotosOf(&b), err
	}
	b, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		return nil, err
	}
	return matter.PhotosOf(b), nil
}

// verifyFile reads a file and compares it with its name, which is its hash.
func verifyFile(blobs *blob.Store, name string) error {
	h, err := blob.ParseHash(name)
	if err != nil {
		return err
	}
	return blobs.Verify(h)
}

func (p *Program) proveFiles(ctx context.Context, blobs *blob.Store, photos map[string]bool, tell func(string)) error {
	b := p.bar(p.say("cli.verify.files"))
	defer b.end()
	done := int64(0)
	for name := range photos {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := verifyFile(blobs, name); err != nil {
			tell(err.Error())
		}
		done++
		b.at(done, int64(len(photos)))
	}
	return nil
}

func rebuild(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	db, err := store.Open(ctx, at.database(), store.Options{})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	if err := p.schemaFits(ctx, db); err != nil {
		return opening(err, at)
	}
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	o, err := p.list().LedgerOptions(pol.City.Code, pol.Hash, p.Now)
	if err != nil {
		return err
	}
	b := p.bar(p.say("cli.rebuild.bar"))
	err = ledger.Rebuild(ctx, db, o, b.at)
	b.end()
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.rebuild.ok"))
	return nil
}
