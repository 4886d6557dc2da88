package org

import (
	"crypto/hmac"
	"strings"
)

// A browser that somebody logged in with keeps a token that outlives the session and the password. It identifies
// nobody: it says that the browser is no stranger's, so that a large form whose session ended is taken in and shown
// again.

// BackToken is the token for the browser of a session.
func (a *Auth) BackToken(session string) string {
	nonce := a.keyed("back nonce", digest(session))[:22]
	return nonce + "." + a.keyed("back", nonce)[:32]
}

// ComesBack says whether a token is one that BackToken gave.
func (a *Auth) ComesBack(token string) bool {
	nonce, mac, _ := strings.Cut(token, ".")
	return len(nonce) == 22 && hmac.Equal([]byte(mac), []byte(a.keyed("back", nonce)[:32]))
}

// Was says that the session was there, and is over.
func (s SessionInfo) Was() bool { return s.person != 0 }
