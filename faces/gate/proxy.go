package gate

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the networks whose word about the client is believed. Anybody else's X-Forwarded-For and
// X-Forwarded-Proto are claims.
type Proxies []netip.Prefix

// private are the networks that nobody reaches from outside.
const private = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"

// Set adds addresses and networks, divided by commas; "true", an option without a value, is those that nobody reaches
// from outside. It makes Proxies a flag.
func (p *Proxies) Set(list string) error {
	if list == "true" {
		list = private
	}
	for one := range strings.SplitSeq(list, ",") {
		n, err := ParseNetwork(strings.TrimSpace(one))
		if err != nil {
			return err
		}
		*p = append(*p, n)
	}
	return nil
}

// ParseNetwork reads "10.0.0.0/8", or an address, which is a network of one.
func ParseNetwork(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	n, err := netip.ParsePrefix(s)
	if err != nil {
		return n, fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", s)
	}
	return n.Masked(), nil
}

func (p *Proxies) String() string {
	var out []string
	for _, n := range *p {
		out = append(out, n.String())
	}
	return strings.Join(out, ",")
}

// IsBoolFlag lets the option stand without a value, as it did before it had one.
func (p *Proxies) IsBoolFlag() bool { return true }

func (p Proxies) trusts(a netip.Addr) bool {
	for _, n := range p {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// IP is the client's address: the last one that no trusted proxy has, in the line that the proxies wrote.
func (g *Gate) IP(r *http.Request) netip.Addr {
	at := remote(r)
	line := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(line) - 1; i >= 0 && g.Proxies.trusts(at); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(line[i]))
		if err != nil {
			host, _, wrong := net.SplitHostPort(strings.TrimSpace(line[i]))
			if a, err = netip.ParseAddr(host); wrong != nil || err != nil {
				break
			}
		}
		at = a.Unmap().WithZone("")
	}
	return at
}

// remote is the address at the other end of the line.
func remote(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, _ := netip.ParseAddr(host)
	return a.Unmap().WithZone("")
}

// secure says whether residents reach us over TLS.
func (g *Gate) secure(r *http.Request) bool {
	if r.TLS != nil || strings.HasPrefix(g.BaseURL, "https://") {
		return true
	}
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
	return g.Proxies.trusts(remote(r)) && strings.TrimSpace(said[len(said)-1]) == "https"
}
