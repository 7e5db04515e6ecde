package identity

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

const proveAction = "identity.session.prove"

// Ways is how the actor can show again who they are.
func (g *Gate) Ways(ctx context.Context, who access.Actor) (Ways, error) {
	access.MarkAsked(ctx)
	var w Ways
	err := g.store.Data.Read(ctx, func(tx *db.Tx) error {
		h, err := loadHome(ctx, tx, who.User)
		if err != nil {
			return err
		}
		keys, err := loadPasskeys(ctx, tx, who.User)
		for _, k := range keys {
			w.Passkey = w.Passkey || !k.Copied
		}
		w.Provider = g.signsInAtProvider(h.User)
		w.Password = h.Subject == "" && h.Ready
		return err
	})
	return w, err
}

// signsInAtProvider says that the account's way in is the provider in use here.
func (g *Gate) signsInAtProvider(u User) bool { return u.Issuer != "" && u.Issuer == g.settings.Issuer }

// ProvePassword makes the session of a token strong for whoever knows its holder's
// password and shows a fresh code. Like every proof it gives the session a new token.
func (g *Gate) ProvePassword(ctx context.Context, token, password, code string) (string, error) {
	access.MarkAsked(ctx)
	own, err := g.owner(ctx, token)
	if err != nil {
		return "", err
	}
	wrong := fault.Invalid("password", "account.prove.wrong")
	w, err := g.weigh(ctx, own.Email, password, code, "password", wrong)
	if err != nil {
		return "", err
	}
	fresh, err := g.prove(ctx, token, w.user, twoFactorLevel, w.ground(), func(tx *db.Tx) error { return g.spend(ctx, tx, w) })
	if errors.Is(err, errReplayed) {
		return "", g.turnAway(ctx, w.user, "code already used", wrong)
	}
	return fresh, err
}

// providerSince is how long ago a provider may have asked the person for it to
// count as asked now.
const providerSince = 5 * time.Minute

// ProveOIDC makes the session of a token strong when the provider has asked its
// holder, and nobody else, just now.
func (g *Gate) ProveOIDC(ctx context.Context, token string, c Claims) (string, error) {
	access.MarkAsked(ctx)
	own, err := g.owner(ctx, token)
	if err != nil {
		return "", err
	}
	level, enough := g.settings.level(c.ACR)
	switch {
	case !enough:
		return "", g.turnAway(ctx, own.ID, "level of assurance too low", fault.Forbidden("account.oidc.level"))
	case !g.signsInAtProvider(own) || c.Issuer != own.Issuer || c.Subject != own.Subject:
		return "", g.turnAway(ctx, own.ID, "another person than the session's", fault.Forbidden("account.prove.other"))
	case c.AuthTime.Before(g.now().Add(-providerSince)):
		return "", g.turnAway(ctx, own.ID, "the provider did not ask again", fault.Forbidden("account.prove.old"))
	}
	return g.prove(ctx, token, own.ID, level, "OpenID provider", func(*db.Tx) error { return nil })
}

// owner is the account of a session that lives.
func (g *Gate) owner(ctx context.Context, token string) (User, error) {
	who, err := g.Actor(ctx, token)
	if err != nil {
		return User{}, err
	}
	if !who.SignedIn() {
		return User{}, fault.Unauthenticated()
	}
	return g.Own(ctx, who)
}

// prove turns the session of a token, if it is the user's, into one that is strong.
// The level of assurance never falls.
func (g *Gate) prove(ctx context.Context, token, user string, level int, ground string, spend func(*db.Tx) error) (string, error) {
	return g.turn(ctx, token, func(tx *db.Tx, who access.Actor, next *session) (audit.Record, error) {
		if who.User != user {
			return audit.Record{}, fault.Unauthenticated()
		}
		next.proved, next.assurance = g.now(), max(level, next.assurance)
		who.Session, who.Strong, who.Assurance = next.id, true, next.assurance
		return g.done(who, proveAction, ground, user), spend(tx)
	})
}
