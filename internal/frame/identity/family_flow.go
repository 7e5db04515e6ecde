package identity

import (
	"context"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// NewFamily makes an account for a child or a guardian, with the code that opens it.
// The room that knows who they are stores it with [Gate.AddFamily], together with
// what they may see. It asks nobody: the room has.
func (g *Gate) NewFamily(ctx context.Context, organisation string) (FamilyAccount, error) {
	a := FamilyAccount{ID: id.New(), Name: id.NewReference(), organisation: organisation}
	var err error
	a.Invitation, err = g.newInvitation(ctx, User{ID: a.ID, Email: familyAddress(a.Name)})
	return a, err
}

// AddFamily stores the account in the caller's transaction.
func (g *Gate) AddFamily(ctx context.Context, tx *db.Tx, by access.Actor, a FamilyAccount) error {
	if err := insertFamily(ctx, tx, a.ID, a.organisation, familyAddress(a.Name), g.now()); err != nil {
		return err
	}
	return storeInvitation(ctx, tx, a.ID, hashOf(a.Invitation.Code), a.Invitation.sealed, by.User, a.Invitation.Expires)
}

// CloseFamily shuts the account, what it is signed in to and what would have opened
// it. Its e-identification is let go, so that the same person can be invited again.
func (g *Gate) CloseFamily(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := deleteSessions(ctx, tx, user); err != nil {
		return err
	}
	if err := deleteInvitation(ctx, tx, user); err != nil {
		return err
	}
	if err := freeSubject(ctx, tx, user); err != nil {
		return err
	}
	return closeUser(ctx, tx, user, g.now())
}

// InvitedFamily is what a child or a guardian with a code connects in the
// authenticator app, and the name they will sign in as.
func (g *Gate) InvitedFamily(ctx context.Context, code string) (name string, key OneTimeKey, err error) {
	i, key, err := g.invited(ctx, code)
	if err == nil && familyName(i.email) == "" {
		err = fault.Invalid("invitation", "account.invitation.wrong")
	}
	return familyName(i.email), key, err
}

// SignInFamily is [Gate.SignInPassword] for a family's account, by its name. An
// account on the staff does not open here.
func (g *Gate) SignInFamily(ctx context.Context, name, password, code string) (string, error) {
	return g.SignInPassword(ctx, familyAddress(name), password, code)
}

// AcceptFamilyOIDC binds an e-identification to the account that a code opens, and
// signs in. The code is spent.
func (g *Gate) AcceptFamilyOIDC(ctx context.Context, code string, c Claims) (string, error) {
	access.MarkAsked(ctx)
	level, issuer, err := g.familyClaims(ctx, c)
	if err != nil {
		return "", err
	}
	var token string
	err = g.store.Data.Write(ctx, func(tx *db.Tx) error {
		i, err := loadInvited(ctx, tx, hashOf(normalCode(code)), g.now())
		if err != nil {
			return err
		}
		if familyName(i.email) == "" {
			return fault.Forbidden("account.family.code_over")
		}
		known, _, err := loadBySubject(ctx, tx, issuer, c.Subject)
		if err != nil {
			return err
		}
		if known != "" {
			return fault.Forbidden("account.family.has_one")
		}
		if err := bindSubject(ctx, tx, i.user, issuer, c.Subject); err != nil {
			return err
		}
		if err := deleteInvitation(ctx, tx, i.user); err != nil {
			return err
		}
		token, err = g.start(ctx, tx, i.user, "", level, "invitation and OpenID provider")
		return err
	})
	return token, err
}

// SignInFamilyOIDC lets in the child or guardian whose e-identification has been bound.
func (g *Gate) SignInFamilyOIDC(ctx context.Context, c Claims) (string, error) {
	access.MarkAsked(ctx)
	level, issuer, err := g.familyClaims(ctx, c)
	if err != nil {
		return "", err
	}
	var token, known string
	var closed bool
	err = g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		token = ""
		if known, closed, err = loadBySubject(ctx, tx, issuer, c.Subject); err != nil || known == "" || closed {
			return err
		}
		token, err = g.start(ctx, tx, known, "", level, "OpenID provider")
		return err
	})
	if err == nil && token == "" {
		err = g.turnAway(ctx, known, "no open account of a family", fault.Forbidden("account.family.unknown"))
	}
	return token, err
}

// VouchFamily signs a child or guardian in without asking for anything: for a
// demonstration, and for tests.
func (g *Gate) VouchFamily(ctx context.Context, user string) (string, error) {
	access.MarkAsked(ctx)
	var token string
	err := g.store.Data.Write(ctx, func(tx *db.Tx) (err error) {
		token, err = g.start(ctx, tx, user, "", twoFactorLevel, "vouched for")
		return err
	})
	return token, err
}

func (g *Gate) familyClaims(ctx context.Context, c Claims) (level int, issuer string, err error) {
	level, enough := g.settings.level(c.ACR)
	switch {
	case !enough:
		return 0, "", g.turnAway(ctx, "", "level of assurance too low", fault.Forbidden("account.oidc.level"))
	case c.Issuer == "" || c.Issuer != g.settings.Issuer || strings.TrimSpace(c.Subject) == "":
		return 0, "", g.turnAway(ctx, "", "another provider", fault.Forbidden("account.family.unknown"))
	}
	return level, familyIssuer(c.Issuer), nil
}
