package grant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// raiseClaim raises a claim inside another verb's transaction, and moves the money from
// what the municipality holds (or, after a review, holds and has used) to what it is to
// repay. The verb has asked access and writes the log. What is more than there is to take
// is a fault at the field amount, and then nothing has been done. The municipality's letter
// is written with it, as soon as it is said where to pay.
func (g *Grants) raiseClaim(ctx context.Context, tx *db.Tx, h letterhead, d claimDraft) (Claim, error) {
	y := h.year
	if d.Amount <= 0 {
		return Claim{}, fault.Invalid("amount", "grant.claim.amount")
	}
	if _, err := ledger.Lock(ctx, tx, y.ID); err != nil {
		return Claim{}, err
	}
	kinds, event := []string{kindHeld}, eventUnused
	if d.Reason == Recovery {
		kinds, event = []string{kindHeld, kindUsed}, eventRecovery
	}
	held, err := ledger.ByTag(ctx, tx, y.ID, ledger.Where{Holder: d.Municipality})
	if err != nil {
		return Claim{}, err
	}
	entries, err := taken(d.Amount, kinds, d.Municipality, kindClaim, held)
	if err != nil {
		return Claim{}, err
	}
	terms, err := termsInForce(ctx, tx, y.Scheme)
	if err != nil {
		return Claim{}, err
	}
	serial, err := nextClaimSerial(ctx, tx)
	if err != nil {
		return Claim{}, err
	}
	today := civil.Of(g.Now())
	c := Claim{ID: g.NewID(), Year: y.ID, Municipality: d.Municipality, Reason: d.Reason, Amount: d.Amount, DueOn: d.DueOn, Basis: d.Basis,
		RaisedBy: d.PreparedBy, ApprovedBy: d.ApprovedBy, RaisedAt: db.Moment(g.Now())}
	if c.DueOn.IsZero() {
		c.DueOn = y.due(today, terms)
	}
	if c.Reference, err = claimReference(y.Year, d.Municipality, serial); err != nil {
		return Claim{}, fmt.Errorf("a reference for the claim %s: %w", c.ID, err)
	}
	if err := insertClaim(ctx, tx, c); err != nil {
		return Claim{}, err
	}
	_, err = ledger.Post(ctx, tx, y.ID, g.Now(), ledger.Posting{Reference: "claim:" + c.ID, Event: event, Effective: today,
		PreparedBy: d.PreparedBy, ApprovedBy: d.ApprovedBy, Basis: d.Basis, Entries: entries})
	if err != nil || terms.ID == "" {
		return c, err
	}
	return c, g.writeClaimed(ctx, tx, h, c, terms, d.Number, d.Said, c.RaisedAt)
}

// taken is the entries that take the amount from the accounts in their order. Money of a
// round goes before that of the own frame, the last round first: what came last is what
// was not needed.
func taken(amount money.Amount, kinds []string, holder, to string, held []ledger.Tagged) (all []ledger.Entry, err error) {
	left := amount
	for _, kind := range kinds {
		of := slices.DeleteFunc(slices.Clone(held), func(t ledger.Tagged) bool {
			return t.Account != ledger.Account{Kind: kind, Holder: holder} || t.Amount <= 0
		})
		slices.SortFunc(of, func(a, b ledger.Tagged) int {
			return cmp.Or(cmp.Compare(len(b.Tag), len(a.Tag)), cmp.Compare(b.Tag, a.Tag))
		})
		for _, t := range of {
			if part := min(left, t.Amount); part > 0 {
				all = append(all, ledger.Entry{From: t.Account, To: ledger.Account{Kind: to, Holder: holder}, Amount: part, Tag: t.Tag})
				left -= part
			}
		}
	}
	if left > 0 {
		return nil, fault.Invalid("amount", "grant.claim.exceeds", "left", amount-left)
	}
	return all, nil
}

// ClaimsView is the claims of a year, as its agency sees them.
type ClaimsView struct {
	Year   SchemeYear
	Today  civil.Date
	Claims []Claim
	Names  map[string]string
	// Terms say where they are repaid; the zero value is that nobody has said so yet.
	Terms RepaymentTerms
	// Suspense is received money in the year's book that waits to be placed.
	Suspense money.Amount
	// Letters counts those of the claims.
	Letters int
}

// Claims opens the claims of a year to its agency, late ones first.
func (g *Grants) Claims(ctx context.Context, who access.Actor, year string) (v ClaimsView, err error) {
	if v.Year, err = g.year(ctx, who, "grant.claim.list", year, mayRun); err != nil {
		return v, err
	}
	v.Today = civil.Of(g.Now())
	if v.Names, err = g.municipalityNames(ctx); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Claims, err = listYearClaims(ctx, tx, year, ""); err != nil {
			return err
		}
		if v.Terms, err = termsInForce(ctx, tx, v.Year.Scheme); err != nil {
			return err
		}
		if v.Letters, err = countClaimLetters(ctx, tx, year); err != nil {
			return err
		}
		v.Suspense, err = ledger.BalanceOf(ctx, tx, year, suspenseAccount)
		return err
	})
	sortClaims(v.Claims, v.Today)
	return v, err
}

// OwnClaimsView is what the reader's municipality is to repay in a year.
type OwnClaimsView struct {
	Year  SchemeYear
	Today civil.Date
	// Agency is the name of who is repaid.
	Agency, Municipality string
	Claims               []Claim
	Terms                RepaymentTerms
	// Letters are those of the claims, by the claim.
	Letters map[string]Letter
}

// OwnClaims opens the claims of the reader's own municipality.
func (g *Grants) OwnClaims(ctx context.Context, who access.Actor, year string) (v OwnClaimsView, err error) {
	p, err := g.place(ctx, who, year)
	if err != nil {
		return v, err
	}
	if err := g.Audit.Require(ctx, who, "grant.claim.list_own", []string{year}, ownFrame(who, p.year, p.frame > 0)); err != nil {
		return v, err
	}
	v.Year, v.Today = p.year, civil.Of(g.Now())
	agency, err := g.Register.Organisation(ctx, p.year.Agency)
	if err != nil {
		return v, err
	}
	own, err := g.Register.Municipality(ctx, who.Municipality)
	if err != nil {
		return v, err
	}
	v.Agency, v.Municipality = agency.Name, own.Name
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Claims, err = listYearClaims(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		if v.Terms, err = termsInForce(ctx, tx, p.year.Scheme); err != nil {
			return err
		}
		letters, err := listClaimLetters(ctx, tx, year, who.Municipality)
		v.Letters = map[string]Letter{}
		for _, l := range letters {
			v.Letters[l.Decision] = l
		}
		return err
	})
	sortClaims(v.Claims, v.Today)
	return v, err
}

// ClaimView is one claim with all that has happened to it.
type ClaimView struct {
	Claim
	Of    SchemeYear
	Today civil.Date
	Name  string // the municipality's
	// Letter is the zero Letter until it is said where to pay.
	Letter   Letter
	Reminded []Reminder
	// Placements is money on it, those taken back included, and Rulings about letting it off.
	Placements []Placement
	Rulings    []Ruling
	MayDecide  bool
}

// Claim opens one to its agency.
func (g *Grants) Claim(ctx context.Context, who access.Actor, id string) (v ClaimView, err error) {
	if v.Claim, v.Of, err = g.claim(ctx, who, "grant.claim.read", id); err != nil {
		return v, err
	}
	d := mayDecide(who, v.Of.Agency)
	v.Today, v.MayDecide = civil.Of(g.Now()), d.Allowed() || d.NeedsProof()
	m, err := g.Register.Municipality(ctx, v.Claim.Municipality)
	if err != nil {
		return v, err
	}
	v.Name = m.Name
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Letter, err = letterOf(ctx, tx, id); err != nil {
			return err
		}
		if v.Reminded, err = listReminders(ctx, tx, id); err != nil {
			return err
		}
		if v.Placements, err = listPlacements(ctx, tx, `p.claim_id = $1`, id); err != nil {
			return err
		}
		v.Rulings, err = listRulings(ctx, tx, `claim_id = $1`, id)
		return err
	})
	return v, err
}

func (g *Grants) claim(ctx context.Context, who access.Actor, action, id string) (c Claim, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		c, err = loadClaim(ctx, tx, id)
		return err
	})
	if err != nil {
		return c, y, absent(err)
	}
	if y, err = g.year(ctx, who, action, c.Year, mayRun); err != nil {
		return Claim{}, y, err
	}
	return c, y, nil
}

// Remind reminds the municipality of a claim that is late. Those who handle grants there
// are told that there is something to read, and no more.
func (g *Grants) Remind(ctx context.Context, who access.Actor, id string) (Claim, error) {
	const action = "grant.claim.remind"
	c, y, err := g.claim(ctx, who, action, id)
	if err != nil {
		return c, err
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		c, err := loadClaim(ctx, tx, id)
		if err != nil {
			return err
		}
		if !c.Late(civil.Of(g.Now())) {
			return fault.Refused("grant.claim.not_late")
		}
		if err := g.remind(ctx, tx, c, who.User); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, c.ID))
	})
	return c, err
}

func (g *Grants) remind(ctx context.Context, tx *db.Tx, c Claim, by string) error {
	if err := insertReminder(ctx, tx, c.ID, by, db.Moment(g.Now())); err != nil {
		return err
	}
	return g.tellMunicipality(ctx, tx, c.Municipality, "grant.notice.claim", ownClaimsLink(c.Year))
}

func ownClaimsLink(year string) string { return "/bidrag/" + year + "/aterbetalning" }

// tellMunicipality tells those who handle grants for it that there is something to read.
func (g *Grants) tellMunicipality(ctx context.Context, tx *db.Tx, municipality, key, link string) error {
	return g.announce(ctx, tx, "", toMunicipality(municipality, key, link))
}

// RemindLate reminds once of every claim that has become late. Nobody asks for it: it is
// the system's own, run by a job, and does nothing the second time.
func (g *Grants) RemindLate(ctx context.Context) error {
	today := civil.Of(g.Now())
	var late []Claim
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		late, err = listForgotten(ctx, tx, today)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range late {
		if !c.Late(today) {
			continue
		}
		errs = append(errs, g.Store.Data.Write(ctx, func(tx *db.Tx) error {
			now, err := loadClaim(ctx, tx, c.ID)
			if err != nil || now.Reminders > 0 || !now.Late(today) {
				return err
			}
			if err := g.remind(ctx, tx, now, lapser); err != nil {
				return err
			}
			return g.Audit.Change(ctx, tx, record(access.Actor{}, "grant.claim.remind", "the claim is late", c.Year, c.ID))
		}))
	}
	return errors.Join(errs...)
}
