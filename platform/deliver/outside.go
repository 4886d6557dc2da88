package deliver

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"
)

// ErrInside is what a client of Outside gives for an address in the own network, wrapped.
var ErrInside = errInside

// Outside is a client for a server outside: it asks once, follows nothing, keeps no connection, and connects to no
// address in the own network unless an administrator allowed that host. roots are nil for the system's.
func Outside(timeout time.Duration, roots *x509.CertPool, allowed bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{DialContext: dialer(timeout, allowed).DialContext, Proxy: nil,
			DisableKeepAlives: true, TLSHandshakeTimeout: timeout,
			ResponseHeaderTimeout: timeout, MaxResponseHeaderBytes: 32 << 10,
			TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RetryAfter reads the header of that name: how long a server asks to wait, a day at most, 0 for nothing.
func RetryAfter(v string, now time.Time) time.Duration { return retryAfter(v, now) }
