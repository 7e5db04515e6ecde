package app

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"samspel/internal/frame/notify"
)

func TestHooksLeadOut(t *testing.T) {
	t.Parallel()
	h, err := newHooks("10.20.0.0/16, fd00:1::/32")
	if err != nil {
		t.Fatal(err)
	}
	for address, may := range map[string]bool{
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "198.18.0.1": false, "192.0.2.1": false, "224.0.0.1": false, "255.255.255.255": false, "240.0.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd00::1": false, "ff02::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:169.254.169.254": false, "::7f00:1": false, "64:ff9b::7f00:1": false, "64:ff9b::a9fe:a9fe": false, "2002:7f00:1::": false, "2001:db8::1": false, "2001::1": false,
		"10.20.3.4": true, "::ffff:10.20.3.4": true, "10.21.0.1": false, "fd00:1::5": true, "fd00:2::5": false,
		"8.8.8.8": true, "193.10.1.1": true, "2a00:801::1": true, "::ffff:193.10.1.1": true,
	} {
		if got := h.mayCall(netip.MustParseAddr(address)); got != may {
			t.Errorf("%s: %v", address, got)
		}
	}
	for _, garbled := range []string{"10.0.0.0", "x", "10.0.0.0/33"} {
		if _, err := newHooks(garbled); err == nil {
			t.Errorf("%q is a network", garbled)
		}
	}
}

// What is connected to is checked, whatever the address is called, and no answer leads on.
func TestHooksGoNowhereElse(t *testing.T) {
	t.Parallel()
	asked := 0
	var got http.Header
	var body []byte
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		got = r.Header
		body, _ = io.ReadAll(r.Body)
		if r.URL.Path == "/vidare" {
			http.Redirect(w, r, "/", http.StatusTemporaryRedirect)
		}
	}))
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	open := func(networks string) *hooks {
		h, err := newHooks(networks)
		if err != nil {
			t.Fatal(err)
		}
		h.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
		return h
	}
	shut, let := open(""), open("127.0.0.0/8")
	port := server.URL[strings.LastIndex(server.URL, ":"):]
	for _, address := range []string{server.URL, "https://localhost" + port, "https://127.1" + port, "https://2130706433" + port, "https://[::ffff:127.0.0.1]" + port, "http://127.0.0.1" + port, "https://0x7f.1" + port} {
		if status := shut.post(t.Context(), notify.Telling{Address: address}); status != 0 || asked > 0 {
			t.Errorf("%s: %d, asked %d times", address, status, asked)
		}
	}
	if status := let.post(t.Context(), notify.Telling{Address: server.URL, Header: map[string]string{"webhook-id": "a"}, Body: []byte("{}")}); status != 200 || got.Get("webhook-id") != "a" || string(body) != "{}" {
		t.Errorf("where the settings say: %d", status)
	}
	if status := let.post(t.Context(), notify.Telling{Address: server.URL + "/vidare"}); status != http.StatusTemporaryRedirect || asked != 2 {
		t.Errorf("led on: %d, asked %d times", status, asked)
	}
	strange := open("127.0.0.0/8")
	strange.client.Transport.(*http.Transport).TLSClientConfig = nil
	if status := strange.post(t.Context(), notify.Telling{Address: server.URL}); status != 0 || asked != 2 {
		t.Errorf("a certificate nobody vouches for: %d", status)
	}
}
