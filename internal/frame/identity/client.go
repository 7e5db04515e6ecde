package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// A Client (anslutet system) is a school's or a health-care system's own program
// that reports for a unit. It has a mandate like anybody who works there, always
// as a reporter, and no way in but its secret.
//
// Invariant: it can do no more than its scopes, and nothing when its mandate is over.
type Client struct {
	ID    string
	Name  string
	Scope string
	Mandate
	Made time.Time
	// Used is when it last asked for anything, to the minute; zero when it never has.
	Used    time.Time
	Revoked bool
	// HookURL is where it wants to be told that something has happened; "" is nowhere.
	HookURL string
	// Secrets is the secrets that open, the newest first.
	Secrets []ClientSecret
}

// InForce says whether the client may act on the day.
func (c Client) InForce(on civil.Date) bool { return !c.Revoked && c.Mandate.InForce(on) }

// May says whether the scope is among those the client has.
func (c Client) May(s access.Scope) bool {
	return slices.Contains(strings.Fields(c.Scope), string(s))
}

// ClientSecret is when a secret was made and until when it opens; the secret
// itself is nowhere. A zero Expires is as long as the client's mandate.
type ClientSecret struct {
	Made, Expires time.Time
}

// ClientDraft is what an administrator types to register a system.
type ClientDraft struct {
	Name   string
	Unit   string
	Scopes []access.Scope
	// To is the last day. A system always has one.
	To civil.Date
}

// Check trims the draft and says what is wrong with it.
func (d ClientDraft) Check() (ClientDraft, error) {
	var faults fault.List
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	switch {
	case d.Name == "":
		faults.Add(fault.Invalid("name", "account.client.name_missing"))
	case utf8.RuneCountInString(d.Name) > 120 || !printable(d.Name):
		faults.Add(fault.Invalid("name", "account.user.name_wrong"))
	}
	if d.Unit == "" {
		faults.Add(fault.Invalid("unit", "account.mandate.unit_missing"))
	}
	if len(d.Scopes) == 0 {
		faults.Add(fault.Invalid("scope", "account.client.scope_missing"))
	}
	for _, s := range d.Scopes {
		if !slices.Contains(access.Scopes, s) {
			faults.Add(fault.Invalid("scope", "account.client.scope_missing"))
		}
	}
	if d.To.IsZero() {
		faults.Add(fault.Invalid("to", "account.client.to_missing"))
	}
	return d, faults.Err()
}

// scope is the draft's scopes as a token has them.
func (d ClientDraft) scope() string {
	var names []string
	for _, s := range access.Scopes {
		if slices.Contains(d.Scopes, s) {
			names = append(names, string(s))
		}
	}
	return strings.Join(names, " ")
}

// narrow is what of the client's scopes a token gets: all of them when none is asked
// for. False means that it asks for one it does not have.
func narrow(has, asked string) (string, bool) {
	if strings.TrimSpace(asked) == "" {
		return has, true
	}
	var got []string
	for _, s := range strings.Fields(asked) {
		if !slices.Contains(strings.Fields(has), s) {
			return "", false
		}
		if !slices.Contains(got, s) {
			got = append(got, s)
		}
	}
	return strings.Join(got, " "), true
}

const (
	// tokenLife is how long a token opens. Short, since it travels with every request.
	tokenLife = 15 * time.Minute
	// secretOverlap is how long the old secret opens beside a new one.
	secretOverlap = 7 * 24 * time.Hour
	// secretPrefix lets those who look for secrets that lie about find ours.
	secretPrefix = "samspel_"
)

// Token (åtkomstbiljett) is what a system shows with each request.
type Token struct {
	Text    string
	Scope   string
	Expires time.Time
	Life    time.Duration
}

const longestHook = 500

// CheckHook says what is wrong with an address that events are to be sent to. That it
// does not lead into the installation's own network is checked when it is called.
func CheckHook(address string) (string, error) {
	address = strings.TrimSpace(address)
	if address == "" {
		return "", nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(address) > longestHook || !printable(address) {
		return "", fault.Invalid("url", "account.client.hook_wrong")
	}
	return u.String(), nil
}

// hookSecret is the secret that events to a client are signed with. It is made from
// the installation's own, so that it is stored nowhere, and a new version is another.
func (s *sealing) hookSecret(client string, version int64) []byte {
	mac := hmac.New(sha256.New, s.mac)
	mac.Write([]byte("hook\x00" + client + "\x00"))
	mac.Write([]byte{byte(version >> 24), byte(version >> 16), byte(version >> 8), byte(version)})
	return mac.Sum(nil)
}
