package app

import (
	"context"
	"flag"
	"fmt"
	"runtime"
)

var _ = register(command{"version", "", version})

func version(_ context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "xiaohao %s (%s, %s/%s)\n", Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
