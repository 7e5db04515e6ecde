package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"samspel/internal/app"
)

type healthCommand struct{ app.Config }

// Run asks the server on this machine how it is, at the admin address if there is
// one: for containers, which have no other program to ask with.
func (c healthCommand) Run(ctx context.Context, t terminal) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	client, site, err := c.own()
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/halsa", nil)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return errors.New("the server does not answer")
	}
	defer answer.Body.Close()
	word, err := io.ReadAll(io.LimitReader(answer.Body, 100))
	if err != nil {
		return err
	}
	fmt.Fprint(t.out, string(word))
	if answer.StatusCode != http.StatusOK {
		return errors.New("the server is not well")
	}
	return nil
}

// own is where the server answers on this machine. What it shows there must be the
// certificate it was given, whatever host that is for.
func (c healthCommand) own() (*http.Client, string, error) {
	address, scheme, transport := c.AdminAddress, "http", &http.Transport{}
	if address == "" {
		address = c.Address
		if c.TLSCertFile != "" {
			scheme = "https"
			text, err := os.ReadFile(c.TLSCertFile)
			if err != nil {
				return nil, "", err
			}
			pair, err := tls.LoadX509KeyPair(c.TLSCertFile, c.TLSKeyFile)
			if err != nil {
				return nil, "", err
			}
			roots := x509.NewCertPool()
			roots.AppendCertsFromPEM(text)
			transport.TLSClientConfig = &tls.Config{RootCAs: roots}
			if names := pair.Leaf.DNSNames; len(names) > 0 {
				transport.TLSClientConfig.ServerName = names[0]
			}
		}
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return &http.Client{Transport: transport}, scheme + "://" + net.JoinHostPort(host, port), nil
}
