package gate

import (
	"net/http"
	"strings"
)

// The cookies. Where a request came by https they bear the prefix __Host-, so that no neighbouring site can set them;
// those that were set without it are honoured until they end.
const (
	sessionCookie = "xiaohao_session"
	deviceCookie  = "xiaohao_device"
	knownCookie   = "xiaohao_known"
	backCookie    = "xiaohao_back"
	langCookie    = "xiaohao_lang"
	typeCookie    = "xiaohao_type" // "large" for large type; it says nothing else about who reads

	hostPrefix = "__Host-"
)

// Cookie is the value of a cookie, "" for none.
func (g *Gate) Cookie(r *http.Request, name string) string { return cookie(r, name) }

func cookie(r *http.Request, name string) string {
	for _, n := range []string{hostPrefix + name, name} {
		if c, err := r.Cookie(n); err == nil && c.Value != "" {
			return c.Value
		}
	}
	return ""
}

// SetCookie sets a cookie for age seconds, or takes it away with an age below 0.
func (g *Gate) SetCookie(w http.ResponseWriter, r *http.Request, name, value string, age int) {
	secure := g.secure(r)
	c := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: secure}
	if _, err := r.Cookie(name); secure && err == nil { // the old one ends with the new one
		old := c
		old.Value, old.MaxAge = "", -1
		http.SetCookie(w, &old)
	}
	if secure {
		c.Name = hostPrefix + name
	}
	http.SetCookie(w, &c)
}

// SetSession logs a browser in, or out with an empty token.
func (g *Gate) SetSession(w http.ResponseWriter, r *http.Request, token string) {
	age := 7 * 24 * 3600
	if token == "" {
		age = -1
	}
	g.SetCookie(w, r, sessionCookie, token, age)
	if token != "" {
		g.keepBack(w, r, token)
	}
}

// Known is what the browser was given when somebody logged in with it before.
func (g *Gate) Known(r *http.Request) string { return cookie(r, knownCookie) }

// SetKnown makes the browser known to who logged in.
func (g *Gate) SetKnown(w http.ResponseWriter, r *http.Request, known string) {
	g.SetCookie(w, r, knownCookie, known, 400*24*3600)
}

// back says whether somebody logged in with this browser before.
func (g *Gate) back(r *http.Request) bool {
	t := cookie(r, backCookie)
	return t != "" && g.Desk != nil && g.Desk.Auth.ComesBack(t)
}

// keepBack lets the browser of a session be known as one that comes back, once it is over.
func (g *Gate) keepBack(w http.ResponseWriter, r *http.Request, session string) {
	if g.Desk != nil && !g.back(r) {
		g.SetCookie(w, r, backCookie, g.Desk.Auth.BackToken(session), 400*24*3600)
	}
}

// SetLang remembers the language.
func (g *Gate) SetLang(w http.ResponseWriter, r *http.Request, l string) {
	g.SetCookie(w, r, langCookie, l, 400*24*3600)
}

// SetLarge remembers that somebody reads in large type, or no longer does.
func (g *Gate) SetLarge(w http.ResponseWriter, r *http.Request, large bool) {
	if large {
		g.SetCookie(w, r, typeCookie, largeType, 400*24*3600)
	} else {
		g.SetCookie(w, r, typeCookie, "", -1)
	}
}

const largeType = "large"

// Large says whether somebody reads in large type. A page that is kept is kept for each of both.
func Large(r *http.Request) bool { return cookie(r, typeCookie) == largeType }

// bearer is the token that a request names beside its cookies. What is no bearer's is nothing.
func bearer(r *http.Request) (string, bool) {
	return strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
}
