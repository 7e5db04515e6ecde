package identity

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// newInvitation is an invitation for a person who will sign in with a password;
// the zero value for one who has a subject at the provider.
func (g *Gate) newInvitation(ctx context.Context, u User) (Invitation, error) {
	if u.Subject != "" {
		return Invitation{}, nil
	}
	s, err := g.sealed(ctx)
	if err != nil {
		return Invitation{}, err
	}
	key, err := newOneTimeKey(u.Email)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{Code: newInvitationCode(), Expires: g.now().Add(invitationLife), sealed: s.seal(key.URL(), u.ID)}, nil
}

// Renew gives a new invitation to somebody who has not yet used one. It never
// touches an account that somebody has opened: that would be a way in.
func (g *Gate) Renew(ctx context.Context, who access.Actor, user string) (Invitation, error) {
	var invitation Invitation
	home, err := g.Person(ctx, who, user)
	if err != nil {
		return Invitation{}, err
	}
	if invitation, err = g.newInvitation(ctx, home.User); err != nil {
		return Invitation{}, err
	}
	err = g.change(ctx, who, "identity.user.invite", subject(user), func(tx *db.Tx, ask func(access.Decision) error) error {
		h, err := loadHome(ctx, tx, user)
		if err != nil {
			return err
		}
		if err := ask(mayManage(who, h.place)); err != nil {
			return err
		}
		if h.Ready || h.Disabled {
			return fault.Refused("account.user.already_open")
		}
		if err := storeInvitation(ctx, tx, user, hashOf(invitation.Code), invitation.sealed, who.User, invitation.Expires); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(who, "identity.user.invite", "administrator of the municipality", user))
	})
	return invitation, err
}

// Invited is what a person with a code connects in the authenticator app.
func (g *Gate) Invited(ctx context.Context, code string) (email string, key OneTimeKey, err error) {
	i, key, err := g.invited(ctx, code)
	return i.email, key, err
}

func (g *Gate) invited(ctx context.Context, code string) (invited, OneTimeKey, error) {
	access.MarkAsked(ctx)
	s, err := g.sealed(ctx)
	if err != nil {
		return invited{}, OneTimeKey{}, err
	}
	var i invited
	err = g.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		i, err = loadInvited(ctx, tx, hashOf(normalCode(code)), g.now())
		return err
	})
	if err != nil {
		return invited{}, OneTimeKey{}, err
	}
	if i.user == "" {
		return invited{}, OneTimeKey{}, fault.Invalid("invitation", "account.invitation.wrong")
	}
	url, err := g.openKey(ctx, s, i.sealed, i.user)
	if err != nil {
		return invited{}, OneTimeKey{}, err
	}
	key, err := oneTimeKeyFrom(url)
	return i, key, err
}

// AcceptInvitation gives the account its password, once the person has shown that
// the authenticator app works. It signs nobody in.
func (g *Gate) AcceptInvitation(ctx context.Context, code, password, oneTime string) error {
	i, key, err := g.invited(ctx, code)
	if err != nil {
		return err
	}
	var faults fault.List
	if err := CheckPassword(password, i.email); err != nil {
		faults = append(faults, fault.All(err)...)
	}
	step := key.step(oneTime, g.now())
	if step == 0 {
		faults.Add(fault.Invalid("code", "account.code.wrong"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	hash, err := g.hashing.make(ctx, password)
	if err != nil {
		return err
	}
	return g.store.Data.Write(ctx, func(tx *db.Tx) error {
		still, err := loadInvited(ctx, tx, hashOf(normalCode(code)), g.now())
		if err != nil {
			return err
		}
		if still.user != i.user {
			return fault.Invalid("invitation", "account.invitation.wrong")
		}
		if err := setCredentials(ctx, tx, i.user, hash, still.sealed, step); err != nil {
			return err
		}
		if err := deleteInvitation(ctx, tx, i.user); err != nil {
			return err
		}
		return g.log.Change(ctx, tx, g.done(access.Actor{User: i.user}, "identity.user.open", "invitation", i.user))
	})
}
