package identity

import (
	"log/slog"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"samspel/internal/ground/fault"
)

// A User (användare) is somebody who signs in. The home organisation decides
// which administrators may manage the account; it gives no access to anything.
type User struct {
	ID           string
	Name         string
	Email        string
	Organisation string
	Language     string
	// Issuer and Subject bind the account to one identity at one OpenID provider.
	Issuer, Subject string
	// Mail says that notices are announced by e-mail.
	Mail     bool
	Disabled bool
	// Ready says that the person has a way to sign in: a bound subject or a password.
	Ready bool
}

// LogValue keeps logs to ids.
func (u User) LogValue() slog.Value { return slog.StringValue(u.ID) }

// UserDraft is what an administrator types about a new person.
type UserDraft struct {
	Name         string
	Email        string
	Organisation string
	Language     string
	Subject      string
}

// Check trims the draft and says what is wrong with it, field by field.
func (d UserDraft) Check() (UserDraft, error) {
	var faults fault.List
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	switch {
	case d.Name == "":
		faults.Add(fault.Invalid("name", "account.user.name_missing"))
	case utf8.RuneCountInString(d.Name) > 120 || !printable(d.Name):
		faults.Add(fault.Invalid("name", "account.user.name_wrong"))
	}
	email, ok := NormalEmail(d.Email)
	if !ok {
		faults.Add(fault.Invalid("email", "account.user.email_wrong"))
	}
	d.Email = email
	if d.Organisation == "" {
		faults.Add(fault.Invalid("organisation", "account.user.organisation_missing"))
	}
	if d.Language != "en" {
		d.Language = "sv"
	}
	d.Subject = strings.TrimSpace(d.Subject)
	if len(d.Subject) > 255 || !printable(d.Subject) {
		faults.Add(fault.Invalid("subject", "account.user.subject_wrong"))
	}
	return d, faults.Err()
}

// NormalEmail is the address in the one form accounts are looked up by: a bare
// address in lower case. It refuses display names, comments and lists.
func NormalEmail(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || len(s) > 254 || !printable(s) {
		return "", false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return "", false
	}
	return s, true
}

func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}
