package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

var _ = register(command{"part", "[-data DIR] [-db DSN] list | drop NAME -backup FILE", partCommand})

// partCommand lists the parts whose tables a database has, or takes those of a part away that this program lacks.
func partCommand(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	file := fs.String("backup", "", "drop: write a backup to this file first (a database in a file)")
	kept := fs.Bool("backed-up", false, "drop: a backup was made by other means, such as pg_dump on a server")
	words, err := parse(fs, args, 1, 2)
	if err != nil {
		return err
	}
	if n := map[string]int{"list": 1, "drop": 2}[words[0]]; n != len(words) {
		return usage{errors.New("part: list, or drop NAME")}
	}
	if _, err := os.Stat(at.dir); err != nil {
		return fault.New(fault.Missing, "data_none", "dir", at.dir).By(err)
	}
	db, err := store.Open(ctx, at.database(), store.Options{})
	if err != nil {
		return opening(err, at)
	}
	if words[0] == "list" {
		err = p.listParts(ctx, db)
	} else {
		err = p.dropPart(ctx, at, db, words[1], *file, *kept)
	}
	return errors.Join(err, db.Close())
}

func (p *Program) listParts(ctx context.Context, db *store.DB) error {
	have, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	names := append(p.list().Names(), "ledger", "org", "views", "desk")
	for _, part := range have.PartsOf() {
		if slices.Contains(names, part) {
			fmt.Fprintln(p.Out, part)
		} else {
			fmt.Fprintln(p.Out, p.say("cli.part.unknown", "part", part))
		}
	}
	return nil
}

func (p *Program) dropPart(ctx context.Context, at *place, db *store.DB, part, file string, kept bool) error {
	switch {
	case slices.Contains(append(p.list().Names(), "ledger", "org", "views", "desk"), part):
		return fault.New(fault.Conflict, "part_in_use", "part", part)
	case file == "" && !kept:
		return fault.New(fault.Invalid, "part_backup", "part", part)
	case file != "" && db.Engine() != store.SQLite:
		return fault.New(fault.Invalid, "part_backup_server", "part", part)
	}
	if file != "" {
		if err := p.writeBackup(ctx, at, db, file); err != nil {
			return err
		}
	}
	tables, err := db.Drop(ctx, part, func(ctx context.Context, tx *store.Tx) error {
		return ledger.Forget(ctx, tx, part)
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.part.dropped", "part", part, "tables", strings.Join(tables, ", ")))
	return nil
}
