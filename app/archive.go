package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/parts/archive"
)

var _ = register(command{"archive", "[-data DIR] [-db DSN] -to DIR export VOLUME", archiveCommand})

// archiveCommand takes a volume of the archive out as one folder, which must not be there or be empty.
func archiveCommand(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	to := fs.String("to", "", "the folder that the files go into")
	words, err := parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	volume, err := strconv.ParseInt(words[1], 10, 64)
	if words[0] != "export" || err != nil || *to == "" {
		return usage{errors.New("archive: export VOLUME -to DIR")}
	}
	if err := os.MkdirAll(*to, 0o750); err != nil {
		return err
	}
	there, err := os.ReadDir(*to)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return usage{fmt.Errorf("archive: %s is not empty", *to)}
	}
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	n := 0
	err = part.Get[*archive.Archive](c.Values).Export(ctx, org.Caller{System: true}, volume, archive.Dir(*to),
		func(done, _ int) { n = done })
	if err = errors.Join(err, c.Close()); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, p.say("cli.archive.ok", "n", strconv.Itoa(n), "dir", *to))
	return nil
}
