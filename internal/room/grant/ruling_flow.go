package grant

import (
	"context"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// PrepareWriteoff proposes to let off what is left of a claim, or part of it. A proposal
// about it that waited already is dropped.
func (g *Grants) PrepareWriteoff(ctx context.Context, who access.Actor, claim string, d RulingDraft) (Ruling, error) {
	const action = "grant.writeoff.prepare"
	c, y, err := g.claim(ctx, who, action, claim)
	if err != nil {
		return Ruling{}, err
	}
	r := Ruling{Kind: Writeoff, Year: y.ID, Municipality: c.Municipality, Claim: c.ID}
	return g.prepareRuling(ctx, who, action, y, r, d, func(tx *db.Tx, r *Ruling) error {
		now, err := loadClaim(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return d.check(now.Left())
	})
}

// PrepareRecovery proposes to recover money after a review. The findings are its reason.
func (g *Grants) PrepareRecovery(ctx context.Context, who access.Actor, review string, d RulingDraft) (Ruling, error) {
	const action = "grant.recovery.prepare"
	v, y, err := g.review(ctx, who, action, review, mayRun)
	if err != nil {
		return Ruling{}, err
	}
	r := Ruling{Kind: RecoveryRuling, Year: y.ID, Municipality: v.Municipality, Review: v.ID}
	return g.prepareRuling(ctx, who, action, y, r, d, func(tx *db.Tx, r *Ruling) error {
		now, err := loadReview(ctx, tx, v.ID)
		if err != nil {
			return err
		}
		if now.State != ReviewOpen {
			return fault.Refused("grant.review.closed")
		}
		terms, err := termsInForce(ctx, tx, y.Scheme)
		if err != nil {
			return err
		}
		if terms.ID == "" {
			return fault.Invalid("amount", "grant.ruling.no_terms")
		}
		r.Days = terms.Days
		most, err := recoverable(ctx, tx, y.ID, v.Municipality)
		if err != nil {
			return err
		}
		return d.check(most)
	})
}

func (g *Grants) prepareRuling(ctx context.Context, who access.Actor, action string, y SchemeYear, r Ruling, d RulingDraft, check func(*db.Tx, *Ruling) error) (Ruling, error) {
	r.ID, r.Amount, r.RegistrationNumber, r.Reason = g.NewID(), d.Amount, d.RegistrationNumber, d.Reason
	r.Approval = Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}
	err := g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, y.ID); err != nil {
			return err
		}
		if err := check(tx, &r); err != nil {
			return err
		}
		if err := insertRuling(ctx, tx, &r); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, r.ID))
	})
	return r, explained(err, nil)
}

// DecideRuling decides what somebody else has prepared, and moves the money. Seen is the
// fingerprint of what the decider has read.
func (g *Grants) DecideRuling(ctx context.Context, who access.Actor, id, seen string) (r Ruling, err error) {
	const action = "grant.ruling.decide"
	r, y, err := g.ruling(ctx, who, action, id, mayDecide)
	if err != nil {
		return r, err
	}
	head, err := g.letterhead(ctx, y, r.PreparedBy, who.User)
	if err != nil {
		return r, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, y.ID); err != nil {
			return err
		}
		r, err := loadRuling(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.Approval, err = r.approve(who.User, r.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := rulingTable.approve(ctx, tx, r.ID, r.Approval); err != nil {
			return err
		}
		move := g.recover
		if r.Kind == Writeoff {
			move = g.writeOff
		}
		if err := move(ctx, tx, head, r); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID, r.ID))
	})
	if err != nil {
		return r, explained(err, nil)
	}
	v, err := g.Ruling(ctx, who, id)
	return v.Ruling, err
}

// recover closes the review and claims what was found to be wrong.
func (g *Grants) recover(ctx context.Context, tx *db.Tx, h letterhead, r Ruling) error {
	v, err := loadReview(ctx, tx, r.Review)
	if err != nil {
		return err
	}
	if v.State != ReviewOpen {
		return fault.Refused("grant.review.closed")
	}
	v.State, v.Findings, v.ClosedBy, v.ClosedAt = ReviewRecovered, r.Reason, r.ApprovedBy, r.ApprovedAt
	if err := closeReview(ctx, tx, v); err != nil {
		return err
	}
	said := words{}
	said.set("subject", v.Subject)
	said.set("reason", strings.Split(r.Reason, "\n")...)
	if _, err := g.raiseClaim(ctx, tx, h, claimDraft{Municipality: r.Municipality, Reason: Recovery, Amount: r.Amount, DueOn: civil.Of(r.ApprovedAt).AddDays(r.Days),
		Basis: r.ID, PreparedBy: r.PreparedBy, ApprovedBy: r.ApprovedBy, Number: r.RegistrationNumber, Said: said}); err != nil {
		return err
	}
	return g.tellMunicipality(ctx, tx, r.Municipality, "grant.notice.ruling", ownClaimsLink(h.year.ID))
}

func (g *Grants) writeOff(ctx context.Context, tx *db.Tx, h letterhead, r Ruling) error {
	y := h.year
	c, err := loadClaim(ctx, tx, r.Claim)
	if err != nil {
		return err
	}
	if c.Left() < 0 { // the ruling is among what is let off by now
		return fault.Refused("grant.changed_meanwhile")
	}
	held, err := ledger.ByTag(ctx, tx, y.ID, ledger.Where{Kind: kindClaim, Holder: r.Municipality})
	if err != nil {
		return err
	}
	entries, err := taken(r.Amount, []string{kindClaim}, r.Municipality, kindWriteoff, held)
	if err != nil {
		return err
	}
	if _, err := ledger.Post(ctx, tx, y.ID, g.Now(), ledger.Posting{Reference: "writeoff:" + r.ID, Event: eventWriteoff, Effective: civil.Of(r.ApprovedAt),
		PreparedBy: r.PreparedBy, ApprovedBy: r.ApprovedBy, Basis: r.RegistrationNumber, Entries: entries}); err != nil {
		return err
	}
	return g.tellMunicipality(ctx, tx, r.Municipality, "grant.notice.ruling", ownClaimsLink(y.ID))
}

// RulingView is one with what it is about.
type RulingView struct {
	Ruling
	Of SchemeYear
	// Agency and Name are the agency's and the municipality's names, and By who prepared and
	// decided it.
	Agency, Name string
	By           map[string]string
	// About is the claim that is let off, or that a recovery has made; the zero Claim before.
	About Claim
	// Letter is what the municipality has been told of a recovery.
	Letter    Letter
	Subject   Review
	Terms     RepaymentTerms
	MayDecide bool
	reader    string
}

// ForReader says whether it waits for the reader.
func (v RulingView) ForReader(a Approval) bool {
	return a.State == Waiting && v.MayDecide && a.PreparedBy != v.reader
}

// Ruling opens one to its agency, and once it is decided to the municipality it is about.
func (g *Grants) Ruling(ctx context.Context, who access.Actor, id string) (v RulingView, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Ruling, err = loadRuling(ctx, tx, id); err != nil {
			return err
		}
		if v.Of, err = loadYear(ctx, tx, v.Year); err != nil {
			return err
		}
		if v.Terms, err = termsInForce(ctx, tx, v.Of.Scheme); err != nil {
			return err
		}
		where, arg := `c.id = $1`, v.Ruling.Claim
		if v.Kind == RecoveryRuling {
			where, arg = `c.reason = 'recovery' AND c.basis = $1`, v.ID
			if v.Subject, err = loadReview(ctx, tx, v.Ruling.Review); err != nil {
				return err
			}
		}
		claims, err := listClaims(ctx, tx, where, arg)
		for _, c := range claims {
			if c.Year == v.Year && c.Municipality == v.Municipality {
				v.About = c
			}
		}
		if err != nil || v.Kind != RecoveryRuling || v.About.ID == "" {
			return err
		}
		v.Letter, err = letterOf(ctx, tx, v.About.ID)
		return err
	})
	if err != nil {
		return RulingView{}, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.ruling.read", []string{v.Year, v.ID}, mayReadRuling(who, v.Of.Agency, v.Ruling)); err != nil {
		return RulingView{}, err
	}
	d := mayDecide(who, v.Of.Agency)
	v.MayDecide, v.reader = d.Allowed() || d.NeedsProof(), who.User
	agency, err := g.Register.Organisation(ctx, v.Of.Agency)
	if err != nil {
		return v, err
	}
	m, err := g.Register.Municipality(ctx, v.Municipality)
	if err != nil {
		return v, err
	}
	v.Agency, v.Name = agency.Name, m.Name
	v.By, err = g.Names(ctx, []string{v.PreparedBy, v.ApprovedBy})
	return v, err
}

func (g *Grants) ruling(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (r Ruling, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		r, err = loadRuling(ctx, tx, id)
		return err
	})
	if err != nil {
		return r, y, absent(err)
	}
	if y, err = g.year(ctx, who, action, r.Year, may); err != nil {
		return Ruling{}, y, err
	}
	return r, y, nil
}
