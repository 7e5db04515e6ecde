package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"

	"samspel/internal/frame/db"
)

// guard refuses settings by which something would be said in the clear, or to whoever
// answers, outside this machine.
func (c Config) guard() error {
	var errs []error
	if c.Database != "" && !c.DatabasePlain {
		guarded, err := db.Guarded(c.Database)
		if err == nil && !guarded {
			err = errors.New("SAMSPEL_DATABASE leads to another machine that need not show who it is; end the address with sslmode=verify-full, or set SAMSPEL_DATABASE_PLAIN if the network is yours alone")
		}
		errs = append(errs, err)
	}
	for _, setting := range []struct{ name, address string }{{"SAMSPEL_OIDC_ISSUER", c.OIDCIssuer}, {"SAMSPEL_CALL_URL", c.CallURL}} {
		if setting.address != "" && !guardedAddress(setting.address) {
			errs = append(errs, fmt.Errorf("%s must begin with https:// unless it leads to this machine", setting.name))
		}
	}
	return errors.Join(errs...)
}

func guardedAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	here := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && here
}
