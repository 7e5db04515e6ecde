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

// A Simulation is one pool shared by every rule there is, for comparison. Nothing of it
// is kept.
type Simulation struct {
	Year   SchemeYear
	Wishes []Wish
	ByRule map[RedistributionRule]Redistribution
}

// Simulate shares the pool as it is now by each rule.
func (g *Grants) Simulate(ctx context.Context, who access.Actor, year string) (s Simulation, err error) {
	if s.Year, err = g.year(ctx, who, "grant.round.simulate", year, mayRun); err != nil {
		return s, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return s, err
	}
	s.ByRule = map[RedistributionRule]Redistribution{}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		pool, wishes, err := asked(ctx, tx, year, names)
		s.Wishes = wishes
		for _, rule := range RedistributionRules {
			s.ByRule[rule] = Redistribute(pool, rule, wishes)
		}
		return err
	})
	return s, err
}

// asked is the pool in whole kronor, and what the municipalities ask for.
func asked(ctx context.Context, tx *db.Tx, year string, names map[string]string) (pool int64, all []Wish, err error) {
	a, err := loadAppendixIn(ctx, tx, year, InForce)
	if err != nil {
		return 0, nil, err
	}
	requisitions, err := listRequisitions(ctx, tx, year, "")
	if err != nil {
		return 0, nil, err
	}
	given, err := givenBefore(ctx, tx, year)
	if err != nil {
		return 0, nil, err
	}
	blocked, err := blockedIn(ctx, tx, year)
	if err != nil {
		return 0, nil, err
	}
	balance, err := ledger.BalanceOf(ctx, tx, year, poolAccount)
	return int64(balance / money.Krona), wishes(a.Frames, requisitions, given, blocked, names), err
}

// RoundDraft is what somebody proposes.
type RoundDraft struct {
	Rule                       RedistributionRule
	RegistrationNumber, Reason string
}

func (d RoundDraft) check() error {
	var wrong fault.List
	if !slices.Contains(RedistributionRules, d.Rule) {
		wrong.Add(fault.Invalid("rule", "grant.round.rule"))
	}
	if !says(d.RegistrationNumber) {
		wrong.Add(fault.Invalid("number", "grant.decision.number_missing"))
	}
	if !reads(d.Reason) {
		wrong.Add(fault.Invalid("reason", "grant.round.reason"))
	}
	return wrong.Err()
}

// PrepareRound computes a round for somebody else to decide. One of the year that waited
// already is dropped.
func (g *Grants) PrepareRound(ctx context.Context, who access.Actor, year string, d RoundDraft) (Round, error) {
	const action = "grant.round.prepare"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return Round{}, err
	}
	if err := d.check(); err != nil {
		return Round{}, err
	}
	if y.State != Running {
		return Round{}, fault.Refused("grant.year.not_running")
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return Round{}, err
	}
	r := Round{ID: g.NewID(), Year: year, Rule: d.Rule, RegistrationNumber: d.RegistrationNumber, Reason: d.Reason,
		Approval: Approval{State: Waiting, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		head, err := ledger.Lock(ctx, tx, year)
		if err != nil {
			return err
		}
		pool, wishes, err := asked(ctx, tx, year, names)
		if err != nil {
			return err
		}
		r.BookSeq, r.Redistribution = head.Seq, Redistribute(pool, d.Rule, wishes)
		if r.Distributed == 0 {
			return fault.Refused("grant.round.nothing")
		}
		if err := roundTable.drop(ctx, tx, year); err != nil {
			return err
		}
		if r.Number, err = roundTable.next(ctx, tx, year); err != nil {
			return err
		}
		if err := insertRound(ctx, tx, r); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toDeciders(y.Agency, "grant.notice.waits", "/omfordelningar/"+r.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), year, r.ID))
	})
	return r, explained(err, nil)
}

// DecideRound decides a round that somebody else has prepared, if the pool and the wishes
// still give what it says. Seen is the fingerprint of what the decider has read.
func (g *Grants) DecideRound(ctx context.Context, who access.Actor, id, seen string) (Round, error) {
	const action = "grant.round.approve"
	r, y, err := g.round(ctx, who, action, id, mayDecide)
	if err != nil {
		return Round{}, err
	}
	names, err := g.municipalityNames(ctx)
	if err != nil {
		return Round{}, err
	}
	head, err := g.letterhead(ctx, y, r.PreparedBy, who.User)
	if err != nil {
		return Round{}, err
	}
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, r.Year); err != nil {
			return err
		}
		r, err := loadRound(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.Approval, err = r.approve(who.User, r.Content(), seen, db.Moment(g.Now())); err != nil {
			return err
		}
		pool, wishes, err := asked(ctx, tx, r.Year, names)
		if err != nil {
			return err
		}
		now := r
		now.Redistribution = Redistribute(pool, r.Rule, wishes)
		if now.Content() != r.Content() {
			return fault.Refused("grant.round.pool_changed")
		}
		if err := roundTable.approve(ctx, tx, r.ID, r.Approval); err != nil {
			return err
		}
		var postings []ledger.Posting
		var told []notice
		for _, s := range r.Shares {
			if s.Amount == 0 {
				continue
			}
			told = append(told, toMunicipality(s.Code, "grant.notice.round", yearLink(r.Year)))
			postings = append(postings, ledger.Posting{Reference: r.tag() + ":" + s.Code, Event: eventRedistribution, Effective: civil.Of(r.ApprovedAt),
				PreparedBy: r.PreparedBy, ApprovedBy: r.ApprovedBy, Basis: r.RegistrationNumber,
				Entries: []ledger.Entry{{From: poolAccount, To: decidedAccount(s.Code), Amount: money.Kronor(s.Amount), Tag: r.tag()}}})
		}
		if _, err := ledger.Post(ctx, tx, r.Year, g.Now(), postings...); err != nil {
			return err
		}
		if err := g.writeShared(ctx, tx, head, r, wishes); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, told...); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), r.Year, r.ID))
	})
	if err != nil {
		return r, explained(err, nil)
	}
	return g.Round(ctx, who, id)
}

// Round opens one to its agency.
func (g *Grants) Round(ctx context.Context, who access.Actor, id string) (Round, error) {
	r, _, err := g.round(ctx, who, "grant.round.read", id, mayRun)
	if err != nil {
		return Round{}, err
	}
	names, err := g.municipalityNames(ctx)
	for i := range r.Shares {
		r.Shares[i].Name = names[r.Shares[i].Code]
	}
	return r, err
}

func (g *Grants) round(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (r Round, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		r, err = loadRound(ctx, tx, id)
		return err
	})
	if err != nil {
		return r, y, absent(err)
	}
	y, err = g.year(ctx, who, action, r.Year, may)
	if err != nil {
		return Round{}, y, err
	}
	return r, y, nil
}
