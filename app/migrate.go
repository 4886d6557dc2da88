package app

import (
	"context"
	"flag"
	"fmt"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

var _ = register(command{"migrate", "[-data DIR] [-db DSN] [-citus]", migrate})

// migrate brings a database's schema to what this program needs. Two that run at once do each step once.
func migrate(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	citus := fs.Bool("citus", false, "afterwards distribute the tables by city over the nodes of a Citus cluster")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	db, err := store.Open(ctx, at.database(), store.Options{})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	before, err := db.Schema(ctx)
	if err != nil {
		return opening(err, at)
	}
	if err := db.Migrate(ctx, p.list().Steps()); err != nil {
		return opening(err, at)
	}
	fmt.Fprintln(p.Out, p.say("cli.migrate.ok", "before", fmt.Sprint(before.Count()),
		"now", fmt.Sprint(len(p.list().Steps()))))
	if !*citus {
		return nil
	}
	if db.Engine() != store.Postgres {
		return fault.New(fault.Conflict, "citus_none")
	}
	tables, err := db.Distribute(ctx, "heads", "city")
	if err != nil {
		return fault.New(fault.Conflict, "citus_none").By(err)
	}
	fmt.Fprintln(p.Out, p.say("cli.migrate.citus", "tables", fmt.Sprint(tables)))
	return nil
}
