package deliver

import (
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// errInside is the refusal to connect into the own network.
var errInside = errors.New(Inward)

// Inward is the text of that refusal.
const Inward = "the address leads into the own network, and no administrator has allowed that host"

// inside are the networks that nothing is sent into: RFC 6890 and its successors, and the ranges that carry an IPv4
// address in an IPv6 one.
var inside = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
		"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
		"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

// Inside says whether an address lies in a network that messages must not reach into.
func Inside(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range inside {
		if p.Contains(a) {
			return true
		}
	}
	return !a.IsValid()
}

// dialer connects to the outside only, whatever name led there; allowed lets it connect anywhere.
func dialer(timeout time.Duration, allowed bool) *net.Dialer {
	d := &net.Dialer{Timeout: timeout}
	if allowed {
		return d
	}
	d.Control = func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || Inside(ap.Addr()) {
			return errInside
		}
		return nil
	}
	return d
}
