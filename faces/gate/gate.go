// Package gate stands between the network and the faces: who is calling, how often, in which language, and from where.
//
// It owns the session cookie, the device token of residents, the rate limits, the headers every answer carries and
// the mapping of errors to HTTP. It decides nothing about matters: it only makes the org.Caller that the desk is
// asked with. CSRF protection is the standard library's.
package gate

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// Options say how the server stands in the network.
type Options struct {
	TrustLoopback bool    // no rate limits for 127.0.0.0/8 and ::1
	BaseURL       string  // the address residents see; empty: that of the request
	Proxies       Proxies // whose X-Forwarded-For and X-Forwarded-Proto are believed
	Log           *slog.Logger

	// Clock is the machine's own clock, by which a slow body is given up; nil for never.
	Clock func() time.Time
}

// Gate makes callers out of requests. Safe for concurrent use.
type Gate struct {
	Desk  *desk.Desk
	House *part.House // the desk with all that works beside it
	Options
	limits *limiter
	crowds gatherings
	csrf   *http.CrossOriginProtection

	routes         *http.ServeMux    // finds the pattern of a request
	stated         map[string]stated // what each route may be brought, by pattern
	apart          []apart           // addresses of programs alone
	street, office *flight           // bodies under way: of everybody, and of who logged in
	told           atomic.Int64      // when the log last said that the database cannot be used, µs
}

// New makes a gate for a city.
func New(h *part.House, o Options) *Gate {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Gate{Desk: h.Desk, House: h, Options: o, limits: newLimiter(), csrf: http.NewCrossOriginProtection(),
		street: newStreet(), office: newOffice()}
}

// Who is a request's caller with what the faces need besides.
type Who struct {
	org.Caller
	Lang       string
	Token      string // of the session, "" without one
	MustChange bool   // the first password is still in use: nothing but changing it is allowed
	Back       bool   // nobody is logged in, but somebody was with this browser: see Body.Back

	Key     bool        // came with an API key
	KeyID   int64       // its number
	Reach   org.Reaches // what the key may; Wrap asked
	Service string      // the name of a key that belongs to no person: nobody is logged in then
}

// Staff says whether somebody is logged in.
func (w Who) Staff() bool { return w.Person != 0 }

type whoKey struct{}

// From gives the caller that Wrap found.
func From(r *http.Request) Who { w, _ := r.Context().Value(whoKey{}).(Who); return w }

// Nobody is a request for a page that is the same for everybody: it says what is asked for, in which language and size
// of type, and nothing else of who asks.
func (g *Gate) Nobody(r *http.Request, language, query string) *http.Request {
	out := r.Clone(context.WithValue(r.Context(), whoKey{}, Who{Lang: language}))
	out.Method, out.Body, out.Header = http.MethodGet, http.NoBody, http.Header{}
	out.RemoteAddr = ""
	if out.URL.RawQuery = query; Large(r) {
		out.AddCookie(&http.Cookie{Name: sizeCookie, Value: "large"})
	}
	if out.TLS = nil; g.secure(r) {
		out.TLS = &tls.ConnectionState{} // so that links begin as they would for whoever asks
	}
	return out
}

// identify finds out who is calling, by API key, session cookie or neither.
func (g *Gate) identify(w http.ResponseWriter, r *http.Request) (Who, error) {
	if g.apartOf(r.URL.Path) != nil {
		return Who{Lang: lang.FromRequest(r.Header.Get("Accept-Language"), "")}, nil
	}
	who := Who{Lang: lang.FromRequest(r.Header.Get("Accept-Language"), cookie(r, langCookie))}
	if k, ok := bearer(r); ok {
		return g.byBearer(w, r, who, k)
	}
	if t := cookie(r, sessionCookie); t != "" {
		got, err := g.session(r.Context(), who, t)
		if err == nil {
			g.keepBack(w, r, t)
			return got, nil
		}
		who.Back = got.Back
		if fault.Of(err).Kind != fault.Login {
			return who, err
		}
		g.SetSession(w, r, "")
	}
	if d := cookie(r, deviceCookie); len(d) >= 22 {
		h := sha256.Sum256([]byte("device " + d))
		who.Voice = "d" + hex.EncodeToString(h[:12])
	}
	who.Back = who.Back || g.back(r)
	return who, nil
}

// byBearer identifies by a token, which is an API key or a session's. Wrong ones are counted by address, and too many
// are not looked at any more.
func (g *Gate) byBearer(w http.ResponseWriter, r *http.Request, who Who, token string) (Who, error) {
	wrong := bucketKey{g.network(r), "bearer"}
	bounded := !g.trusted(r)
	if bounded && !g.limits.left(wrong, rates[wrong.what], g.Desk.Now()) {
		tell(w, r, wrong.what, rates[wrong.what], 0)
		return who, tooOften(w, rates[wrong.what], 0)
	}
	var err error
	if strings.HasPrefix(token, "xh_") {
		var h org.Holder
		h, err = g.Desk.Auth.KeyCaller(r.Context(), g.Desk.Org(), token)
		who.Caller, who.Key, who.KeyID, who.Reach = h.Caller, true, h.Key, h.Reach
		if err == nil && h.Service() {
			who.Service, who.Voice = h.Name, "k"+strconv.FormatInt(h.Key, 10)
		}
	} else {
		who, err = g.session(r.Context(), who, token)
	}
	if err != nil && fault.Of(err).Kind == fault.Login {
		if bounded {
			_, tokens := g.limits.draw(wrong, rates[wrong.what], g.Desk.Now())
			tell(w, r, wrong.what, rates[wrong.what], tokens)
		}
		g.Log.WarnContext(r.Context(), "wrong bearer", "from", wrong.addr.String())
	}
	return who, err
}

func (g *Gate) session(ctx context.Context, who Who, token string) (Who, error) {
	c, s, err := g.Desk.Auth.SessionCaller(ctx, g.Desk.Org(), token)
	if err != nil {
		who.Back = s.Was()
		return who, err
	}
	who.Caller, who.Token, who.MustChange = c, token, s.MustChange
	return who, nil
}

// Device gives the browser a token of its own, so that a resident's +1 counts once; it says nothing about who he is.
func (g *Gate) Device(w http.ResponseWriter, r *http.Request) string {
	if who := From(r); who.Voice != "" {
		return who.Voice
	}
	t := rand.Text()
	g.SetCookie(w, r, deviceCookie, t, 400*24*3600)
	h := sha256.Sum256([]byte("device " + t))
	return "d" + hex.EncodeToString(h[:12])
}

// Base is the address that links in receipts and on paper begin with.
func (g *Gate) Base(r *http.Request) string {
	if g.BaseURL != "" {
		return strings.TrimRight(g.BaseURL, "/")
	}
	if g.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Wrap puts the gate before a handler.
func (g *Gate) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
		h.Set("Content-Security-Policy", Security(""))
		if unlisted(r.URL.Path) {
			h.Set("X-Robots-Tag", "noindex, nofollow")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("API-Version", APIVersion)
		}
		if g.secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		// Who is identified by the token beside the cookies cannot be made to send it by another site's page.
		_, named := bearer(r)
		if err := g.csrf.Check(r); err != nil && !named && g.apartOf(r.URL.Path) == nil {
			g.refuse(w, r, fault.New(fault.Denied, "cross_origin").By(err))
			return
		}
		if probe(r.URL.Path) {
			who := Who{Lang: lang.FromRequest(r.Header.Get("Accept-Language"), cookie(r, langCookie))}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, who)))
			return
		}
		r, done, err := g.whileThere(r)
		defer done()
		var who Who
		if err == nil {
			who, err = g.identify(w, r)
		}
		if err == nil {
			err = g.reaches(r, who)
		}
		if err == nil {
			err = g.Limit(w, r, who)
		}
		leave := func() {}
		if err == nil {
			r, leave, err = g.admit(w, r, who)
		}
		if err != nil {
			g.refuse(w, r, err)
			return
		}
		defer leave()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, who)))
	})
}

// APIVersion is the version of the JSON interface, on every answer beneath /api/. Within it nothing goes away:
// docs/api.md says what may come.
const APIVersion = "1"

// Security is the Content-Security-Policy of a page: everything from here, and pictures from one source besides, if
// any; only a page with a map has one.
func Security(pictures string) string {
	return "default-src 'self'; img-src 'self' blob: data:" + strings.TrimRight(" "+pictures, " ") +
		"; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'"
}

// refuse answers before a face was reached: in words for people, as problem+json for programs.
func (g *Gate) refuse(w http.ResponseWriter, r *http.Request, err error) {
	l := lang.FromRequest(r.Header.Get("Accept-Language"), cookie(r, langCookie))
	f := Fault(r.Context(), err)
	g.Told(r.Context(), f, err)
	if f.Kind == fault.Internal {
		g.Log.ErrorContext(r.Context(), "gate", "error", err.Error())
	}
	if a := g.apartOf(r.URL.Path); a != nil {
		a.refuse(w, r, lang.FromRequest(r.Header.Get("Accept-Language"), ""), f)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/field/") {
		Problem(w, l, f)
		return
	}
	Again(w, f)
	w.Header().Set("Content-Language", l)
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, lang.Error(l, f), f.Kind.Status())
}

// Quiet is how long a page may take before its request is given up.
const Quiet = 30 * time.Second
