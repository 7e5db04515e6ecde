package grant

import (
	"context"
	"errors"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/giro"
	"samspel/internal/ground/money"
)

// recognise finds out whose the payers are: a municipality's organisation by its number,
// or a municipality by the name it pays under.
func (g *Grants) recognise(ctx context.Context, all []incoming) error {
	if len(all) == 0 {
		return nil
	}
	municipalities, err := g.Register.Municipalities(ctx)
	if err != nil {
		return err
	}
	numbered := false
	for i := range all {
		numbered = numbered || !all[i].orgnr.IsZero()
		for _, m := range municipalities {
			if all[i].named(m.Name) {
				all[i].municipality = m.Code
			}
		}
	}
	if !numbered {
		return nil
	}
	for _, m := range municipalities {
		organisations, err := g.Register.Organisations(ctx, m.Code)
		if err != nil {
			return err
		}
		for _, o := range organisations {
			for i := range all {
				if !o.Number.IsZero() && all[i].orgnr == o.Number {
					all[i].municipality = m.Code
				}
			}
		}
	}
	return nil
}

// lockBooks holds every book of the agency, in one order, so that two who take from
// several never wait for each other.
func lockBooks(ctx context.Context, tx *db.Tx, agency string) error {
	books, err := listBooks(ctx, tx, agency)
	if err != nil {
		return err
	}
	for _, year := range books {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
	}
	return nil
}

// receive takes in the money that has come, and puts it on the claims it is for. The books
// are locked.
func (g *Grants) receive(ctx context.Context, tx *db.Tx, who access.Actor, all []incoming, a *BankAnswer) error {
	if len(all) == 0 {
		return nil
	}
	years, err := listPaidYears(ctx, tx, who.Organisation)
	if err != nil {
		return err
	}
	claims, err := listAgencyClaims(ctx, tx, who.Organisation)
	if err != nil {
		return err
	}
	known, fresh := map[string]bool{}, map[string]bool{}
	for _, in := range all {
		if _, seen := known[in.entry]; !seen {
			if known[in.entry], err = hasEntry(ctx, tx, who.Organisation, in.entry); err != nil {
				return err
			}
		}
		if known[in.entry] {
			continue
		}
		ours, err := g.knows(ctx, tx, who.Organisation, in.endToEnd)
		if err != nil {
			return err
		}
		if ours {
			continue // a payment that has come back, which is heard elsewhere
		}
		placed := in.match(claims)
		year := in.bookOf(placed, claims, years)
		if year == "" {
			a.Unknown++
			continue
		}
		if !fresh[in.entry] {
			fresh[in.entry] = true
			if err := insertEntry(ctx, tx, who.Organisation, in.entry, db.Moment(g.Now())); err != nil {
				return err
			}
		}
		if err := g.receiveOne(ctx, tx, who, in, year, placed, a); err != nil {
			return err
		}
		for _, p := range placed {
			i := slices.IndexFunc(claims, func(c Claim) bool { return c.ID == p.claim.ID })
			claims[i].Received += p.amount
		}
	}
	return nil
}

// knows says whether the end-to-end id is of money that the agency has sent.
func (g *Grants) knows(ctx context.Context, tx *db.Tx, agency, endToEnd string) (bool, error) {
	if endToEnd == "" {
		return false, nil
	}
	_, err := yearOfPayment(ctx, tx, agency, endToEnd)
	if errors.Is(err, db.ErrNotFound) {
		_, err = g.returnOf(ctx, tx, agency, endToEnd)
	}
	if errors.Is(err, db.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (g *Grants) receiveOne(ctx context.Context, tx *db.Tx, who access.Actor, in incoming, year string, placed []placing, a *BankAnswer) error {
	c := Credit{ID: g.NewID(), Agency: who.Organisation, Key: in.key, Year: year, BookedOn: in.on, Amount: in.amount, Municipality: in.municipality,
		TakenBy: who.User, TakenAt: db.Moment(g.Now())}
	c.Payer, c.Says = in.kept()
	if err := insertCredit(ctx, tx, c); err != nil {
		return err
	}
	if _, err := ledger.Post(ctx, tx, year, g.Now(), ledger.Posting{Reference: "credit:" + c.ID, Event: eventSuspense, Effective: c.BookedOn, PreparedBy: who.User,
		Basis: c.ID, Entries: []ledger.Entry{{From: outsideAccount, To: suspenseAccount, Amount: c.Amount}}}); err != nil {
		return err
	}
	left := c.Amount
	for _, p := range placed {
		if err := g.put(ctx, tx, who, c, p); err != nil {
			return err
		}
		left -= p.amount
	}
	a.Received++
	if left > 0 {
		a.Unclear++
	}
	return nil
}

// put puts money of a credit on a claim: out of suspense in the one's book, and repaid
// in the other's. The books are locked.
func (g *Grants) put(ctx context.Context, tx *db.Tx, who access.Actor, c Credit, p placing) error {
	made := Placement{ID: g.NewID(), Credit: c.ID, Claim: p.claim.ID, Amount: p.amount, Rule: p.rule, PlacedBy: who.User, PlacedAt: db.Moment(g.Now())}
	if err := insertPlacement(ctx, tx, made); err != nil {
		return err
	}
	on := c.BookedOn
	if raised := civil.Of(p.claim.RaisedAt); on.Before(raised) {
		on = raised
	}
	if _, err := ledger.Post(ctx, tx, c.Year, g.Now(), ledger.Posting{Reference: "placed:" + made.ID, Event: eventSuspense, Effective: on, PreparedBy: who.User,
		Basis: c.ID, Entries: []ledger.Entry{{From: suspenseAccount, To: outsideAccount, Amount: p.amount}}}); err != nil {
		return err
	}
	y, err := loadYear(ctx, tx, p.claim.Year)
	if err != nil {
		return err
	}
	held, err := ledger.ByTag(ctx, tx, y.ID, ledger.Where{Kind: kindClaim, Holder: p.claim.Municipality})
	if err != nil {
		return err
	}
	entries, err := taken(p.amount, []string{kindClaim}, p.claim.Municipality, kindRepaid, held)
	if err != nil {
		return err
	}
	if y.Terms.RepaymentsReturn && y.State == Running {
		for _, e := range entries {
			entries = append(entries, ledger.Entry{From: e.To, To: poolAccount, Amount: e.Amount, Tag: e.Tag})
		}
	}
	_, err = ledger.Post(ctx, tx, y.ID, g.Now(), ledger.Posting{Reference: "repayment:" + made.ID, Event: eventRepayment, Effective: on, PreparedBy: who.User,
		Basis: p.claim.Reference.String(), Entries: entries})
	return err
}

// PlaceCredit puts money in suspense on a claim of the same agency. It is never more than
// what is left of either.
func (g *Grants) PlaceCredit(ctx context.Context, who access.Actor, id, reference string, amount money.Amount) (Credit, error) {
	const action = "grant.credit.place"
	c, may, err := g.credit(ctx, who, action, id)
	if err != nil {
		return c, err
	}
	of, err := giro.ParseReference(reference)
	if err != nil {
		return c, fault.Invalid("claim", "grant.credit.claim")
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		now, err := loadCredit(ctx, tx, id)
		if err != nil {
			return err
		}
		claims, err := listAgencyClaims(ctx, tx, who.Organisation)
		if err != nil {
			return err
		}
		p := placing{amount: amount, rule: ByHand}
		for _, claim := range claims {
			if claim.Reference == of {
				p.claim = claim
			}
		}
		most := min(now.Left(), p.claim.Left())
		switch {
		case p.claim.ID == "":
			return fault.Invalid("claim", "grant.credit.claim")
		case amount <= 0 || amount > most:
			return fault.Invalid("amount", "grant.credit.amount", "left", most)
		}
		if err := g.put(ctx, tx, who, now, p); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), now.Year, c.ID, p.claim.ID))
	})
	return c, explained(err, nil)
}

// TakeBackPlacement puts money that was placed wrongly back in suspense. It is refused when
// repaid money has gone on to others since.
func (g *Grants) TakeBackPlacement(ctx context.Context, who access.Actor, credit, placement string) error {
	const action = "grant.credit.take_back"
	c, may, err := g.credit(ctx, who, action, credit)
	if err != nil {
		return err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if err := lockBooks(ctx, tx, who.Organisation); err != nil {
			return err
		}
		all, err := listPlacements(ctx, tx, `p.id = $1`, placement)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[0].Credit != c.ID {
			return db.ErrNotFound
		}
		p := all[0]
		claim, err := loadClaim(ctx, tx, p.Claim)
		if err != nil {
			return err
		}
		if err := takeBackPlacement(ctx, tx, p.ID, who.User, db.Moment(g.Now())); err != nil {
			return err
		}
		today := civil.Of(g.Now())
		for _, back := range []struct{ year, of string }{{claim.Year, "repayment:" + p.ID}, {c.Year, "placed:" + p.ID}} {
			if _, err := ledger.Reverse(ctx, tx, back.year, g.Now(), ledger.Reversal{Of: back.of, Reference: "back:" + back.of, Effective: today, PreparedBy: who.User, Basis: c.ID}); err != nil {
				return err
			}
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), c.Year, c.ID, claim.ID))
	})
	if over := (*ledger.Overdrawn)(nil); errors.As(err, &over) {
		return fault.Refused("grant.credit.moved_on")
	}
	return explained(absent(err), nil)
}

// CreditsView is the work list: money that has come and of which something is in suspense.
type CreditsView struct {
	Credits []Credit
	Names   map[string]string
	Left    money.Amount
}

// Unclear opens the work list of the reader's agency.
func (g *Grants) Unclear(ctx context.Context, who access.Actor) (v CreditsView, err error) {
	if err := g.Audit.Require(ctx, who, "grant.credit.list", nil, mayStartScheme(who)); err != nil {
		return v, err
	}
	if v.Names, err = g.municipalityNames(ctx); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Credits, err = listUnclear(ctx, tx, who.Organisation)
		return err
	})
	for _, c := range v.Credits {
		v.Left += c.Left()
	}
	return v, err
}

// CreditView is one credit, where it has gone, and the claims it can be put on.
type CreditView struct {
	Credit
	Name       string
	Names      map[string]string
	Placements []Placement
	Returns    []Return
	// Open is claims of the agency with something left, those of the payer's first.
	Open      []Claim
	MayDecide bool
	reader    string
}

// ForReader says whether a return that waits is the reader's to approve.
func (v CreditView) ForReader(a Approval) bool {
	return a.State == Waiting && v.MayDecide && a.PreparedBy != v.reader
}

// Credit opens one to its agency.
func (g *Grants) Credit(ctx context.Context, who access.Actor, id string) (v CreditView, err error) {
	if v.Credit, _, err = g.credit(ctx, who, "grant.credit.read", id); err != nil {
		return v, err
	}
	d := mayDecide(who, v.Credit.Agency)
	v.MayDecide, v.reader = d.Allowed() || d.NeedsProof(), who.User
	if v.Names, err = g.municipalityNames(ctx); err != nil {
		return v, err
	}
	v.Name = v.Names[v.Credit.Municipality]
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Open = nil
		if v.Placements, err = listPlacements(ctx, tx, `p.credit_id = $1`, id); err != nil {
			return err
		}
		if v.Returns, err = listReturns(ctx, tx, `credit_id = $1`, id); err != nil {
			return err
		}
		claims, err := listAgencyClaims(ctx, tx, who.Organisation)
		for _, own := range []bool{true, false} {
			for _, c := range claims {
				if c.Left() > 0 && own == (c.Municipality == v.Credit.Municipality) {
					v.Open = append(v.Open, c)
				}
			}
		}
		return err
	})
	return v, err
}

func (g *Grants) credit(ctx context.Context, who access.Actor, action, id string) (c Credit, may access.Decision, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		c, err = loadCredit(ctx, tx, id)
		return err
	})
	if err != nil {
		return c, may, absent(err)
	}
	may = mayRun(who, c.Agency)
	if err := g.Audit.Require(ctx, who, action, []string{c.ID}, may); err != nil {
		return Credit{}, may, err
	}
	return c, may, nil
}
