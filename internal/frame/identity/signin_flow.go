package identity

import (
	"context"
	"errors"
	"math"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// errReplayed rolls a sign-in back whose one-time code has been used before.
var errReplayed = errors.New("one-time code already used")

// SignInPassword lets in whoever knows the password and shows a fresh one-time
// code. Every other answer is the same, after the same work, whether or not there
// is such an account; after some failures the answer is to wait.
func (g *Gate) SignInPassword(ctx context.Context, email, password, code string) (string, error) {
	access.MarkAsked(ctx)
	s, err := g.sealed(ctx)
	if err != nil {
		return "", err
	}
	address, ok := NormalEmail(email)
	if !ok {
		address = "?" // one shared account key for what is nobody's address
	}
	account := s.accountKey(address)
	wait, err := g.charge(ctx, account)
	if err != nil {
		return "", err
	}
	if wait > 0 {
		minutes := int(math.Ceil(wait.Minutes()))
		return "", g.turnAway(ctx, "", "slowed down", fault.Invalid("email", "account.signin.wait", "count", minutes))
	}

	var found credentials
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = loadCredentials(ctx, tx, address)
		return err
	})
	if err != nil {
		return "", err
	}
	fits, err := g.hashing.fits(ctx, password, found.hash)
	if err != nil {
		return "", err
	}
	step, err := g.stepOf(s, found, code)
	if err != nil {
		return "", err
	}
	wrong := fault.Invalid("email", "account.signin.wrong")
	switch {
	case found.user == "":
		return "", g.turnAway(ctx, "", "no such account", wrong)
	case found.closed:
		return "", g.turnAway(ctx, found.user, "closed account", wrong)
	case !fits:
		return "", g.turnAway(ctx, found.user, "wrong password", wrong)
	case step == 0:
		return "", g.turnAway(ctx, found.user, "wrong one-time code", wrong)
	}

	var token string
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		fresh, err := useStep(ctx, tx, found.user, step)
		if err != nil {
			return err
		}
		if !fresh {
			return errReplayed
		}
		if err := clearAttempts(ctx, tx, account); err != nil {
			return err
		}
		token, err = g.start(ctx, tx, found.user, "", passwordLevel, "password and one-time code")
		return err
	})
	if errors.Is(err, errReplayed) {
		return "", g.turnAway(ctx, found.user, "one-time code already used", wrong)
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// charge counts the try before it is looked at, and says how long is left to wait
// if it comes too soon.
func (g *Gate) charge(ctx context.Context, account string) (time.Duration, error) {
	var wait time.Duration
	now := g.now()
	err := g.store.Data.Write(ctx, func(tx *db.Tx) error {
		a, err := loadAttempts(ctx, tx, account)
		if err != nil {
			return err
		}
		if wait = a.Wait(now); wait > 0 {
			return nil
		}
		return storeAttempts(ctx, tx, account, a.Charge(now))
	})
	return wait, err
}

// stepOf is the half-minute the code belongs to, or 0. An account without a key
// has no code that is right: a password alone opens nothing. It costs the same to
// find that out.
func (g *Gate) stepOf(s *sealing, c credentials, code string) (int64, error) {
	if len(c.sealed) == 0 {
		decoyKey.step(code, g.now())
		return 0, nil
	}
	url, err := s.open(c.sealed, c.user)
	if err != nil {
		return 0, err
	}
	key, err := oneTimeKeyFrom(url)
	if err != nil {
		return 0, err
	}
	return key.step(code, g.now()), nil
}

// turnAway records a sign-in that failed and gives the answer. When it cannot be
// recorded, that is the answer.
func (g *Gate) turnAway(ctx context.Context, user, ground string, answer error) error {
	rec := audit.Record{
		At: g.now(), Actor: access.Actor{User: user}, Action: "identity.session.start", Subjects: subject(user),
		Ground: ground, Result: audit.Refused,
	}
	if err := g.log.Reading(ctx, rec); err != nil {
		return err
	}
	return answer
}

// Claims is what an OpenID provider has vouched for, in a token whose signature,
// audience and nonce are already checked.
type Claims struct {
	Issuer, Subject, ACR string
}

// SignInOIDC lets in the person whose account an administrator has bound to the
// subject, when the level of assurance is enough. It makes no accounts.
func (g *Gate) SignInOIDC(ctx context.Context, c Claims) (string, error) {
	access.MarkAsked(ctx)
	level, enough := g.settings.level(c.ACR)
	if !enough {
		return "", g.turnAway(ctx, "", "level of assurance too low", fault.Forbidden("account.oidc.level"))
	}
	if c.Issuer == "" || c.Issuer != g.settings.Issuer || strings.TrimSpace(c.Subject) == "" {
		return "", g.turnAway(ctx, "", "another provider", fault.Forbidden("account.oidc.unknown"))
	}
	var token, known string
	var closed bool
	err := g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		token = ""
		known, closed, err = loadBySubject(ctx, tx, c.Issuer, c.Subject)
		if err != nil || known == "" || closed {
			return err
		}
		token, err = g.start(ctx, tx, known, "", level, "OpenID provider")
		return err
	})
	switch {
	case err != nil:
		return "", err
	case closed:
		return "", g.turnAway(ctx, known, "closed account", fault.Forbidden("account.oidc.unknown"))
	case token == "":
		return "", g.turnAway(ctx, "", "unknown subject", fault.Forbidden("account.oidc.unknown"))
	}
	return token, nil
}

// RefuseOIDC records a sign-in that failed before there were any claims to
// believe: a state, nonce or signature that is wrong.
func (g *Gate) RefuseOIDC(ctx context.Context, ground string) error {
	access.MarkAsked(ctx)
	return g.turnAway(ctx, "", ground, fault.Forbidden("account.oidc.failed"))
}
