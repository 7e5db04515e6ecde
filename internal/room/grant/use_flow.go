package grant

import (
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// UseView is an account with what it is held against.
type UseView struct {
	Year SchemeYear
	// Account is the version that counts; one without an id has not been begun.
	Account AccountOfUse
	Form    UseForm
	// Areas are the municipality's on the year's list.
	Areas []string
	// Municipality is its name.
	Municipality string
	// The ledger's own figures: what the appendix gave, what was called for and what came
	// from rounds, what has been paid, and what is still to account for.
	Frame, Requisitioned, Redistributed, Paid, Held money.Amount
	// Last is the day it is due.
	Last, Today civil.Date
	// Books is what the municipality's own books have on the grant, where it has shown them.
	Books Proof
	// Gaps is what is missing before it can be certified, by part.
	Gaps fault.List
	// Versions is every version, the newest first, that the reader may see.
	Versions []AccountOfUse
	Names    map[string]string
	// Own says that the reader is the municipality's, and Whole that they see small numbers
	// of children.
	Own, Whole bool
	// MayWrite, MayCertify, MaySend and MayReview are what the reader may do now, once they
	// have shown who they are; OwnText that they have written it and so cannot certify.
	MayWrite, MayCertify, MaySend, MayReview, OwnText bool
}

// Late says by how many days it is late; 0 is not.
func (v UseView) Late() int {
	if v.Account.State == UseSent || v.Account.State == UseAccepted {
		return 0
	}
	return max(0, v.Today.Sub(v.Last))
}

// ToAccount is what the account is about: what was held when it was handed over, and
// until then what is held now.
func (v UseView) ToAccount() money.Amount {
	if v.Account.Held > 0 {
		return v.Account.Held
	}
	return v.Held
}

// useIn loads a municipality's account in a year. What the actor may do with it is for the
// caller to ask.
func (g *Grants) useIn(ctx context.Context, tx *db.Tx, year, municipality string) (v UseView, err error) {
	if v.Year, err = loadYear(ctx, tx, year); err != nil {
		return v, err
	}
	if v.Frame, err = loadFrame(ctx, tx, year, municipality); err != nil {
		return v, err
	}
	if v.Held, err = ledger.BalanceOf(ctx, tx, year, heldAccount(municipality)); err != nil {
		return v, err
	}
	if v.Areas, err = loadAreas(ctx, tx, year, municipality); err != nil {
		return v, err
	}
	extensions, err := listUseExtensions(ctx, tx, year)
	if err != nil {
		return v, err
	}
	v.Today = civil.Of(g.Now())
	v.Last = v.Year.accountLast(municipality, extensions)
	if err := v.loadPaid(ctx, tx, municipality); err != nil {
		return v, err
	}
	if v.Versions, err = loadUsesOf(ctx, tx, year, municipality); err != nil {
		return v, err
	}
	if err := v.begin(ctx, tx, municipality); err != nil {
		return v, err
	}
	if v.Books, err = loadProof(ctx, tx, year, municipality); err != nil {
		return v, err
	}
	if v.Form, err = useForm(v.Account.Form); err != nil {
		return v, err
	}
	if v.Account.Written() {
		v.Gaps = v.Account.Gaps(v.Form, v.Year.Terms, v.Held)
	}
	return v, nil
}

func heldAccount(municipality string) ledger.Account {
	return ledger.Account{Kind: kindHeld, Holder: municipality}
}

// begin picks the version that counts. Where there is none, or more has been paid since
// one was accepted, it is one that nobody has written in yet.
func (v *UseView) begin(ctx context.Context, tx *db.Tx, municipality string) (err error) {
	if n := len(v.Versions); n > 0 && (v.Versions[0].State != UseAccepted || v.Held == 0) {
		v.Account = v.Versions[0]
		return nil
	}
	v.Account = AccountOfUse{Year: v.Year.ID, Municipality: municipality, Number: len(v.Versions) + 1, Form: newestUseForm(v.Today).Version, State: UseDraft}
	v.Account.Own, err = loadBaseline(ctx, tx, v.Year.ID, municipality)
	return err
}

// loadPaid is what the municipality has called for, and been paid of each sort.
func (v *UseView) loadPaid(ctx context.Context, tx *db.Tx, municipality string) error {
	requisitions, err := listRequisitions(ctx, tx, v.Year.ID, municipality)
	if err != nil {
		return err
	}
	for _, r := range requisitions {
		if r.called() {
			v.Requisitioned += r.Amount
		}
	}
	payments, err := listYearPayments(ctx, tx, v.Year.ID, municipality)
	if err != nil {
		return err
	}
	for _, p := range payments {
		switch {
		case p.State != PaymentConfirmed:
			continue
		case p.Tag != "":
			v.Redistributed += p.Amount
		}
		v.Paid += p.Amount
	}
	return nil
}

// Use opens the account of the actor's own municipality in a year.
func (g *Grants) Use(ctx context.Context, who access.Actor, year string) (v UseView, err error) {
	var certifies bool
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v, err = g.useIn(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		certifies, err = g.holds(ctx, tx, who, Certify)
		return err
	})
	if err != nil {
		return UseView{}, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.use.read", []string{year}, ownFrame(who, v.Year, v.Frame > 0)); err != nil {
		return UseView{}, err
	}
	return g.shown(ctx, who, v, certifies)
}

// UseVersion opens one version of an account, to the municipality or to the agency it has
// been sent to.
func (g *Grants) UseVersion(ctx context.Context, who access.Actor, id string) (v UseView, err error) {
	const action = "grant.use.read"
	var certifies bool
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		a, err := loadUse(ctx, tx, id)
		if err != nil {
			return err
		}
		if v, err = g.useIn(ctx, tx, a.Year, a.Municipality); err != nil {
			return err
		}
		if a.ID != v.Account.ID {
			v.Account, v.Gaps = a, nil
		}
		if v.Form, err = useForm(a.Form); err != nil {
			return err
		}
		certifies, err = g.holds(ctx, tx, who, Certify)
		return err
	})
	if err != nil {
		return UseView{}, absent(err)
	}
	a := v.Account
	if err := g.Audit.Require(ctx, who, action, []string{a.Year, a.ID}, mayReadUse(who, v.Year, a.Municipality, v.Frame > 0, a.OfAgency())); err != nil {
		return UseView{}, err
	}
	return g.shown(ctx, who, v, certifies)
}

// shown is the view as the reader has it.
func (g *Grants) shown(ctx context.Context, who access.Actor, v UseView, certifies bool) (UseView, error) {
	a := v.Account
	v.Own = handlesFor(who) && who.Municipality == a.Municipality
	v.Whole = seesSmall(who, v.Year, a.Municipality).Allowed()
	v.MayWrite = v.Own && a.Written() && v.Year.State == Running && (a.ID != "" || v.Held > 0)
	v.MaySend = v.Own && a.State == UseCertified
	v.OwnText = slices.Contains(a.Writers, who.User)
	certify := mayCertify(who, a.Municipality, certifies)
	v.MayCertify = a.State == UseReady && !v.OwnText && (certify.Allowed() || certify.NeedsProof())
	review := mayReview(who, v.Year.Agency)
	v.MayReview = a.State == UseSent && (review.Allowed() || review.NeedsProof())
	people := []string{a.PreparedBy, a.CertifiedBy, a.SentBy}
	if !v.Own {
		v.Versions = slices.DeleteFunc(v.Versions, func(a AccountOfUse) bool { return !a.OfAgency() })
	}
	for _, x := range v.Versions {
		people = append(people, x.ReviewedBy)
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return v, err
	}
	v.Municipality = names[a.Municipality]
	v.Names, err = g.Names(ctx, slices.DeleteFunc(people, func(user string) bool { return user == "" }))
	return v, err
}

// SaveUse writes a part of the municipality's account, and begins it where nobody has. Seen
// is [SeenUse] of the part as whoever wrote had it before them: what somebody else has
// written in the same part meanwhile is not written over unseen. What was certified is not
// certified any longer.
func (g *Grants) SaveUse(ctx context.Context, who access.Actor, year, seen string, part UsePart) (UseView, error) {
	const action = "grant.use.write"
	v, err := g.Use(ctx, who, year)
	if err != nil {
		return v, err
	}
	may := ownFrame(who, v.Year, v.Frame > 0)
	switch {
	case v.Year.State != Running:
		return v, fault.Refused("grant.year.not_running")
	case v.Account.ID == "" && v.Held == 0:
		return v, fault.Refused("grant.use.nothing_held")
	}
	if err := part.check(v.Form, v.Areas).Err(); err != nil {
		return v, err
	}
	id := g.NewID()
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		now, err := g.useIn(ctx, tx, year, who.Municipality)
		if err != nil {
			return err
		}
		before := now.Account
		if SeenUse(before, part) != seen {
			return fault.Invalid("", "grant.use.part_changed")
		}
		after, err := before.edit(who.User, db.Moment(g.Now()))
		if err != nil {
			return err
		}
		part.put(&after)
		if len(after.Activities) > rowLimit {
			return fault.Invalid("", "grant.use.too_many")
		}
		if before.ID == "" {
			after.ID = id
			err = insertUse(ctx, tx, after)
		} else {
			err = rewriteUse(ctx, tx, after, before.State)
		}
		if err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), year, after.ID))
	})
	if err != nil {
		return v, explained(err, fault.Refused("grant.changed_meanwhile"))
	}
	return v, nil
}

// HandOverUse gives the account to be certified, when nothing is missing.
func (g *Grants) HandOverUse(ctx context.Context, who access.Actor, id string) (AccountOfUse, error) {
	return g.moveUse(ctx, who, "grant.use.hand_over", id,
		func(v UseView, _ bool) access.Decision { return g.ownUse(who, v) },
		func(v UseView) (AccountOfUse, error) { return v.Account.handOver(v.Form, v.Year.Terms, v.Held) })
}

// CertifyUse attests what somebody else has written. Seen is the fingerprint of what the
// certifier has read.
func (g *Grants) CertifyUse(ctx context.Context, who access.Actor, id, seen string) (AccountOfUse, error) {
	return g.moveUse(ctx, who, "grant.use.certify", id,
		func(v UseView, certifies bool) access.Decision {
			return mayCertify(who, v.Account.Municipality, certifies)
		},
		func(v UseView) (AccountOfUse, error) {
			if err := v.Books.blocks(v.Account.Used()); err != nil {
				return v.Account, err
			}
			return v.Account.certify(who.User, seen, v.Held, db.Moment(g.Now()))
		})
}

// SendUse sends what has been certified to the agency.
func (g *Grants) SendUse(ctx context.Context, who access.Actor, id string) (AccountOfUse, error) {
	return g.moveUse(ctx, who, "grant.use.send", id,
		func(v UseView, _ bool) access.Decision { return g.ownUse(who, v) },
		func(v UseView) (AccountOfUse, error) { return v.Account.send(who.User, db.Moment(g.Now())) })
}

func (g *Grants) ownUse(who access.Actor, v UseView) access.Decision {
	if who.Municipality != v.Account.Municipality {
		return access.Deny("another municipality's account")
	}
	return ownFrame(who, v.Year, v.Frame > 0)
}

// moveUse lets the municipality move its account on. Nothing that is written in it changes.
func (g *Grants) moveUse(ctx context.Context, who access.Actor, action, id string, may func(UseView, bool) access.Decision, move func(UseView) (AccountOfUse, error)) (after AccountOfUse, err error) {
	var v UseView
	var certifies bool
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v, err = g.useNow(ctx, tx, id); err != nil {
			return err
		}
		certifies, err = g.holds(ctx, tx, who, Certify)
		return err
	})
	if err != nil {
		return after, absent(err)
	}
	d := may(v, certifies)
	if err := g.Audit.Require(ctx, who, action, []string{v.Year.ID, id}, d); err != nil {
		return after, err
	}
	if v.Year.State != Running {
		return after, fault.Refused("grant.year.not_running")
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		now, err := g.useNow(ctx, tx, id)
		if err != nil {
			return err
		}
		if after, err = move(now); err != nil {
			return err
		}
		if err := moveUse(ctx, tx, after, now.Account.State); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, d.Ground(), v.Year.ID, id))
	})
	return after, explained(err, nil)
}

// useNow is a version with what it is held against as it is now.
func (g *Grants) useNow(ctx context.Context, tx *db.Tx, id string) (v UseView, err error) {
	a, err := loadUse(ctx, tx, id)
	if err != nil {
		return v, err
	}
	if v, err = g.useIn(ctx, tx, a.Year, a.Municipality); err != nil {
		return v, err
	}
	v.Account = a
	v.Form, err = useForm(a.Form)
	return v, err
}
