package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/parts/opendata"
)

var _ = register(command{"opendata", "[-data DIR] [-db DSN] [-json] make", openDataCommand})

// openDataCommand makes a snapshot of the open data now. Beside a server that makes them it asks that one, and waits.
func openDataCommand(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	inJSON := fs.Bool("json", false, "print the manifest as JSON")
	words, err := parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if words[0] != "make" {
		return usage{errors.New("opendata: make")}
	}
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	m, err := p.makeOpenData(ctx, c)
	if err = errors.Join(err, c.Close()); err != nil {
		return err
	}
	if *inJSON {
		return json.NewEncoder(p.Out).Encode(m)
	}
	size := int64(0)
	for _, a := range m.Areas {
		for _, f := range a.Files {
			size += f.Size
		}
	}
	fmt.Fprintln(p.Out, p.say("cli.opendata.ok", "rows", strconv.FormatInt(m.Rows, 10), "areas",
		strconv.Itoa(len(m.Areas)), "mb", strconv.FormatFloat(float64(size)/(1<<20), 'f', 1, 64),
		"s", strconv.FormatFloat(float64(m.Took)/1e6, 'f', 1, 64)))
	if m.Bad > 0 {
		fmt.Fprintln(p.Err, p.say("cli.opendata.bad", "n", strconv.FormatInt(m.Bad, 10)))
	}
	return nil
}

// How long the command waits for the lease of the job, and between two looks at how another program does.
const (
	leaseWait = 3 * time.Second
	lookPause = 500 * time.Millisecond
)

// makeOpenData makes the snapshot here, or where another program holds the lease of the job, there.
func (p *Program) makeOpenData(ctx context.Context, c *opened) (*opendata.Manifest, error) {
	x := part.Get[*opendata.OpenData](c.Values)
	b := p.bar(p.say("cli.opendata.making"))
	defer b.end()
	for began := time.Now(); ; {
		if c.Ledger().Holds(opendata.JobName) {
			return x.Make(ctx, b.at)
		}
		if time.Since(began) > leaseWait {
			break
		}
		if err := pauseFor(ctx, lookPause/5); err != nil {
			return nil, err
		}
	}
	a, err := x.Ask(ctx, org.Caller{System: true}, p.newID())
	if err != nil {
		return nil, err
	}
	for {
		s, err := x.State(ctx)
		switch {
		case err != nil:
			return nil, err
		case s.Manifest != nil && s.Manifest.Asked >= a.Last:
			return s.Manifest, nil
		case s.Total > 0 && s.Ended == 0:
			b.at(s.Done, s.Total)
		}
		if err := pauseFor(ctx, lookPause); err != nil {
			return nil, err
		}
	}
}

func pauseFor(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
