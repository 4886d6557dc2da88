package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"xiaohao/loop/fault"
	"xiaohao/parts/seal"
	"xiaohao/platform/store"
)

var _ = register(command{"seal", "[-data DIR] [-list | -proof N]", sealCommand})

// sealCommand makes a seal now, or reads those that are there beside a running server. Each is one line of JSON, so
// that a keeper may append it.
func sealCommand(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	list := fs.Bool("list", false, "print all seals, oldest first")
	proof := fs.Int64("proof", 0, "print the proof that the entry with this number stands under a seal")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	if !*list && *proof == 0 {
		return p.makeSeal(ctx, at)
	}
	db, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true})
	if err != nil {
		return opening(err, at)
	}
	return errors.Join(p.readSeals(ctx, at, db, *proof), db.Close())
}

func (p *Program) makeSeal(ctx context.Context, at *place) error {
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	s, err := c.Seals.Make(ctx)
	if err = errors.Join(err, c.Close()); err != nil {
		return err
	}
	return json.NewEncoder(p.Out).Encode(s)
}

// readSeals prints the proof of an entry, or without one all seals.
func (p *Program) readSeals(ctx context.Context, at *place, db *store.DB, entry int64) error {
	if err := p.schemaFits(ctx, db); err != nil {
		return opening(err, at)
	}
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	book, out := seal.New(seal.Config{City: pol.City.Code, DB: db, Now: p.Now}), json.NewEncoder(p.Out)
	if entry == 0 {
		return eachSeal(ctx, book, func(s seal.Seal) error { return out.Encode(s) })
	}
	x, err := book.Proof(ctx, entry)
	if err != nil {
		return err
	}
	return out.Encode(x)
}

// eachSeal hands all seals to fn, oldest first.
func eachSeal(ctx context.Context, book *seal.Book, fn func(seal.Seal) error) error {
	var all []seal.Seal
	for before := int64(0); ; {
		page, err := book.List(ctx, before, 1000)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		all, before = append(all, page...), page[len(page)-1].Seq
	}
	for _, s := range slices.Backward(all) {
		if err := fn(s); err != nil {
			return err
		}
	}
	return nil
}

// keepsakes are what somebody kept outside and verify is to hold the ledger against.
type keepsakes struct {
	seals []seal.Seal
	proof *seal.Proof
}

// keepsakesOf reads the files, before anything else is done; a name that is "" is none.
func keepsakesOf(seals, receipt string) (kept keepsakes, err error) {
	if seals != "" {
		err = reading(seals, func(f *os.File) (err error) { kept.seals, err = seal.Parse(f); return err })
	}
	if err != nil || receipt == "" {
		return kept, err
	}
	err = reading(receipt, func(f *os.File) error {
		x, err := seal.ParseProof(f)
		kept.proof = &x
		return err
	})
	return kept, err
}

func reading(path string, fn func(*os.File) error) error {
	broken := fault.New(fault.Invalid, "seal_file", "file", filepath.Base(path))
	f, err := os.Open(path)
	if err != nil {
		return broken.By(err)
	}
	defer f.Close()
	if err := fn(f); err != nil {
		return broken.By(err)
	}
	return nil
}

// proveSeals proves whose key made the city's own seals, and the ledger with what was kept outside.
func (p *Program) proveSeals(ctx context.Context, r store.Reader, at *place, city int64, kept keepsakes,
	tell func(string)) error {
	keys, err := seal.KeyFile(at.sealFile()).Public()
	if err != nil {
		return err
	}
	lost, err := seal.Owned(ctx, r, city, keys, func(err error) { tell("seals: " + err.Error()) })
	for _, seq := range lost {
		fmt.Fprintln(p.Err, p.say("cli.verify.key_lost", "seq", fmt.Sprint(seq)))
	}
	if err != nil {
		return err
	}
	outside := kept.seals
	if kept.proof != nil {
		outside = append(slices.Clone(outside), kept.proof.Seal)
		err := seal.Receipt(ctx, r, city, *kept.proof, func(err error) { tell("receipt: " + err.Error()) })
		if err != nil {
			return err
		}
	}
	if len(outside) == 0 {
		return nil
	}
	b := p.bar(p.say("cli.verify.outside"))
	defer b.end()
	return seal.Outside(ctx, r, city, outside, keys, b.at, func(err error) { tell("outside: " + err.Error()) })
}

// tellKept says what was held against the ledger, once all holds.
func (p *Program) tellKept(kept keepsakes) {
	if n := len(kept.seals); n > 0 {
		last := slices.MaxFunc(kept.seals, func(a, b seal.Seal) int { return int(min(max(a.Seq-b.Seq, -1), 1)) })
		fmt.Fprintln(p.Out, p.say("cli.verify.outside.ok", "n", fmt.Sprint(n), "seq", fmt.Sprint(last.Seq)))
	}
	if kept.proof != nil {
		fmt.Fprintln(p.Out, p.say("cli.verify.receipt.ok", "seq", fmt.Sprint(kept.proof.Seq), "hash", kept.proof.Hash))
	}
}
