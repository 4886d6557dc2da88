package gate

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// awayPause is how often the log says that the database cannot be used, while many requests find so.
const awayPause = 10_000_000 // µs

// Fault is what an error that reached a face means to who asked. Behind a face an error of a connection is one of the
// database's, which a driver gave while rows were read; a request that was given up says why.
func Fault(ctx context.Context, err error) *fault.Error {
	var why *fault.Error
	if errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &why) {
		return why
	}
	f := fault.Of(err)
	if f.Kind != fault.Internal {
		return f
	}
	return fault.Of(store.Explain(err))
}

// Told keeps for the operator that a request was refused because the database or its disk cannot be used: who asked
// learns no cause.
func (g *Gate) Told(ctx context.Context, f *fault.Error, err error) {
	if f.Kind != fault.Unavailable && f.Kind != fault.NoSpace {
		return
	}
	now := int64(g.House.Now())
	if last := g.told.Load(); now-last > awayPause && g.told.CompareAndSwap(last, now) {
		g.Log.WarnContext(ctx, "the database cannot be used", "code", f.Code, "error", err.Error())
	}
}

// whileThere is a request that is given up when the database stops answering, so that nobody waits for a server that
// hangs; call done when it is answered. What only reads is refused at once while the database is known to be away. A
// form still reaches its page, which shows it again with all that was typed.
func (g *Gate) whileThere(r *http.Request) (out *http.Request, done func(), err error) {
	if g.Desk == nil {
		return r, func() {}, nil
	}
	there := g.Desk.There()
	if there.Err() != nil {
		if (r.Method == http.MethodGet || r.Method == http.MethodHead) && reads(r.URL.Path) {
			err = context.Cause(there)
		}
		return r, func() {}, err
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	stop := context.AfterFunc(there, func() { cancel(context.Cause(there)) })
	return r.WithContext(ctx), func() { stop(); cancel(nil) }, nil
}

// probe says whether an address is asked by machines that watch the program: whoever they are, and whether the database
// is there, they get their answer.
func probe(path string) bool { return path == "/healthz" || path == "/readyz" }

// reads says whether what an address shows comes from the database. The app for out of doors starts without.
func reads(path string) bool {
	if strings.HasPrefix(path, "/static/") {
		return false
	}
	return path != "/field" && !strings.HasPrefix(path, "/field/") ||
		path == "/field/day" || strings.HasPrefix(path, "/field/uploads/")
}
