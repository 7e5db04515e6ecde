package identity

import (
	"context"
	"encoding/base64"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// Security is the ways into an account, as its holder sees them.
type Security struct {
	Ways
	Passkeys []Passkey
	// Codes is how many recovery codes are left.
	Codes int
}

// Security is the actor's own ways in.
func (g *Gate) Security(ctx context.Context, who access.Actor) (Security, error) {
	ways, err := g.Ways(ctx, who)
	if err != nil {
		return Security{}, err
	}
	s := Security{Ways: ways}
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if s.Passkeys, err = loadPasskeys(ctx, tx, who.User); err != nil {
			return err
		}
		s.Codes, err = countRecovery(ctx, tx, who.User, "")
		return err
	})
	return s, err
}

// ChangePassword gives the actor, who has lately shown who they are, a new password
// for the one they have. It ends their other sessions. Guesses at the present one are
// slowed down like a sign-in.
func (g *Gate) ChangePassword(ctx context.Context, who access.Actor, present, next string) error {
	const action = "identity.password.change"
	if err := g.log.Require(ctx, who, action, subject(who.User), mayChangeWaysIn(who)); err != nil {
		return err
	}
	own, err := g.Own(ctx, who)
	if err != nil {
		return err
	}
	s, err := g.sealed(ctx)
	if err != nil {
		return err
	}
	account := s.accountKey(own.Email)
	wait, err := g.charge(ctx, account)
	if err != nil {
		return err
	}
	if wait > 0 {
		return g.turnAway(ctx, who.User, "slowed down", fault.Invalid("present", "account.signin.wait", "count", minutesOf(wait)))
	}
	var found credentials
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = loadCredentials(ctx, tx, own.Email)
		return err
	})
	if err != nil {
		return err
	}
	fits, err := g.hashing.fits(ctx, present, found.hash)
	if err != nil {
		return err
	}
	if !fits {
		return g.turnAway(ctx, who.User, "wrong password", fault.Invalid("present", "account.password.wrong"))
	}
	if err := CheckPassword(next, own.Email); err != nil {
		return err
	}
	hash, err := g.hashing.make(ctx, next)
	if err != nil {
		return err
	}
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := replacePassword(ctx, tx, who.User, found.hash, hash); err != nil {
			return err
		}
		if err := clearAttempts(ctx, tx, account); err != nil {
			return err
		}
		if err := deleteOtherSessions(ctx, tx, who.User, who.Session); err != nil {
			return err
		}
		return g.changedWaysIn(ctx, tx, who, action, "account.notice.password_changed")
	})
}

// recoveryCodes is how many recovery codes somebody has on paper.
const recoveryCodes = 10

// newRecoveryCode is about 117 random bits in six groups of four: so many that its
// hash needs no salt and no slow work.
func newRecoveryCode() string { return newInvitationCode() + "-" + id.NewReference() }

// MakeRecoveryCodes gives the actor new recovery codes, each good once in place of a
// one-time code. The old ones are good no more. Only their hashes are kept.
func (g *Gate) MakeRecoveryCodes(ctx context.Context, who access.Actor) ([]string, error) {
	const action = "identity.recovery.make"
	if err := g.log.Require(ctx, who, action, subject(who.User), mayChangeWaysIn(who)); err != nil {
		return nil, err
	}
	ways, err := g.Ways(ctx, who)
	if err != nil {
		return nil, err
	}
	if !ways.Password {
		return nil, fault.Refused("account.recovery.no_password")
	}
	codes, hashes := make([]string, recoveryCodes), make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = newRecoveryCode()
		hashes[i] = hashOf(codes[i])
	}
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := replaceRecovery(ctx, tx, who.User, hashes, g.now()); err != nil {
			return err
		}
		return g.changedWaysIn(ctx, tx, who, action, "account.notice.recovery_made")
	})
	return codes, err
}

// OfferOneTimeKey is a new key for the actor's authenticator app, and the same key
// sealed, to be sent back with the first code it gives.
func (g *Gate) OfferOneTimeKey(ctx context.Context, who access.Actor) (OneTimeKey, string, error) {
	if err := g.mayChangeApp(ctx, who); err != nil {
		return OneTimeKey{}, "", err
	}
	own, err := g.Own(ctx, who)
	if err != nil {
		return OneTimeKey{}, "", err
	}
	key, err := newOneTimeKey(own.Email)
	if err != nil {
		return OneTimeKey{}, "", err
	}
	s, err := g.sealed(ctx)
	if err != nil {
		return OneTimeKey{}, "", err
	}
	return key, base64.RawURLEncoding.EncodeToString(s.seal(key.URL(), who.User)), nil
}

// OfferedOneTimeKey is the key that was offered, to be shown again.
func (g *Gate) OfferedOneTimeKey(ctx context.Context, who access.Actor, offered string) (OneTimeKey, error) {
	if err := g.mayChangeApp(ctx, who); err != nil {
		return OneTimeKey{}, err
	}
	key, _, err := g.offered(ctx, who, offered)
	return key, err
}

func (g *Gate) offered(ctx context.Context, who access.Actor, offered string) (OneTimeKey, []byte, error) {
	s, err := g.sealed(ctx)
	if err != nil {
		return OneTimeKey{}, nil, err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(offered)
	if err != nil {
		return OneTimeKey{}, nil, fault.Absent()
	}
	url, err := g.openKey(ctx, s, sealed, who.User)
	if err != nil {
		return OneTimeKey{}, nil, fault.Absent()
	}
	key, err := oneTimeKeyFrom(url)
	return key, sealed, err
}

// ChangeOneTimeKey makes the offered key the one the actor's codes are held against,
// once they have shown that the app gives the right ones.
func (g *Gate) ChangeOneTimeKey(ctx context.Context, who access.Actor, offered, code string) error {
	if err := g.mayChangeApp(ctx, who); err != nil {
		return err
	}
	key, sealed, err := g.offered(ctx, who, offered)
	if err != nil {
		return err
	}
	step := key.step(code, g.now())
	if step == 0 {
		return fault.Invalid("code", "account.code.wrong")
	}
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := replaceOneTimeKey(ctx, tx, who.User, sealed, step); err != nil {
			return err
		}
		return g.changedWaysIn(ctx, tx, who, "identity.app.change", "account.notice.app_changed")
	})
}

func (g *Gate) mayChangeApp(ctx context.Context, who access.Actor) error {
	if err := g.log.Require(ctx, who, "identity.app.change", subject(who.User), mayChangeWaysIn(who)); err != nil {
		return err
	}
	ways, err := g.Ways(ctx, who)
	if err == nil && !ways.Password {
		return fault.Refused("account.recovery.no_password")
	}
	return err
}

// Recover strikes every way into an account that its holder has lost, ends its
// sessions, and gives a new invitation. Nobody does it to themselves; the holder
// is told, by mail if they have it, so that they know if it was not they who asked.
func (g *Gate) Recover(ctx context.Context, who access.Actor, user string) (Invitation, error) {
	const action = "identity.user.recover"
	person, err := g.Person(ctx, who, user)
	if err != nil {
		return Invitation{}, err
	}
	if person.Subject != "" {
		return Invitation{}, fault.Refused("account.recover.provider")
	}
	invitation, err := g.newInvitation(ctx, person.User)
	if err != nil {
		return Invitation{}, err
	}
	err = g.change(ctx, who, action, subject(user), func(tx *db.Tx, ask func(access.Decision) error) error {
		h, err := loadHome(ctx, tx, user)
		if err != nil {
			return err
		}
		decision := mayRecover(who, user, h.place)
		if err := ask(decision); err != nil {
			return err
		}
		if !h.Ready || h.Disabled {
			return fault.Refused("account.recover.not_open")
		}
		if err := strikeWaysIn(ctx, tx, user); err != nil {
			return err
		}
		if _, err := deleteSessions(ctx, tx, user); err != nil {
			return err
		}
		if err := storeInvitation(ctx, tx, user, hashOf(invitation.Code), invitation.sealed, who.User, invitation.Expires); err != nil {
			return err
		}
		return errors.Join(g.settings.Tell(ctx, tx, user, "account.notice.recovered", securityLink),
			g.log.Change(ctx, tx, g.done(who, action, decision.Ground(), user)))
	})
	if fault.KindOf(err) == fault.KindPrivate && user == who.User && who.Role == access.Administrator {
		err = fault.Forbidden("account.user.own")
	}
	return invitation, err
}

// MayChangeWaysIn refuses before anything is typed what would be refused after.
func (g *Gate) MayChangeWaysIn(ctx context.Context, who access.Actor) error {
	return g.log.Require(ctx, who, "identity.security.change", subject(who.User), mayChangeWaysIn(who))
}
