package gate

import (
	"net/http/httptest"
	"testing"

	"xiaohao/core/part"
)

// TestAddress: only proxies that were named are believed, and of what they say the last address that is not theirs.
func TestAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		proxies, remote string
		said            []string
		want            string
	}{
		{"", "10.0.0.1:4711", []string{"1.1.1.1, 203.0.113.7"}, "10.0.0.1"},
		{"10.0.0.0/8", "10.0.0.1:4711", []string{"1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
		{"10.0.0.0/8", "198.51.100.1:4711", []string{"203.0.113.7"}, "198.51.100.1"}, // spoofed past the proxy
		{"10.0.0.0/8,203.0.113.7", "10.0.0.1:4711", []string{"1.1.1.1", "203.0.113.7 , 10.2.3.4"}, "1.1.1.1"},
		{"10.0.0.0/8", "10.0.0.1:4711", []string{"127.0.0.1, 203.0.113.7:4711"}, "203.0.113.7"},
		{"10.0.0.0/8", "10.0.0.1:4711", []string{"203.0.113.7, junk"}, "10.0.0.1"},
		{"10.0.0.0/8", "10.0.0.1:4711", nil, "10.0.0.1"},
		{"10.0.0.0/8", "10.0.0.1:4711", []string{"10.9.9.9"}, "10.9.9.9"},
		{"true", "[::1]:1", []string{"[2001:db8::1]:99"}, "2001:db8::1"},
		{"::1", "[::1]:1", []string{"2001:db8::1"}, "2001:db8::1"},
		{"", "[::ffff:127.0.0.1]:1", []string{"9.9.9.9"}, "127.0.0.1"},
	} {
		var p Proxies
		if c.proxies != "" {
			if err := p.Set(c.proxies); err != nil {
				t.Fatal(err)
			}
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.said
		r.Header.Set("X-Forwarded-Proto", "https")
		g := New(&part.House{}, Options{Proxies: p})
		if got := g.IP(r).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if got := g.secure(r); got != p.trusts(remote(r)) {
			t.Errorf("%+v: secure %v", c, got)
		}
	}
	var p Proxies
	for _, bad := range []string{"", "10.0.0.0/33", "example.org", "10.0.0.1,"} {
		if err := p.Set(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
