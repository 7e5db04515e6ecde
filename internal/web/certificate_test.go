package web_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samspel/internal/web"
	"samspel/internal/web/webtest"
)

func TestCertificatesThatAreNoGood(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	open := func() error {
		_, err := web.OpenCertificate(cert, key, slog.New(slog.DiscardHandler), func() time.Time { return noon })
		return err
	}
	write := func(name string, content []byte) {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pair, other := webtest.MakeCertificate(t, 1, noon, 90), webtest.MakeCertificate(t, 2, noon, 90)
	want := func(name, says string) {
		t.Helper()
		err := open()
		if says == "" && err == nil || says != "" && err != nil && strings.Contains(err.Error(), says) {
			return
		}
		t.Errorf("%s: %v, want %q", name, err, says)
	}
	want("no files", "no such file")
	write(cert, pair.Cert)
	want("no key", "no such file")
	write(key, other.Key)
	want("somebody else's key", "does not match")
	write(key, []byte("not PEM"))
	want("garbage", "read the certificate")
	ended := webtest.MakeCertificate(t, 3, noon.AddDate(0, 0, -91), 90)
	write(cert, ended.Cert)
	write(key, ended.Key)
	want("one that has ended", "which is not now")
	later := webtest.MakeCertificate(t, 4, noon.AddDate(0, 0, 2), 90)
	write(cert, later.Cert)
	write(key, later.Key)
	want("one that has not begun", "which is not now")
	write(cert, pair.Cert)
	write(key, pair.Key)
	want("a good one", "")
}

// The server goes on with the certificate it has until there is a new one that is
// good, and then uses that, with no connection refused in between.
func TestCertificateIsReadAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	put := func(c webtest.Certificate) {
		for name, content := range map[string][]byte{certFile: c.Cert, keyFile: c.Key} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	first, second := webtest.MakeCertificate(t, 1, noon, 90), webtest.MakeCertificate(t, 2, noon, 30)
	put(first)
	var log bytes.Buffer
	c, err := web.OpenCertificate(certFile, keyFile, slog.New(slog.NewTextHandler(&log, nil)), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	server := web.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }), slog.New(slog.DiscardHandler))
	server.TLSConfig = c.Settings()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() { _ = server.ServeTLS(listener, "", "") }()

	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(first.Cert)
	roots.AppendCertsFromPEM(second.Cert)
	asks := func(highest uint16) (*tls.ConnectionState, string, error) {
		transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "samspel.example",
			MaxVersion: highest, Time: func() time.Time { return noon }}}
		defer transport.CloseIdleConnections()
		answer, err := (&http.Client{Transport: transport}).Get("https://" + listener.Addr().String())
		if err != nil {
			return nil, "", err
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		return answer.TLS, string(body), err
	}
	serial := func() *big.Int {
		t.Helper()
		state, _, err := asks(0)
		if err != nil {
			t.Fatal(err)
		}
		return state.PeerCertificates[0].SerialNumber
	}
	if _, _, err := asks(tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 is let in")
	}
	if state, _, err := asks(tls.VersionTLS12); err != nil || state.Version != tls.VersionTLS12 {
		t.Errorf("TLS 1.2: %v", err)
	}
	if state, proto, err := asks(0); err != nil || state.Version != tls.VersionTLS13 || proto != "HTTP/2.0" {
		t.Errorf("%v %s %v", state, proto, err)
	}

	broken := second
	broken.Key = first.Key
	put(broken)
	c.Reload()
	if got := serial(); got.Int64() != 1 || c.Failures() != 1 || !strings.Contains(log.String(), "the old one is kept") {
		t.Errorf("with a broken certificate in the files, number %s is used; %d failures; log %s", got, c.Failures(), &log)
	}
	put(second)
	c.Reload()
	if got := serial(); got.Int64() != 2 || !c.Ends().Equal(noon.AddDate(0, 0, 30)) {
		t.Errorf("after a good one, number %s is used, to %s", got, c.Ends())
	}
}
