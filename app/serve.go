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

	"xiaohao/city"
	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
)

var _ = register(command{"serve", "[-listen HOST:PORT] [-data DIR] [-db DSN] [-db-read DSN]", serve})

// stopPause is how long what is under way may take when the program is told to end; then it is named and left.
const stopPause = 15 * time.Second

func serve(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	listen := fs.String("listen", "127.0.0.1:8080", "address to listen on")
	trust := fs.Bool("trust-loopback", false, "no rate limits for requests from this machine")
	base := fs.String("base-url", "",
		"the address residents see, for links in receipts and print pages (default: that of the request)")
	fs.StringVar(&at.read, "db-read", p.Env("XIAOHAO_DB_READ"),
		"a standby of the database, for reads that may be some seconds old (default $XIAOHAO_DB_READ)")
	drain := fs.Duration("drain", 0,
		"when told to end: say so on /readyz and go on answering for this long, so that a proxy looks elsewhere")
	var proxies gate.Proxies
	fs.Var(&proxies, "behind-proxy", "the proxies' addresses or networks, as 10.0.0.0/8, divided by commas or each by "+
		"itself: their X-Forwarded-For is believed (without a value: those of this machine and of private networks)")
	if _, err := parse(fs, joined(args, "behind-proxy"), 0, 0); err != nil {
		return err
	}
	at.base = strings.TrimSuffix(*base, "/")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	answers, err := p.handler(c.City, gate.Options{TrustLoopback: *trust, BaseURL: *base, Proxies: proxies,
		Log: p.logger(), Clock: time.Now})
	if err != nil {
		return errors.Join(err, c.Close())
	}
	ln, err := net.Listen("tcp", *listen)
	if err != nil {
		return errors.Join(fault.New(fault.Busy, "listen_busy", "addr", *listen).By(err), c.Close())
	}
	srv := &http.Server{Handler: answers, ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 5 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10}
	jobs := make(chan error, 1)
	go func() { jobs <- c.Run(ctx, stopPause) }()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	fmt.Fprintln(p.Out, p.say("cli.serving", "url", "http://"+ln.Addr().String()))
	if at.base == "" && public(ln.Addr()) {
		fmt.Fprintln(p.Err, p.say("cli.serve.no_base"))
	}
	if p.Ready != nil {
		p.Ready(ln.Addr().String())
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
		c.Drain()
		time.Sleep(*drain)
		quiet, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopPause)
		err = srv.Shutdown(quiet)
		cancel()
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	stop() // where the network failed the jobs are to end too
	if slow := <-jobs; slow != nil {
		return errors.Join(err, slow) // they still write: the process ends, and the ledger is whole as after any end
	}
	return errors.Join(err, c.Close())
}

// handler is everything the server answers, behind the gate. Rooms that do not fit the parts are refused.
func (p *Program) handler(d *city.City, o gate.Options) (http.Handler, error) {
	h, _, err := faces.Open(gate.New(d.House(), o), p.rooms(), p.list().Names())
	return h, err
}

// joined writes an option that may stand without a value, "-name VALUE", as one word where it has one.
func joined(args []string, name string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		if one := strings.TrimPrefix(args[i], "-"); (one == name || one == "-"+name) && i+1 < len(args) &&
			!strings.HasPrefix(args[i+1], "-") {
			out = append(out, args[i]+"="+args[i+1])
			i++
			continue
		}
		out = append(out, args[i])
	}
	return out
}

// public says whether other machines reach an address.
func public(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && !tcp.IP.IsLoopback()
}
