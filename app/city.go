package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// place is where a city's data lies.
type place struct {
	dir  string
	dsn  string
	read string // a standby for reads that may lag
	base string // the address people reach the city at, for links in messages
}

func (p *Program) dataFlags(f *flag.FlagSet) *place {
	at := &place{}
	f.StringVar(&at.dir, "data", "data", "folder of the city's data")
	f.StringVar(&at.dsn, "db", p.Env("XIAOHAO_DB"),
		"database: postgres://USER@HOST/NAME, or sqlite:FILE (default $XIAOHAO_DB, else sqlite:DATA/xiaohao.db)")
	return at
}

func (p *place) database() string {
	if p.dsn != "" {
		return p.dsn
	}
	return "sqlite:" + filepath.Join(p.dir, "xiaohao.db")
}

func (p *place) blobs() string      { return filepath.Join(p.dir, "blobs") }
func (p *place) policyFile() string { return filepath.Join(p.dir, "policy.yaml") }
func (p *place) secretFile() string { return filepath.Join(p.dir, "secret.key") }
func (p *place) sealFile() string   { return filepath.Join(p.dir, "seal.key") }

// opened is a city in a data folder, open.
type opened struct {
	place
	db    *store.DB
	blobs *blob.Store
	log   *slog.Logger
	*city.City
}

// settling is how long a program that leaves may take to bring what follows the ledger to its end.
const settling = 10 * time.Second

// Close brings what follows the ledger to its end, for a short while; then it stops the writer and leaves the database.
func (c *opened) Close() error {
	ctx, stop := context.WithTimeout(context.Background(), settling)
	defer stop()
	if err := c.End(ctx); err != nil {
		c.log.Info("left before all had ended", "error", err.Error())
	}
	if err := c.Settle(ctx); err != nil {
		c.log.Info("left before all was followed", "error", err.Error())
	}
	c.Desk.Close()
	return c.db.Close()
}

// openCity opens or makes the city in a data folder: secret, policy file, database, photos.
func (p *Program) openCity(ctx context.Context, at *place) (*opened, error) {
	if err := os.MkdirAll(at.dir, 0o700); err != nil {
		return nil, fault.New(fault.Internal, "data_dir", "dir", at.dir).By(err)
	}
	pol, src, err := at.policy()
	if err != nil {
		return nil, err
	}
	secret, err := at.secret()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, at.database(), store.Options{Lagging: at.read})
	if err != nil {
		return nil, opening(err, at)
	}
	c, err := p.finish(ctx, at, db, pol, secret)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := p.forgetRestored(ctx, c); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	older, err := c.HadPolicy(ctx, pol)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if older {
		fmt.Fprintln(p.Err, p.say("cli.policy.older", "file", at.policyFile()))
		return c, nil
	}
	if err := c.SetPolicy(ctx, org.Caller{System: true}, p.newID(), src); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (p *Program) finish(ctx context.Context, at *place, db *store.DB, pol *policy.Policy,
	secret []byte) (*opened, error) {
	// A file belongs to one program, which brings it forward itself. A server's database may be in use by others:
	// that step is made by hand.
	bring := db.Migrate
	if db.Shared() {
		bring = db.Current
	}
	if err := bring(ctx, p.list().Steps()); err != nil {
		return nil, opening(err, at)
	}
	blobs, err := blob.Open(at.blobs())
	if err != nil {
		return nil, fault.New(fault.Internal, "data_dir", "dir", at.blobs()).By(err)
	}
	d, err := city.Open(ctx, city.Config{Config: desk.Config{City: pol.City.Code, DB: db, Blobs: blobs, Now: p.Now,
		Secret: secret, Hash: pol.Hash, Log: p.logger(), Forgot: at.keepForgotten}, SealKey: at.sealFile(),
		BaseURL: at.base, Folder: at.dir, List: p.list()})
	if err != nil {
		return nil, opening(err, at)
	}
	return &opened{place: *at, db: db, blobs: blobs, log: p.logger(), City: d}, nil
}

// policy reads the policy file; a folder without one gets the commented default.
func (at *place) policy() (*policy.Policy, []byte, error) {
	src, err := os.ReadFile(at.policyFile())
	if errors.Is(err, fs.ErrNotExist) {
		src = policy.Default().Source()
		err = os.WriteFile(at.policyFile(), src, 0o600)
	}
	if err != nil {
		return nil, nil, fault.New(fault.Internal, "data_dir", "dir", at.dir).By(err)
	}
	pol, err := policy.Parse(bytes.Clone(src))
	return pol, src, err
}

// policyThere reads the policy file as it lies there; a folder without one has the default.
func (at *place) policyThere() (*policy.Policy, error) {
	src, err := os.ReadFile(at.policyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return policy.Default(), nil
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "data_dir", "dir", at.dir).By(err)
	}
	return policy.Parse(src)
}

// secret reads or makes the key that receipts and personal data hang on.
func (at *place) secret() ([]byte, error) {
	b, err := os.ReadFile(at.secretFile())
	if errors.Is(err, fs.ErrNotExist) {
		b, err = newSecret(at.secretFile())
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "secret_broken").By(err)
	}
	if len(b) != 32 {
		return nil, fault.New(fault.Internal, "secret_broken").
			By(fmt.Errorf("%s: %d bytes, want 32", at.secretFile(), len(b)))
	}
	return b, nil
}

// newSecret makes the key and its file.
func newSecret(file string) ([]byte, error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	return b, os.WriteFile(file, b, 0o600)
}

// opening gives a sentence to what hinders opening a database.
func opening(err error, at *place) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.Missing, "data_none", "dir", at.dir).By(err)
	case errors.Is(err, store.ErrLocked):
		return fault.New(fault.Busy, "database_locked", "db", store.Redacted(at.database())).By(err)
	case errors.Is(err, store.ErrNoSpace):
		return fault.New(fault.NoSpace, "disk_full").By(err)
	case errors.Is(err, store.ErrCorrupt):
		return fault.New(fault.Internal, "database_broken").By(err)
	}
	return err
}

// newID is the id of a command that the program itself gives.
func (p *Program) newID() ledger.ID {
	id, err := ledger.NewID(p.Now(), rand.Reader)
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return id
}

func (p *Program) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(p.Err, &slog.HandlerOptions{Level: slog.LevelInfo}))
}
