package grant

import (
	"cmp"
	"context"
	"slices"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// PrepareDecision gathers signed requisitions for somebody else to decide. A decision of
// the year that waited already is dropped.
func (g *Grants) PrepareDecision(ctx context.Context, who access.Actor, year, registrationNumber string, requisitions []string) (Decision, error) {
	const action = "grant.decision.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Decision{}, err
	}
	var wrong fault.List
	if !says(registrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	if len(requisitions) == 0 {
		wrong.Add(fault.Invalid("requisition", "grant.decision.nothing_chosen"))
	}
	if err := wrong.Err(); err != nil {
		return Decision{}, err
	}
	d := Decision{ID: g.NewID(), Year: year, RegistrationNumber: registrationNumber,
		Approval: Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		d.Lines = nil
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		all, err := listRequisitions(ctx, tx, year, "")
		if err != nil {
			return err
		}
		for _, r := range all {
			if !slices.Contains(requisitions, r.ID) {
				continue
			}
			if r.State != Requested {
				return fault.Refused("grant.changed_meanwhile")
			}
			d.Lines = append(d.Lines, DecisionLine{Requisition: r.ID, Municipality: r.Municipality, Amount: r.Amount})
		}
		if len(d.Lines) == 0 {
			return fault.Invalid("requisition", "grant.decision.nothing_chosen")
		}
		slices.SortFunc(d.Lines, func(a, b DecisionLine) int {
			return cmp.Or(cmp.Compare(a.Municipality, b.Municipality), cmp.Compare(a.Requisition, b.Requisition))
		})
		if err := decisionTable.drop(ctx, tx, year); err != nil {
			return err
		}
		if d.Number, err = decisionTable.next(ctx, tx, year); err != nil {
			return err
		}
		if err := insertDecision(ctx, tx, d); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", "/bidragsbeslut/"+d.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year, d.ID))
	})
	return d, explained(absent(err), nil)
}

// Decide decides what somebody else has prepared. Seen is the fingerprint of what the
// decider has read; a requisition that has been withdrawn since makes it void.
func (g *Grants) Decide(ctx context.Context, who access.Actor, id, seen string) (Decision, error) {
	const action = "grant.decision.approve"
	d, y, err := g.decision(ctx, who, action, id, mayDecide)
	if err != nil {
		return Decision{}, err
	}
	head, err := g.letterhead(ctx, y, d.PreparedBy, who.User)
	if err != nil {
		return Decision{}, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, d.Year); err != nil {
			return err
		}
		d, err := loadDecision(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Approval, err = d.approve(who.User, d.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		if err := decisionTable.approve(ctx, tx, d.ID, d.Approval); err != nil {
			return err
		}
		var postings []ledger.Posting
		told := map[string]Requisition{}
		var news []notice
		for _, l := range d.Lines {
			r, err := loadRequisition(ctx, tx, l.Requisition)
			if err != nil {
				return err
			}
			if r.State != Requested || r.Amount != l.Amount {
				return errRaced
			}
			r.State = RequisitionDecided
			told[r.ID] = r
			if err := moveRequisition(ctx, tx, r, Requested); err != nil {
				return err
			}
			news = append(news, toMunicipality(r.Municipality, "grant.notice.decided", yearLink(d.Year)))
			postings = append(postings, ledger.Posting{Reference: "decision:" + r.ID, Event: eventDecision, Effective: civil.Of(d.ApprovedAt),
				PreparedBy: d.PreparedBy, ApprovedBy: d.ApprovedBy, Basis: d.RegistrationNumber,
				Entries: []ledger.Entry{{From: ledger.Account{Kind: kindRequested, Holder: r.Municipality}, To: decidedAccount(r.Municipality), Amount: r.Amount}}})
		}
		if _, err := ledger.Post(ctx, tx, d.Year, g.Now(), postings...); err != nil {
			return err
		}
		if err := g.writeGranted(ctx, tx, head, d, told); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, news...); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), d.Year, d.ID))
	})
	if err != nil {
		return d, explained(err, nil)
	}
	return g.Decision(ctx, who, id)
}

func decidedAccount(municipality string) ledger.Account {
	return ledger.Account{Kind: kindDecided, Holder: municipality}
}

// Decision opens one to its agency.
func (g *Grants) Decision(ctx context.Context, who access.Actor, id string) (Decision, error) {
	d, _, err := g.decision(ctx, who, "grant.decision.read", id, mayRun)
	return d, err
}

func (g *Grants) decision(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (d Decision, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		d, err = loadDecision(ctx, tx, id)
		return err
	})
	if err != nil {
		return d, y, absent(err)
	}
	y, err = g.year(ctx, who, action, d.Year, may)
	if err != nil {
		return Decision{}, y, err
	}
	return d, y, nil
}
