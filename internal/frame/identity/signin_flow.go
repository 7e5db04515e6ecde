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

// errReplayed rolls back what was about to be done with a code that has been used before.
var errReplayed = errors.New("code already used")

// SignInPassword lets in whoever knows the password and shows a fresh one-time
// code, or a recovery code. Every other answer is the same, after the same work,
// whether or not there is such an account; after some failures the answer is to wait.
func (g *Gate) SignInPassword(ctx context.Context, email, password, code string) (string, error) {
	access.MarkAsked(ctx)
	address, ok := NormalEmail(email)
	if !ok {
		address = "?" // one shared account key for what is nobody's address
	}
	wrong := fault.Invalid("email", "account.signin.wrong")
	w, err := g.weigh(ctx, address, password, code, "email", wrong)
	if err != nil {
		return "", err
	}
	var token string
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := g.spend(ctx, tx, w); err != nil {
			return err
		}
		token, err = g.start(ctx, tx, w.user, "", twoFactorLevel, w.ground())
		return err
	})
	if errors.Is(err, errReplayed) {
		return "", g.turnAway(ctx, w.user, "code already used", wrong)
	}
	if err != nil {
		return "", err
	}
	return token, nil
}

// weighed is a password that fits with a code that has not been spent: the
// half-minute of a one-time code, or the hash of a recovery code.
type weighed struct {
	user, account string
	step          int64
	recovery      string
}

func (w weighed) ground() string {
	if w.recovery != "" {
		return "password and recovery code"
	}
	return "password and one-time code"
}

// weigh holds a password and a code against the account of an address. What does
// not fit is recorded, and answered with wrong.
func (g *Gate) weigh(ctx context.Context, address, password, code, field string, wrong error) (weighed, error) {
	s, err := g.sealed(ctx)
	if err != nil {
		return weighed{}, err
	}
	w := weighed{account: s.accountKey(address)}
	wait, err := g.charge(ctx, w.account)
	if err != nil {
		return weighed{}, err
	}
	if wait > 0 {
		return weighed{}, g.turnAway(ctx, "", "slowed down", fault.Invalid(field, "account.signin.wait", "count", minutesOf(wait)))
	}
	var found credentials
	recovery := hashOf(normalCode(code))
	err = g.store.Data.Read(ctx, func(tx *db.Tx) error {
		if found, err = loadCredentials(ctx, tx, address); err != nil {
			return err
		}
		n, err := countRecovery(ctx, tx, found.user, recovery)
		if n > 0 {
			w.recovery = recovery
		}
		return err
	})
	if err != nil {
		return weighed{}, err
	}
	fits, err := g.hashing.fits(ctx, password, found.hash)
	if err != nil {
		return weighed{}, err
	}
	if w.step, err = g.stepOf(ctx, s, found, code); err != nil {
		return weighed{}, err
	}
	w.user = found.user
	switch {
	case found.user == "":
		return weighed{}, g.turnAway(ctx, "", "no such account", wrong)
	case found.closed:
		return weighed{}, g.turnAway(ctx, found.user, "closed account", wrong)
	case !fits:
		return weighed{}, g.turnAway(ctx, found.user, "wrong password", wrong)
	case w.step == 0 && w.recovery == "":
		return weighed{}, g.turnAway(ctx, found.user, "wrong code", wrong)
	}
	return w, nil
}

// spend uses the code up, and forgives earlier failures. The holder is told of many:
// only now, so that whoever guesses learns nothing from how long the answer takes.
func (g *Gate) spend(ctx context.Context, tx *db.Tx, w weighed) error {
	var fresh bool
	var err error
	if w.recovery != "" {
		fresh, err = useRecovery(ctx, tx, w.user, w.recovery, g.now())
	} else {
		fresh, err = useStep(ctx, tx, w.user, w.step)
	}
	switch {
	case err != nil:
		return err
	case !fresh:
		return errReplayed
	case w.recovery != "":
		if err := g.settings.Tell(ctx, tx, w.user, "account.notice.recovery_used", securityLink); err != nil {
			return err
		}
	}
	tried, err := loadAttempts(ctx, tx, w.account)
	if err != nil {
		return err
	}
	if tried.suspicious() {
		if err := g.settings.Tell(ctx, tx, w.user, "account.notice.attempts", securityLink); err != nil {
			return err
		}
	}
	return clearAttempts(ctx, tx, w.account)
}

const (
	// securityLink is where a person sees to their own ways in.
	securityLink = "/sakerhet"
	// sessionsLink is where they see where they are signed in.
	sessionsLink = "/sessioner"
)

func minutesOf(wait time.Duration) int { return int(math.Ceil(wait.Minutes())) }

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
func (g *Gate) stepOf(ctx context.Context, s *sealing, c credentials, code string) (int64, error) {
	if len(c.sealed) == 0 {
		decoyKey.step(code, g.now())
		return 0, nil
	}
	url, err := g.openKey(ctx, s, c.sealed, c.user)
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
	// AuthTime is when the provider asked the person, as far as it says.
	AuthTime time.Time
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
