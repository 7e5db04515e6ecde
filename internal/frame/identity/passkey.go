package identity

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

// A Passkey (passkey, in words nyckel) is a key pair in somebody's phone, computer or security key.
// It signs only for this site, and only when its holder has shown the device who
// they are, by finger, face or PIN: two factors in one.
type Passkey struct {
	ID   string
	Name string
	// Added and Used are when it was added and last used; Used is zero when it never was.
	Added, Used time.Time
	// Copied says that its counter has gone backwards, which the counter of one device
	// never does. It lets nobody in.
	Copied bool

	credential     []byte
	publicKey      []byte
	signCount      uint32
	backupEligible bool
	user           string
}

const (
	// mostPasskeys is a phone, two computers and a key in the safe, twice.
	mostPasskeys = 8
	// ceremonyLife is time enough to find a phone. A challenge is good once.
	ceremonyLife = 5 * time.Minute
)

// checkPasskeyName is what the person calls the device, tidied.
func checkPasskeyName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", fault.Invalid("name", "account.passkey.name_missing")
	case utf8.RuneCountInString(name) > 60 || !printable(name):
		return "", fault.Invalid("name", "account.passkey.name_wrong")
	}
	return name, nil
}

// relyingParty is the site as authenticators know it: the host that keys are made
// for, and the origin that answers must come from.
type relyingParty struct {
	host, origin string
	local        bool
}

// relyingPartyAt is the site at address. Without one, or at a loopback address, it
// is localhost at any port, where a browser talks to nobody but its own machine.
func relyingPartyAt(address string) relyingParty {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return relyingParty{host: "localhost", local: true}
	}
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return relyingParty{host: "localhost", local: true}
	}
	return relyingParty{host: strings.ToLower(u.Hostname()), origin: strings.ToLower(u.Scheme + "://" + u.Host)}
}

// accepts is the origin that an answer from said must have. Only at localhost is
// the port left open.
func (p relyingParty) accepts(said string) string {
	if !p.local {
		return p.origin
	}
	u, err := url.Parse(said)
	if err == nil && u.Hostname() == p.host && (u.Scheme == "http" || u.Scheme == "https") && said == u.Scheme+"://"+u.Host {
		return said
	}
	return "http://" + p.host
}

// shownCredentials is what the browser is told to look for when somebody has
// written an address. It is as long, and as steady, for those without a key and
// for addresses nobody has, so that it tells nothing about who has an account.
func (s *sealing) shownCredentials(email string, known [][]byte) [][]byte {
	shown := slices.Clone(known[:min(len(known), mostPasskeys)])
	lengths := []int{16, 20, 32, 32, 48, 64}
	for n := byte(0); len(shown) < mostPasskeys; n++ {
		var stream []byte
		for block := byte(0); len(stream) < 65; block++ {
			mac := hmac.New(sha256.New, s.mac)
			mac.Write([]byte{'c', n, block})
			mac.Write([]byte(email))
			stream = mac.Sum(stream)
		}
		shown = append(shown, stream[1:1+lengths[int(stream[0])%len(lengths)]])
	}
	slices.SortFunc(shown, func(a, b []byte) int { return cmp.Compare(string(a), string(b)) })
	return shown
}
