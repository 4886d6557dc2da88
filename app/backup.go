package app

import (
	"archive/tar"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

var (
	_ = register(command{"backup", "[-data DIR] FILE", backup})
	_ = register(command{"restore", "[-data DIR] [-forgotten LIST] FILE", restore})
)

// backup writes one tar file: the database as of one moment (while the server runs), every photo, the policy and the
// secrets.
func backup(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	words, err := parse(fs, args, 1, 1)
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
	return p.writeBackup(ctx, at, db, words[0])
}

// writeBackup writes the backup of an open database beside its target, and moves it there when it is whole.
func (p *Program) writeBackup(ctx context.Context, at *place, db *store.DB, target string) error {
	if _, err := os.Stat(target); err == nil {
		return fault.New(fault.Conflict, "file_exists", "file", target)
	}
	part := target + ".part"
	copied := part + ".db"
	defer os.Remove(part)
	defer os.Remove(copied)
	if err := p.copyDatabase(ctx, at, db, copied); err != nil {
		return opening(err, at)
	}
	if err := p.pack(ctx, at, copied, part); err != nil {
		return err
	}
	if err := os.Rename(part, target); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.backup.ok", "file", target))
	return nil
}

// copyDatabase copies the database as of one moment into a file of SQLite, whatever engine it lies in.
func (p *Program) copyDatabase(ctx context.Context, at *place, db *store.DB, file string) error {
	if db.Engine() == store.SQLite {
		b := p.bar(p.say("cli.backup.database"))
		defer b.end()
		return db.Backup(ctx, file, b.at)
	}
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	dst, err := store.Open(ctx, file, store.Options{})
	if err != nil {
		return err
	}
	defer os.Remove(strings.TrimSuffix(file, filepath.Ext(file)) + ".lock")
	if err := dst.Migrate(ctx, p.list().Steps()); err != nil {
		return errors.Join(err, dst.Close())
	}
	m := &mover{p: p, src: db, dst: dst, city: pol.City.Code}
	_, err = m.run(ctx, file)
	return errors.Join(err, dst.Close())
}

func (p *Program) pack(ctx context.Context, at *place, database, target string) (err error) {
	out, err := os.OpenFile(target, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	w := tar.NewWriter(out)
	files := map[string]string{"xiaohao.db": database, "policy.yaml": at.policyFile(), "secret.key": at.secretFile()}
	if _, err := os.Stat(at.sealFile()); err == nil {
		files["seal.key"] = at.sealFile() // made with the first seal
	}
	for name, path := range files {
		if err := addFile(w, path, name); err != nil {
			return err
		}
	}
	b := p.bar(p.say("cli.backup.photos"))
	defer b.end()
	n := int64(0)
	err = filepath.WalkDir(at.blobs(), func(path string, e os.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return nil
		}
		rel, err := filepath.Rel(at.blobs(), path)
		if err != nil {
			return err
		}
		n++
		b.at(n, 0)
		return addFile(w, path, "blobs/"+filepath.ToSlash(rel))
	})
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return out.Sync()
}

func addFile(w *tar.Writer, path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: s.Size(), ModTime: s.ModTime(),
		Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, s.Size())
	return err
}

// restore makes a data folder from a backup and proves it before it says so. An existing folder with a city in it is
// never overwritten. What was erased since the backup was made is erased again.
func restore(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	list := fs.String("forgotten", "", "erase again the personal data that this file, written by forget -list, names")
	words, err := parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(at.dir, "xiaohao.db")); err == nil {
		return fault.New(fault.Conflict, "data_exists", "dir", at.dir)
	}
	fresh := at.dir + ".restoring"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := p.unpack(ctx, words[0], fresh); err != nil {
		return fault.New(fault.Invalid, "backup_broken", "file", words[0]).By(err)
	}
	db, err := store.Open(ctx, (&place{dir: fresh}).database(), store.Options{})
	if err != nil {
		return opening(err, at)
	}
	err = p.proveRestored(ctx, &place{dir: fresh}, db)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := at.keepList(fresh); err != nil {
		return err
	}
	if err := os.Remove(at.dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.Conflict, "data_exists", "dir", at.dir).By(err)
	}
	if err := os.Rename(fresh, at.dir); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.restore.ok", "dir", at.dir))
	if *list != "" {
		return p.forgetAgain(ctx, at, *list)
	}
	return nil
}

// proveRestored brings an unpacked database up to this program's tables and proves it.
func (p *Program) proveRestored(ctx context.Context, at *place, db *store.DB) error {
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx, p.list().Steps()); err != nil { // it may be an earlier program's
		return err
	}
	return p.prove(ctx, at, db, pol, verifying{most: 20, lag: -1}, &findings{})
}

func (p *Program) unpack(ctx context.Context, file, dir string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	size, err := in.Stat()
	if err != nil {
		return err
	}
	b := p.bar(p.say("cli.restore.bar"))
	defer b.end()
	r := tar.NewReader(in)
	found := false
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			if !found {
				return errors.New("no database in it")
			}
			return nil
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(h.Name) {
			return fmt.Errorf("unexpected entry %q", h.Name)
		}
		found = found || h.Name == "xiaohao.db"
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(h.Name)), r); err != nil {
			return err
		}
		at, _ := in.Seek(0, io.SeekCurrent)
		b.at(at, size.Size())
	}
}

func writeFile(path string, r io.Reader) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := io.Copy(f, r); err != nil {
		return err
	}
	return f.Sync()
}
