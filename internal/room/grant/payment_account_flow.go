package grant

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/fault"
)

// PrepareAccount writes where the own municipality is to be paid. Until somebody else
// has attested it, nothing is paid to the municipality at all.
func (g *Grants) PrepareAccount(ctx context.Context, who access.Actor, kind AccountKind, number string) (PaymentAccount, error) {
	const action = "grant.account.prepare"
	may := access.Deny("no municipality's officer")
	if handlesFor(who) {
		may = access.Allow("a municipality's officer")
	}
	if err := g.Audit.Require(ctx, who, action, nil, may); err != nil {
		return PaymentAccount{}, err
	}
	digits, err := readAccount(kind, number)
	if err != nil {
		return PaymentAccount{}, err
	}
	a := PaymentAccount{ID: g.NewID(), Municipality: who.Municipality, Kind: kind, Digits: digits, State: AccountPrepared, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := prepareAccount(ctx, tx, a); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toMunicipality(who.Municipality, "grant.notice.account", "/bidrag")); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), a.ID))
	})
	return a, explained(err, nil)
}

// AttestAccount says that the account is the municipality's.
func (g *Grants) AttestAccount(ctx context.Context, who access.Actor, id string) error {
	const action = "grant.account.attest"
	var a PaymentAccount
	var certifies bool
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = loadAccount(ctx, tx, id); err != nil {
			return err
		}
		certifies, err = g.holds(ctx, tx, who, Certify)
		return err
	})
	if err != nil {
		return absent(err)
	}
	may := mayCertify(who, a.Municipality, certifies)
	if err := g.Audit.Require(ctx, who, action, []string{a.ID}, may); err != nil {
		return err
	}
	switch {
	case a.State != AccountPrepared:
		return fault.Refused("grant.changed_meanwhile")
	case a.PreparedBy == who.User:
		return fault.Refused("grant.own_approval")
	}
	a.AttestedBy, a.AttestedAt = who.User, db.Moment(g.Now())
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := attestAccount(ctx, tx, a); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), a.ID))
	})
	return explained(err, nil)
}
