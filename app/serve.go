package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"strings"
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
	at.base = strings.TrimSuffix(*base, "/")
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
	stopped := make(chan struct{}, 2)
	go p.every(ctx, time.Second, "tick", c.Tick, stopped)
	go p.every(ctx, time.Second, "deliver", c.Notify.Deliver, stopped)
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

// every does something again and again until the program ends: what is due by the clock, and what is to be delivered, which may take long and holds
// up nothing else.
func (p *Program) every(ctx context.Context, pause time.Duration, what string, do func(context.Context) (int, error), stopped chan<- struct{}) {
	defer func() { stopped <- struct{}{} }()
	t := time.NewTicker(pause)
	defer t.Stop()
	for {
		if _, err := do(ctx); err != nil && ctx.Err() == nil {
			p.logger().ErrorContext(ctx, what, "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
