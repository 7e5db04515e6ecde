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

// ClosingView is what ends with a year, and what hinders it.
type ClosingView struct {
	Overview
	Hindrances []Hindrance
	// Ends is what goes to the appropriation when the year is closed.
	Ends money.Amount
	// Closing waits for somebody else, or has been decided; the zero one is none.
	Closing Closing
	// Stale says that the book has moved since it was prepared.
	Stale bool
}

// Closing opens the end of a year to its agency.
func (g *Grants) Closing(ctx context.Context, who access.Actor, year string) (v ClosingView, err error) {
	if v.Overview, err = g.Overview(ctx, who, year, civil.Date{}); err != nil {
		return v, err
	}
	if v.State == Preparing {
		return v, fault.Absent()
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		s, err := g.standing(ctx, tx, year)
		if err != nil {
			return err
		}
		v.Hindrances, v.Ends = s.hindrances, 0
		for _, e := range s.ends {
			v.Ends += e.amount
		}
		for _, state := range []ApprovalState{Waiting, Approved} {
			id, err := closingTable.latest(ctx, tx, year, state)
			if err != nil {
				return err
			}
			if id != "" {
				v.Closing, err = loadClosing(ctx, tx, id)
				v.Stale = state == Waiting && v.Closing.BookSeq != s.head.Seq
				return err
			}
		}
		return nil
	})
	return v, err
}

// yearEnd is how a year stands when somebody wants to close it.
type yearEnd struct {
	head       ledger.Head
	hindrances []Hindrance
	ends       []endEntry
}

func (g *Grants) standing(ctx context.Context, tx *db.Tx, year string) (s yearEnd, err error) {
	if s.head, err = ledger.At(ctx, tx, year); err != nil {
		return s, err
	}
	totals, err := ledger.Totals(ctx, tx, year, ledger.Where{})
	if err != nil {
		return s, err
	}
	caps, err := ledger.Balances(ctx, tx, year, ledger.Where{Kind: kindCap})
	if err != nil {
		return s, err
	}
	left := map[string]money.Amount{}
	for _, b := range caps {
		left[b.Account.Holder] += b.Amount
	}
	waiting := false
	for _, table := range []approvalTable{decisionTable, orderTable, roundTable} {
		id, err := table.latest(ctx, tx, year, Waiting)
		if err != nil {
			return s, err
		}
		waiting = waiting || id != ""
	}
	a, err := loadAppendixIn(ctx, tx, year, Prepared)
	s.hindrances, s.ends = hindrances(totals, waiting || a.ID != ""), ends(left, totals[kindPool])
	return s, err
}

// PrepareClosing proposes to close a year, for somebody else to decide.
func (g *Grants) PrepareClosing(ctx context.Context, who access.Actor, year, registrationNumber, explanation string) (Closing, error) {
	const action = "grant.closing.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Closing{}, err
	}
	if y.State != Running {
		return Closing{}, fault.Refused("grant.year.not_running")
	}
	if !says(registrationNumber) {
		return Closing{}, fault.Invalid("number", "grant.decision.number_missing")
	}
	c := Closing{ID: g.NewID(), Year: year, RegistrationNumber: registrationNumber, Explanation: explanation,
		Approval: Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		s, err := g.standing(ctx, tx, year)
		if err != nil {
			return err
		}
		if err := stops(s.hindrances, explanation); err != nil {
			return err
		}
		c.BookSeq = s.head.Seq
		if err := closingTable.drop(ctx, tx, year); err != nil {
			return err
		}
		if c.Number, err = closingTable.next(ctx, tx, year); err != nil {
			return err
		}
		if err := insertClosing(ctx, tx, c); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", closingLink(year))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year, c.ID))
	})
	return c, explained(err, nil)
}

// Close closes a year that somebody else has proposed to close, if its book is as it was.
func (g *Grants) Close(ctx context.Context, who access.Actor, year, seen string) error {
	const action = "grant.closing.approve"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return err
	}
	if y.State != Running {
		return fault.Refused("grant.year.not_running")
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		id, err := closingTable.latest(ctx, tx, year, Waiting)
		if err != nil {
			return err
		}
		if id == "" {
			return fault.Refused("grant.approval.not_waiting")
		}
		c, err := loadClosing(ctx, tx, id)
		if err != nil {
			return err
		}
		s, err := g.standing(ctx, tx, year)
		if err != nil {
			return err
		}
		if s.head.Seq != c.BookSeq {
			return fault.Refused("grant.closing.moved")
		}
		if err := stops(s.hindrances, c.Explanation); err != nil {
			return err
		}
		if c.Approval, err = c.approve(who.User, c.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := closingTable.approve(ctx, tx, c.ID, c.Approval); err != nil {
			return err
		}
		if err := endBook(ctx, tx, c, s.ends); err != nil {
			return err
		}
		after := y
		after.State, after.Version = Closed, y.Version+1
		if err := updateYear(ctx, tx, after, y.Version); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toAgency(y.Agency, "grant.notice.closed", yearLink(year))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), year, c.ID))
	})
	return explained(err, nil)
}

func endBook(ctx context.Context, tx *db.Tx, c Closing, all []endEntry) error {
	var postings []ledger.Posting
	for _, e := range all {
		from := poolAccount
		if e.cap != "" {
			from = capAccount(e.cap)
		}
		postings = append(postings, ledger.Posting{Reference: "closing:" + from.String(), Event: eventClosing, Effective: civil.Of(c.ApprovedAt),
			PreparedBy: c.PreparedBy, ApprovedBy: c.ApprovedBy, Basis: c.RegistrationNumber,
			Entries: []ledger.Entry{{From: from, To: ledger.Account{Kind: kindLapsed}, Amount: e.amount}}})
	}
	if len(postings) == 0 {
		return nil
	}
	_, err := ledger.Post(ctx, tx, c.Year, c.ApprovedAt, postings...)
	return err
}

func closingLink(year string) string { return yearLink(year) + "/avslut" }

// MayPrepare says that the year can be proposed to be closed as it stands.
func (v ClosingView) MayPrepare() bool {
	return v.State == Running && !slices.ContainsFunc(v.Hindrances, func(h Hindrance) bool { return !h.Explicable })
}
