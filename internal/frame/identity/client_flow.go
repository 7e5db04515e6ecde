package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// RegisterClient lets a system act for a unit within the administrator's reach. The
// secret is returned once and stored as its hash only.
func (g *Gate) RegisterClient(ctx context.Context, who access.Actor, d ClientDraft) (Client, string, error) {
	d, err := d.Check()
	if err != nil {
		access.MarkAsked(ctx)
		return Client{}, "", err
	}
	c := Client{ID: id.New(), Name: d.Name, Scope: d.scope(), Made: g.now()}
	mandate, secret := id.New(), newSecret()
	err = g.change(ctx, who, "identity.client.register", subject(c.ID), func(tx *db.Tx, ask func(access.Decision) error) error {
		w, err := loadWorkplace(ctx, tx, d.Unit)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		decision := mayRegister(who, place{w.Organisation, w.Municipality})
		if err := ask(decision); err != nil {
			return err
		}
		c.Organisation = w.Organisation
		if err := insertClientUser(ctx, tx, c, c.Made); err != nil {
			return err
		}
		c.Mandate, err = g.grant(ctx, tx, who, mandate, MandateDraft{User: c.ID, Unit: d.Unit, Role: access.Reporter, To: d.To}, decision.Ground())
		if err != nil {
			return err
		}
		if err := insertClient(ctx, tx, c, c.Made); err != nil {
			return err
		}
		if err := insertClientSecret(ctx, tx, c.ID, hashOf(secret), c.Made); err != nil {
			return err
		}
		rec := g.done(who, "identity.client.register", decision.Ground(), c.ID, c.Mandate.ID)
		rec.Detail = c.Scope
		return g.log.Change(ctx, tx, rec)
	})
	if err != nil {
		return Client{}, "", err
	}
	return c, secret, nil
}

// newSecret is 256 random bits: nothing that anybody could guess, so that its hash
// needs no salt and no slow work.
func newSecret() string { return secretPrefix + newToken() }

// Clients is the systems within the administrator's reach.
func (g *Gate) Clients(ctx context.Context, who access.Actor) ([]Client, error) {
	if err := g.log.Require(ctx, who, "identity.client.list", nil, mayListPeople(who)); err != nil {
		return nil, err
	}
	var all []Client
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadClients(ctx, tx, place{who.Organisation, who.Municipality})
		return err
	})
	return all, err
}

// Client is one of the systems within reach, with when its secrets were made.
func (g *Gate) Client(ctx context.Context, who access.Actor, client string) (Client, error) {
	var c Client
	decision := access.Deny("no such system")
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = loadClient(ctx, tx, client)
		if errors.Is(err, db.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		decision = mayRegister(who, c.place())
		c.Secrets, err = loadClientSecrets(ctx, tx, client, g.now())
		return err
	})
	if err != nil {
		return Client{}, err
	}
	return c, g.log.Require(ctx, who, "identity.client.read", subject(client), decision)
}

func (c Client) place() place { return place{c.Organisation, c.Municipality} }

// changeClient runs a change of one system that is still in use.
func (g *Gate) changeClient(ctx context.Context, who access.Actor, client, action string, do func(tx *db.Tx, c Client) error) error {
	return g.change(ctx, who, action, subject(client), func(tx *db.Tx, ask func(access.Decision) error) error {
		c, err := loadClient(ctx, tx, client)
		if errors.Is(err, db.ErrNotFound) {
			return ask(access.Deny("no such system"))
		}
		if err != nil {
			return err
		}
		decision := mayRegister(who, c.place())
		if err := ask(decision); err != nil {
			return err
		}
		if c.Revoked {
			return fault.Refused("account.client.revoked")
		}
		if err := do(tx, c); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, action, decision.Ground(), c.ID))
	})
}

// TurnSecret gives a system a new secret, returned once. The old one opens for a
// week more, so that the system can be given the new one while it works.
func (g *Gate) TurnSecret(ctx context.Context, who access.Actor, client string) (secret string, until time.Time, err error) {
	secret, until = newSecret(), g.now().Add(secretOverlap)
	err = g.changeClient(ctx, who, client, "identity.client.turn", func(tx *db.Tx, c Client) error {
		// Two secrets open at most: a third would be one nobody keeps track of.
		before, err := loadClientSecrets(ctx, tx, c.ID, g.now())
		if err != nil {
			return err
		}
		if len(before) > 1 {
			return fault.Refused("account.client.turned", "until", before[1].Expires)
		}
		if err := fadeClientSecrets(ctx, tx, c.ID, until); err != nil {
			return err
		}
		return insertClientSecret(ctx, tx, c.ID, hashOf(secret), g.now())
	})
	if err != nil {
		return "", time.Time{}, err
	}
	return secret, until, nil
}

// RevokeClient shuts a system out at once: secrets, tokens and mandate.
func (g *Gate) RevokeClient(ctx context.Context, who access.Actor, client string) error {
	return g.changeClient(ctx, who, client, "identity.client.revoke", func(tx *db.Tx, c Client) error {
		if !c.Mandate.Over(g.today()) {
			c.Mandate.Ended = true
			if err := storeEnd(ctx, tx, c.Mandate, g.now()); err != nil {
				return err
			}
		}
		return shutClient(ctx, tx, c.ID, g.now())
	})
}

// SetHook says where a system's events are sent; "" is nowhere.
func (g *Gate) SetHook(ctx context.Context, who access.Actor, client, address string) error {
	address, err := CheckHook(address)
	if err != nil {
		access.MarkAsked(ctx)
		return err
	}
	return g.changeClient(ctx, who, client, "identity.client.hook", func(tx *db.Tx, c Client) error {
		h, err := loadHook(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		h.url = address
		return storeHook(ctx, tx, c.ID, h)
	})
}

// HookSecret is the secret that a system checks its events with, for an administrator
// to hand over. Turned, a new one is made, and events are signed with both for a week.
func (g *Gate) HookSecret(ctx context.Context, who access.Actor, client string, turn bool) (string, error) {
	s, err := g.sealed(ctx)
	if err != nil {
		return "", err
	}
	var secret []byte
	err = g.changeClient(ctx, who, client, "identity.client.hook_secret", func(tx *db.Tx, c Client) error {
		h, err := loadHook(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		if turn {
			h.version, h.turned = h.version+1, g.now()
			if err := storeHook(ctx, tx, c.ID, h); err != nil {
				return err
			}
		}
		secret = s.hookSecret(c.ID, h.version)
		return nil
	})
	if err != nil {
		return "", err
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(secret), nil
}

// Hook is where a system's events are sent and the secrets they are signed with, for
// package notify. No address means that it wants none.
func (g *Gate) Hook(ctx context.Context, client string) (address string, secrets [][]byte, err error) {
	s, err := g.sealed(ctx)
	if err != nil {
		return "", nil, err
	}
	var h hook
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		h, err = loadHook(ctx, tx, client)
		return err
	})
	if err != nil || h.url == "" {
		return "", nil, err
	}
	secrets = [][]byte{s.hookSecret(client, h.version)}
	if !h.turned.IsZero() && g.now().Before(h.turned.Add(secretOverlap)) {
		secrets = append(secrets, s.hookSecret(client, h.version-1))
	}
	return h.url, secrets, nil
}

// HasHook says whether a user is a system that wants to be told.
func (g *Gate) HasHook(ctx context.Context, tx *db.Tx, user string) (bool, error) {
	h, err := loadHook(ctx, tx, user)
	return h.url != "", err
}

// Keepers is the administrators of the organisation a system belongs to, who are told
// when it cannot be reached.
func (g *Gate) Keepers(ctx context.Context, tx *db.Tx, client string) ([]string, error) {
	c, err := loadClient(ctx, tx, client)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return loadAdministrators(ctx, tx, c.place(), g.today())
}

var (
	// ErrWrongSecret is a secret that does not open, whatever the reason: there is one
	// answer for a wrong secret, a revoked system and one that never was.
	ErrWrongSecret = errors.New("no such client or a wrong secret")
	// ErrWrongScope is a scope that the system has not been given.
	ErrWrongScope = errors.New("a scope that was not granted")
)

// ClientToken gives a system that knows its secret a token with the scopes it asks
// for. Whoever does not know it is slowed down: the wait is then with the
// error. It never keeps out the right secret, which nobody can guess.
func (g *Gate) ClientToken(ctx context.Context, client, secret, scope string) (Token, time.Duration, error) {
	access.MarkAsked(ctx)
	now := g.now()
	if !id.Valid(client) {
		client = "?" // one name in the count of tries for what cannot be a system's
	}
	var hashes []string
	var has string
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		hashes, has, err = loadSecretHashes(ctx, tx, client, g.today(), now)
		return err
	})
	if err != nil {
		return Token{}, 0, err
	}
	// Every hash is looked at, and as many for a client that is not there.
	given, right := []byte(hashOf(secret)), 0
	for len(hashes) < 2 {
		hashes = append(hashes, strings.Repeat("-", len(given)))
	}
	for _, hash := range hashes {
		right |= subtle.ConstantTimeCompare(given, []byte(hash))
	}
	if right == 0 {
		return g.wrongSecret(ctx, client)
	}
	t := Token{Text: newToken(), Expires: now.Add(tokenLife), Life: tokenLife}
	var ok bool
	if t.Scope, ok = narrow(has, scope); !ok {
		return Token{}, 0, ErrWrongScope
	}
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertToken(ctx, tx, client, t); err != nil {
			return err
		}
		rec := g.done(access.Actor{User: client, Role: access.Reporter, Scope: t.Scope}, "identity.token.give", "client secret", client)
		rec.Detail = t.Scope
		return g.log.Change(ctx, tx, rec)
	})
	if err != nil {
		return Token{}, 0, err
	}
	return t, 0, nil
}

// wrongSecret counts the try against the name that was given, whether or not a
// system has it. Tries during the wait are answered and not recorded, so that whoever
// guesses cannot fill the log.
func (g *Gate) wrongSecret(ctx context.Context, client string) (Token, time.Duration, error) {
	s, err := g.sealed(ctx)
	if err != nil {
		return Token{}, 0, err
	}
	wait, err := g.charge(ctx, s.accountKey("client\x00"+client))
	if err != nil || wait > 0 {
		return Token{}, wait, errors.Join(ErrWrongSecret, err)
	}
	rec := g.done(access.Actor{}, "identity.token.give", "wrong secret", subject(client)...)
	rec.Result = audit.Refused
	return Token{}, 0, errors.Join(ErrWrongSecret, g.log.Reading(ctx, rec))
}

// ClientActor is the system a token belongs to at this moment; the zero Actor when
// the token, the system or its mandate is over.
func (g *Gate) ClientActor(ctx context.Context, token string) (access.Actor, error) {
	if !wellFormed(token) {
		return access.Actor{}, nil
	}
	now := g.now()
	var who access.Actor
	var used time.Time
	err := g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		who, used, err = loadClientActor(ctx, tx, token, g.today(), now)
		return err
	})
	if err != nil || !who.SignedIn() {
		return access.Actor{}, err
	}
	if now.Sub(used) >= touchEvery {
		// A lost touch only shows the last use a minute too early.
		_ = g.store.Data.Write(ctx, func(tx *db.Tx) error { return touchClient(ctx, tx, who.User, now) })
	}
	return who, nil
}
