package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// prove has the program prove the city, fold it anew, prove it once more and back it up, each by a process of its own.
// What fails there fails here.
func (b *run) prove(ctx context.Context, y *year) error {
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	if err := cmp.Or(d.Ledger().CatchUp(ctx), done()); err != nil { // the server may have ended before its followers
		return err
	}
	file := filepath.Join(b.dir, "backup.tar")
	defer os.Remove(file)
	for _, p := range []struct {
		took *Took
		args []string
	}{{&y.Verified, []string{"verify"}}, {&y.Rebuilt, []string{"rebuild"}}, {new(Took), []string{"verify"}},
		{&y.Saved, []string{"backup", file}}} {
		if err := b.tool(ctx, p.took, p.args...); err != nil {
			return err
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	y.BackedUp = info.Size()
	return nil
}

// tool runs a command of the program on the city and says how long it took.
func (b *run) tool(ctx context.Context, took *Took, args ...string) error {
	_, end := b.Bar(args[0])
	defer end()
	args = append([]string{args[0], "-data", b.dir, "-db", b.dsn()}, args[1:]...)
	start := time.Now()
	out, err := exec.CommandContext(ctx, b.Self, args...).CombinedOutput()
	*took = Took(time.Since(start).Seconds())
	if err != nil {
		return fmt.Errorf("%s: %w: %s", args[0], err, out)
	}
	return nil
}
