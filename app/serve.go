package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"time"

	"xiaohao/api"
	"xiaohao/city"
	"xiaohao/fault"
	"xiaohao/gate"
	"xiaohao/web"
)

var _ = register(command{"serve", "[-listen HOST:PORT] [-data DIR]", serve})

func serve(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := dataFlags(fs)
	listen := fs.String("listen", "127.0.0.1:8080", "address to listen on")
	trust := fs.Bool("trust-loopback", false, "no rate limits for requests from this machine")
	base := fs.String("base-url", "", "the address residents see, for links in receipts and print pages (default: that of the request)")
	proxy := fs.Bool("behind-proxy", false, "take the client's address from X-Forwarded-For of the nearest proxy")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return errors.Join(fault.New(fault.Busy, "listen_busy", "addr", *listen).By(err), c.Close())
	}
	opts := gate.Options{TrustLoopback: *trust, BaseURL: *base, BehindProxy: *proxy, Log: p.logger()}
	srv := &http.Server{Handler: handler(c.City, opts), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	stopped := make(chan struct{})
	go p.ticks(ctx, c, stopped)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	fmt.Fprintln(p.Out, p.say("cli.serving", "url", "http://"+ln.Addr().String()))
	if p.Ready != nil {
		p.Ready(ln.Addr().String())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		quiet, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
		err = srv.Shutdown(quiet)
		cancel()
	}
	<-stopped
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, c.Close())
}

// handler is everything the server answers, behind the gate.
func handler(d *city.City, o gate.Options) http.Handler {
	g := gate.New(d, o)
	mux := http.NewServeMux()
	mux.Handle("/api/", api.New(g))
	mux.Handle("/", web.New(g))
	return g.Wrap(mux)
}

// ticks lets the clock do its part every second until the program ends.
func (p *Program) ticks(ctx context.Context, c *opened, stopped chan<- struct{}) {
	defer close(stopped)
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		if _, err := c.Tick(ctx); err != nil && ctx.Err() == nil {
			p.logger().ErrorContext(ctx, "tick", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
