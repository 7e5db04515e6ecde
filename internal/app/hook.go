package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"samspel/internal/frame/notify"
)

const hookWithin = 10 * time.Second

// errInside is an address that leads into a network of our own.
var errInside = errors.New("the address leads inside")

// hooks posts events to the systems' own addresses. Those addresses are somebody
// else's words: they lead out of the house or nowhere. What is checked is the address
// that is connected to, after every name has been looked up, so that no name can say
// one thing when it is asked about and another when it is used.
type hooks struct {
	client *http.Client
	// within is networks of the organisation's own that systems may be in.
	within []netip.Prefix
}

func newHooks(networks string) (*hooks, error) {
	h := &hooks{}
	for part := range strings.FieldsFuncSeq(networks, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("SAMSPEL_HOOK_NETWORKS: %w", err)
		}
		h.within = append(h.within, prefix.Masked())
	}
	dialer := &net.Dialer{Timeout: hookWithin, Control: h.control}
	h.client = &http.Client{
		Timeout:       hookWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		// No proxy: one would connect where we do not see it.
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: hookWithin, ResponseHeaderTimeout: hookWithin,
			MaxResponseHeaderBytes: 16 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true},
	}
	return h, nil
}

// control is asked just before each connection is made.
func (h *hooks) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !h.mayCall(to.Addr()) {
		return errInside
	}
	return nil
}

// mayCall says whether an address is out in the world, or where the settings say.
func (h *hooks) mayCall(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if slices.ContainsFunc(h.within, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return true
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(a) })
}

// inside is what looks like the world and is not: shared, reserved and test networks,
// and those in which an address of version 4 is hidden (IANA's special-purpose registries).
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"),
}

// post gives the status of the answer, or 0. Where an answer would lead on, nobody goes.
func (h *hooks) post(ctx context.Context, t notify.Telling) int {
	if !strings.HasPrefix(t.Address, "https://") {
		return 0
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.Address, bytes.NewReader(t.Body))
	if err != nil {
		return 0
	}
	for name, value := range t.Header {
		r.Header.Set(name, value)
	}
	r.Header.Set("User-Agent", "Samspel")
	answer, err := h.client.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4096))
	return answer.StatusCode
}
