package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"xiaohao/city"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/opendata"
	"xiaohao/platform/blob"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

var (
	_ = register(command{"verify", "[-data DIR] [-json] [-lag N] [-seals FILE] [-receipt FILE]", verify})
	_ = register(command{"rebuild", "[-data DIR]", rebuild})
)

// verify proves a city beside a running server, or a copy of one that nobody may write. It writes nothing.
func verify(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	var o verifying
	seals := fs.String("seals", "", "seals kept outside (JSON): prove with them that nothing was rewritten or cut off")
	receipt := fs.String("receipt", "",
		"the proof of an entry (JSON), as its reporter got it: prove that the entry is still there")
	fs.IntVar(&o.most, "most", 20, "stop naming faults after this many")
	fs.Int64Var(&o.lag, "lag", 0, "accept that what follows the ledger is so many events behind")
	fs.Func("allow-table", "a table, view or trigger of your own that lies in the city's schema; may be given again",
		func(name string) error { o.allow = append(o.allow, name); return nil })
	inJSON := fs.Bool("json", false, "print the outcome as one line of JSON; all else goes to standard error")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	q, found := *p, &findings{}
	if *inJSON {
		q.Out = p.Err
	}
	err := func() (err error) {
		if o.kept, err = keepsakesOf(*seals, *receipt); err != nil {
			return err
		}
		return q.verify(ctx, at, o, found)
	}()
	if *inJSON {
		if err != nil && len(found.Faults) == 0 && fault.Code(err) != "verify_behind" {
			found.Faults = []string{p.inWords(err)}
		}
		found.OK = err == nil
		if err := json.NewEncoder(p.Out).Encode(found); err != nil {
			return err
		}
	}
	return err
}

// inWords is an error as a sentence.
func (p *Program) inWords(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return lang.Error(p.lang, f)
	}
	return err.Error()
}

// verifying is what verify is asked to do.
type verifying struct {
	most  int   // faults that are named
	lag   int64 // events that a follower may be behind; -1 for any number
	allow []string
	kept  keepsakes
}

// findings are what verify found, as -json prints it.
type findings struct {
	OK       bool     `json:"ok"`
	Events   int64    `json:"events"`
	Compared []string `json:"compared"` // tables, by name
	Behind   []string `json:"behind"`   // what follows the ledger and is not at its end: its name, and how far
	Faults   []string `json:"faults"`

	n int // faults, those that are not named included
}

// MarshalJSON writes empty lists, never null.
func (f *findings) MarshalJSON() ([]byte, error) {
	type plain findings
	out := plain(*f)
	for _, list := range []*[]string{&out.Compared, &out.Behind, &out.Faults} {
		if *list == nil {
			*list = []string{}
		}
	}
	return json.Marshal(out)
}

func (p *Program) verify(ctx context.Context, at *place, o verifying, found *findings) error {
	if _, err := os.Stat(at.dir); err != nil {
		return fault.New(fault.Missing, "data_none", "dir", at.dir).By(err)
	}
	db, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true, Untouched: true})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	pol, err := at.policyThere()
	if err != nil {
		return err
	}
	switch err := p.schemaFits(ctx, db); {
	case errors.Is(err, store.ErrSchemaOlder) && db.Engine() == store.SQLite:
		err = p.proveCopy(ctx, at, db, pol, o, found)
		return cmp.Or(err, opening(db.Untouched(), at))
	case err != nil && !errors.Is(err, store.ErrSchemaChanged): // which is a fault
		return opening(err, at)
	}
	err = p.prove(ctx, at, db, pol, o, found)
	return cmp.Or(err, opening(db.Untouched(), at))
}

// proveCopy proves a file of an earlier program: a copy of it in a folder for what is passing is brought to this
// program's tables, the file itself is not.
func (p *Program) proveCopy(ctx context.Context, at *place, db *store.DB, pol *policy.Policy, o verifying,
	found *findings) error {
	dir, err := os.MkdirTemp("", "xiaohao-verify")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintln(p.Err, p.say("cli.verify.older"))
	file := filepath.Join(dir, "copy.db")
	b := p.bar(p.say("cli.backup.database"))
	err = db.Backup(ctx, file, b.at)
	b.end()
	if err != nil {
		return opening(err, at)
	}
	fresh, err := store.Open(ctx, file, store.Options{})
	if err != nil {
		return opening(err, at)
	}
	defer fresh.Close()
	if err := fresh.Migrate(ctx, p.list().Steps()); err != nil {
		return opening(err, at)
	}
	return p.prove(ctx, at, fresh, pol, o, found)
}

// prove proves the ledger, its seals, the views and the photos of one moment, and says what does not hold.
func (p *Program) prove(ctx context.Context, at *place, db *store.DB, pol *policy.Policy, o verifying,
	found *findings) error {
	tell := func(what string) {
		switch found.n++; {
		case found.n <= o.most:
			fmt.Fprintln(p.Out, "✗ "+what)
			found.Faults = append(found.Faults, what)
		case found.n == o.most+1:
			found.Faults = append(found.Faults, "…")
		}
	}
	var proven city.Proven
	photos := map[string]bool{}
	err := db.Snapshot(ctx, func(r store.Reader) (err error) {
		if proven, err = p.proveRows(ctx, r, at, pol.City.Code, o, photos, tell); err != nil {
			return err
		}
		return p.proveSeals(ctx, r, at, pol.City.Code, o.kept, tell)
	})
	if err != nil {
		return err
	}
	if err := p.proveFiles(ctx, blob.At(at.blobs()), photos, tell); err != nil {
		return err
	}
	if err := opendata.Prove(ctx, db.Read(), pol.City.Code, at.dir, tell); err != nil {
		return err
	}
	if proven.Unbound > 0 {
		fmt.Fprintln(p.Err, p.say("cli.verify.unbound", "n", fmt.Sprint(proven.Unbound)))
	}
	found.Events, found.Compared = proven.Head.Seq, proven.Tables
	behind := proven.Behind(0)
	for _, s := range behind {
		found.Behind = append(found.Behind, s.String())
		fmt.Fprintln(p.Out, "· "+s.String())
	}
	switch late := proven.Behind(o.lag); {
	case found.n > 0:
		return fault.New(fault.Conflict, "verify_failed", "n", found.n)
	case proven.Head.Seq == 0:
		return fault.New(fault.Missing, "move_nothing")
	case len(late) > 0 && o.lag >= 0:
		return fault.New(fault.Busy, "verify_behind", "n", len(late))
	}
	p.tellKept(o.kept)
	fmt.Fprintln(p.Out, p.say("cli.verify.ok", "events", fmt.Sprint(proven.Head.Seq),
		"hash", fmt.Sprintf("%x", proven.Head.Hash)))
	return nil
}

// proveRows proves what lies in the database, and collects the files that events name.
func (p *Program) proveRows(ctx context.Context, r store.Reader, at *place, code int64, o verifying,
	photos map[string]bool, tell func(string)) (city.Proven, error) {
	secret, err := os.ReadFile(at.secretFile())
	if err != nil || len(secret) != 32 {
		secret = nil
		fmt.Fprintln(p.Err, p.say("cli.verify.no_secret", "file", at.secretFile()))
	}
	var b *bar
	defer func() {
		if b != nil {
			b.end()
		}
	}()
	list := p.list()
	return list.Prove(ctx, r, city.Proving{City: code, Allow: o.allow, Secret: secret,
		Visit: func(e ledger.Event) error { return evidence(list, e, photos) },
		Progress: func(owner string) part.Progress {
			if b != nil {
				b.end()
			}
			b = p.bar(p.say("cli.verify.chain"))
			if owner != "ledger" {
				b = p.bar(p.say("cli.verify.views") + " " + owner)
			}
			return b.at
		}}, tell)
}

// schemaFits refuses a database that this program cannot read.
func (p *Program) schemaFits(ctx context.Context, db *store.DB) error {
	return db.Current(ctx, p.list().Steps())
}

// evidence collects the files that an event names.
func evidence(l *city.List, e ledger.Event, files map[string]bool) error {
	names, err := l.Files(e)
	if err != nil {
		return nil // the proof of its part tells
	}
	for _, n := range names {
		files[n] = true
	}
	b, err := matter.Decode(e.Type, e.Body)
	if err != nil {
		return nil // not of a matter; views.Check reads those
	}
	for _, ph := range matter.PhotosOf(b) {
		files[ph.ID], files[ph.View], files[ph.Thumb] = true, true, true
	}
	return nil
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
