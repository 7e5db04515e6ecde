package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies are the machines in front of this one whose word is taken for where a
// request comes from. Nobody else's X-Forwarded-For is read.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks with commas between:
// "127.0.0.1, 10.0.0.0/8".
func ParseProxies(text string) (Proxies, error) {
	var list Proxies
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if one, err := netip.ParseAddr(part); err == nil {
			list = append(list, netip.PrefixFrom(one.Unmap(), one.Unmap().BitLen()))
			continue
		}
		net, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("read the proxies: %q is neither an address nor a network", part)
		}
		list = append(list, net.Masked())
	}
	return list, nil
}

func (p Proxies) contain(a netip.Addr) bool {
	for _, net := range p {
		if net.Contains(a) {
			return true
		}
	}
	return false
}

// client is the address a request comes from: the nearest one that is none of our
// own proxies. It is not known when the request comes from this machine and no proxy
// has been named: then everybody would be one and the same.
//
// It is the only function that reads where anybody is, and what it says goes to the
// counting and nowhere else.
func (p Proxies) client(r *http.Request) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	at := peer.Addr().Unmap()
	if p.contain(at) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0 && p.contain(at); i-- {
			next, ok := hop(hops[i])
			if !ok {
				break
			}
			at = next
		}
	}
	return at, !at.IsLoopback() && !p.contain(at)
}

// hop is one address of the header, which some proxies write with a port.
func hop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if one, err := netip.ParseAddr(text); err == nil {
		return one.Unmap(), true
	}
	one, err := netip.ParseAddrPort(text)
	return one.Addr().Unmap(), err == nil
}
