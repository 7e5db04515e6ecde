package db

import (
	"crypto/tls"
	"errors"
	"net/netip"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Guarded says whether nobody between can read or bend what is said to the PostgreSQL
// at the address: it is on this machine, or shows a certificate for its own name. Every
// host that the address names counts, and each way it may fall back to.
func Guarded(url string) (bool, error) {
	c, err := pgconn.ParseConfig(url)
	if err != nil {
		return false, errors.New("the address of the database cannot be read") // the cause quotes it
	}
	guarded := guardedHost(c.Host, c.TLSConfig)
	for _, next := range c.Fallbacks {
		guarded = guarded && guardedHost(next.Host, next.TLSConfig)
	}
	return guarded, nil
}

func guardedHost(host string, secured *tls.Config) bool {
	if strings.HasPrefix(host, "/") || host == "localhost" {
		return true
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsLoopback() {
		return true
	}
	return secured != nil && !secured.InsecureSkipVerify && secured.ServerName != ""
}
