package grant

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// place is a municipality in a year, as its people meet it.
type place struct {
	year         SchemeYear
	frame, left  money.Amount
	last         civil.Date
	signs        bool
	requisitions []Requisition
}

// place loads the actor's municipality in a year. What they may do in it is for the
// caller to ask.
func (g *Grants) place(ctx context.Context, who access.Actor, year string) (p place, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		p, err = g.placeIn(ctx, tx, who, year)
		return err
	})
	return p, absent(err)
}

func (g *Grants) placeIn(ctx context.Context, tx *db.Tx, who access.Actor, year string) (p place, err error) {
	if p.year, err = loadYear(ctx, tx, year); err != nil {
		return p, err
	}
	if p.frame, err = loadFrame(ctx, tx, year, who.Municipality); err != nil {
		return p, err
	}
	if p.left, err = ledger.BalanceOf(ctx, tx, year, frameAccount(who.Municipality)); err != nil {
		return p, err
	}
	extensions, err := listExtensions(ctx, tx, year)
	if err != nil {
		return p, err
	}
	p.last = p.year.lastDay(who.Municipality, extensions)
	if p.requisitions, err = listRequisitions(ctx, tx, year, who.Municipality); err != nil {
		return p, err
	}
	p.signs, err = g.holds(ctx, tx, who, Sign)
	return p, err
}

// open says why nothing can be called for today.
func (p place) open(today civil.Date) error {
	switch {
	case p.year.State != Running:
		return fault.Refused("grant.year.not_running")
	case today.After(p.last):
		return fault.Refused("grant.requisition.too_late", "last", p.last)
	}
	return nil
}

// PrepareRequisition writes a requisition for the signatory. It holds no money until it
// is signed.
func (g *Grants) PrepareRequisition(ctx context.Context, who access.Actor, year string, d RequisitionDraft) (Requisition, error) {
	const action = "grant.requisition.prepare"
	p, err := g.place(ctx, who, year)
	if err != nil {
		return Requisition{}, err
	}
	may := ownFrame(who, p.year, p.frame > 0)
	if err := g.Audit.Require(ctx, who, action, []string{year}, may); err != nil {
		return Requisition{}, err
	}
	if err := p.open(civil.Of(g.Now())); err != nil {
		return Requisition{}, err
	}
	if err := d.check(p.left); err != nil {
		return Requisition{}, err
	}
	r := Requisition{ID: g.NewID(), Year: year, Municipality: who.Municipality, State: RequisitionPrepared, Amount: d.Amount, Extra: d.Extra,
		ExtraPurpose: d.ExtraPurpose, Baseline: d.Baseline, PreparedBy: who.User, PreparedAt: db.Moment(g.Now())}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertRequisition(ctx, tx, r); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toSignatories(who.Municipality, yearLink(year))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), year, r.ID))
	})
	return r, err
}

// SignRequisition calls for the money: from now on it is the agency's to decide.
func (g *Grants) SignRequisition(ctx context.Context, who access.Actor, id string) (Requisition, error) {
	return g.moveRequisition(ctx, who, "grant.requisition.sign", id, func(p place, r Requisition) (Requisition, ledger.Posting, error) {
		if r.State != RequisitionPrepared {
			return r, ledger.Posting{}, fault.Refused("grant.changed_meanwhile")
		}
		if err := p.open(civil.Of(g.Now())); err != nil {
			return r, ledger.Posting{}, err
		}
		r.State, r.SignedBy, r.SignedAt = Requested, who.User, db.Moment(g.Now())
		return r, ledger.Posting{Reference: "requisition:" + r.ID, Event: eventRequisition,
			Entries: []ledger.Entry{{From: frameAccount(r.Municipality), To: ledger.Account{Kind: kindRequested, Holder: r.Municipality}, Amount: r.Amount}}}, nil
	})
}

// WithdrawRequisition takes a requisition back that the agency has not decided. After
// the last day the right to the money has lapsed all the same.
func (g *Grants) WithdrawRequisition(ctx context.Context, who access.Actor, id string) (Requisition, error) {
	return g.moveRequisition(ctx, who, "grant.requisition.withdraw", id, func(_ place, r Requisition) (Requisition, ledger.Posting, error) {
		var p ledger.Posting
		switch r.State {
		case RequisitionPrepared:
		case Requested:
			p = ledger.Posting{Reference: "withdrawal:" + r.ID, Event: eventWithdrawal,
				Entries: []ledger.Entry{{From: ledger.Account{Kind: kindRequested, Holder: r.Municipality}, To: frameAccount(r.Municipality), Amount: r.Amount}}}
		case RequisitionDecided:
			return r, p, fault.Refused("grant.requisition.decided")
		case RequisitionWithdrawn, RequisitionRejected:
			return r, p, fault.Refused("grant.changed_meanwhile")
		}
		r.State, r.WithdrawnBy, r.WithdrawnAt = RequisitionWithdrawn, who.User, db.Moment(g.Now())
		return r, p, nil
	})
}

// moveRequisition lets a signatory move a requisition, with its money, while nobody else
// moves money of the year. A move without entries touches no money.
func (g *Grants) moveRequisition(ctx context.Context, who access.Actor, action, id string, move func(place, Requisition) (Requisition, ledger.Posting, error)) (r Requisition, err error) {
	var p place
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if r, err = loadRequisition(ctx, tx, id); err != nil {
			return err
		}
		p, err = g.placeIn(ctx, tx, who, r.Year)
		return err
	})
	if err != nil {
		return r, absent(err)
	}
	may := maySign(who, p.year, p.frame > 0, p.signs)
	if r.Municipality != who.Municipality {
		may = access.Deny("another municipality's requisition")
	}
	if err := g.Audit.Require(ctx, who, action, []string{r.Year, r.ID}, may); err != nil {
		return Requisition{}, err
	}
	var after Requisition
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, r.Year); err != nil {
			return err
		}
		p, err := g.placeIn(ctx, tx, who, r.Year)
		if err != nil {
			return err
		}
		before, err := loadRequisition(ctx, tx, id)
		if err != nil {
			return err
		}
		var posting ledger.Posting
		if after, posting, err = move(p, before); err != nil {
			return err
		}
		if err := moveRequisition(ctx, tx, after, before.State); err != nil {
			return err
		}
		key := "grant.notice.requisitioned"
		if after.State == RequisitionWithdrawn {
			key = "grant.notice.withdrawn"
			if err := dropDecisionsWith(ctx, tx, id); err != nil {
				return err
			}
		}
		if len(posting.Entries) > 0 {
			if err := g.announce(ctx, tx, who.User, toAgency(p.year.Agency, key, yearLink(r.Year))); err != nil {
				return err
			}
			posting.Effective, posting.PreparedBy, posting.Basis = civil.Of(g.Now()), who.User, r.ID
			if _, err := ledger.Post(ctx, tx, r.Year, g.Now(), posting); err != nil {
				return err
			}
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), r.Year, r.ID))
	})
	if over := (*ledger.Overdrawn)(nil); errors.As(err, &over) {
		return r, overFrame(over.Left)
	}
	if err != nil {
		return r, explained(err, nil)
	}
	return after, nil
}

// RequisitionView is the one page of a municipality in a year.
type RequisitionView struct {
	FrameView
	Municipality string
	// Last is the municipality's own last day.
	Last         civil.Date
	Requisitions []Requisition
	Names        map[string]string
	// Letters are the decisions that the municipality has been told of, newest first.
	Letters []Letter
	// Baseline is what was said last, to start from.
	Baseline []Baseline
	// Account is where money goes, and Waiting a change of it that nobody has attested.
	Account, Waiting PaymentAccount
	// MaySign says that the reader may, once they have shown who they are, and MayAttest
	// that they may attest the account that waits.
	MaySign, MayAttest bool
	// Where is the municipality's money, by kind of account.
	Where map[string]money.Amount
	// Use is the account of use that the municipality has to send, or has sent.
	Use UseDue
	// Recovery is what it is to repay, and what it is asked.
	Recovery OwnRecovery
	Today    civil.Date
}

// Called is what the municipality has called for and not taken back.
func (v RequisitionView) Called() (sum money.Amount) {
	for _, r := range v.Requisitions {
		if r.called() {
			sum += r.Amount
		}
	}
	return sum
}

// Requisitions opens the municipality's page of a year, as of the days asked for.
func (g *Grants) Requisitions(ctx context.Context, who access.Actor, year string, as ledger.Where) (v RequisitionView, err error) {
	p, err := g.place(ctx, who, year)
	if err != nil {
		return v, err
	}
	if err := g.Audit.Require(ctx, who, "grant.requisition.read", []string{year}, ownFrame(who, p.year, p.frame > 0)); err != nil {
		return v, err
	}
	today := civil.Of(g.Now())
	v.FrameView = FrameView{Year: p.year, Frame: p.frame, Left: p.left, MayRequisition: p.open(today) == nil}
	v.Municipality, v.Last, v.Requisitions, v.Today = who.Municipality, p.last, p.requisitions, today
	sign := maySign(who, p.year, p.frame > 0, p.signs)
	v.MaySign = sign.Allowed() || sign.NeedsProof()
	var certifies bool
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Account, err = loadAccountIn(ctx, tx, who.Municipality, AccountAttested); err != nil {
			return err
		}
		if v.Waiting, err = loadAccountIn(ctx, tx, who.Municipality, AccountPrepared); err != nil {
			return err
		}
		if certifies, err = g.holds(ctx, tx, who, Certify); err != nil {
			return err
		}
		if n := len(p.requisitions); n > 0 {
			last, err := loadRequisition(ctx, tx, p.requisitions[n-1].ID)
			if err != nil {
				return err
			}
			v.Baseline = last.Baseline
		}
		if v.Letters, err = lettersTo(ctx, tx, year, who.Municipality); err != nil {
			return err
		}
		if v.Use, err = useDue(ctx, tx, p.year, who.Municipality); err != nil {
			return err
		}
		if v.Recovery, err = loadOwnRecovery(ctx, tx, year, who.Municipality, today); err != nil {
			return err
		}
		as.Holder = who.Municipality
		v.Where, err = ledger.Totals(ctx, tx, year, as)
		return err
	})
	if err != nil {
		return v, err
	}
	may := mayCertify(who, who.Municipality, certifies)
	v.MayAttest = v.Waiting.ID != "" && v.Waiting.PreparedBy != who.User && (may.Allowed() || may.NeedsProof())
	var people []string
	for _, r := range p.requisitions {
		people = append(people, r.PreparedBy, r.SignedBy)
	}
	v.Names, err = g.Names(ctx, people)
	return v, err
}

// Extend gives one municipality a later last day, by decision, before its day has passed.
func (g *Grants) Extend(ctx context.Context, who access.Actor, year string, x Extension) (Extension, error) {
	const action = "grant.extension.decide"
	y, err := g.year(ctx, who, action, year, mayDecide)
	if err != nil {
		return x, err
	}
	if y.State != Running {
		return x, fault.Refused("grant.year.not_running")
	}
	x.ID, x.Year, x.DecidedBy, x.DecidedAt = g.NewID(), year, who.User, db.Moment(g.Now())
	err = g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		if _, err := ledger.Lock(ctx, tx, year); err != nil {
			return err
		}
		frame, err := loadFrame(ctx, tx, year, x.Municipality)
		if err != nil {
			return err
		}
		if frame == 0 {
			return fault.Invalid("municipality", "grant.extension.municipality")
		}
		extensions, err := listExtensions(ctx, tx, year)
		if err != nil {
			return err
		}
		if err := x.check(y, y.lastDay(x.Municipality, extensions), civil.Of(g.Now())); err != nil {
			return err
		}
		if err := insertExtension(ctx, tx, x); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, who.User, toMunicipality(x.Municipality, "grant.notice.extended", yearLink(year))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), year, x.ID))
	})
	return x, err
}

// lapser is who the books say has moved what nobody called for: the clock.
const lapser = "clock"

// Lapse moves what has not been called for in time back to the pool. Nobody asks for
// it: it is the system's own, run by a job, and does nothing the second time.
func (g *Grants) Lapse(ctx context.Context) error {
	var years []string
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		years, err = listRunning(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	var errs []error
	for _, year := range years {
		errs = append(errs, g.lapse(ctx, year))
	}
	return errors.Join(errs...)
}

func (g *Grants) lapse(ctx context.Context, year string) error {
	today := civil.Of(g.Now())
	due := func(ctx context.Context, tx *db.Tx) (all []ledger.Balance, err error) {
		y, err := loadYear(ctx, tx, year)
		if err != nil {
			return nil, err
		}
		extensions, err := listExtensions(ctx, tx, year)
		if err != nil {
			return nil, err
		}
		frames, err := ledger.Balances(ctx, tx, year, ledger.Where{Kind: kindFrame})
		for _, b := range frames {
			if b.Amount > 0 && today.After(y.lastDay(b.Account.Holder, extensions)) {
				all = append(all, b)
			}
		}
		return all, err
	}
	none := false
	err := g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err := due(ctx, tx)
		none = len(all) == 0
		return err
	})
	if err != nil || none {
		return err
	}
	return g.Store.Data.Append(ctx, func(tx *db.Tx) error {
		head, err := ledger.Lock(ctx, tx, year)
		if err != nil {
			return err
		}
		all, err := due(ctx, tx)
		if err != nil {
			return err
		}
		var postings []ledger.Posting
		for _, b := range all {
			postings = append(postings, ledger.Posting{
				Reference: fmt.Sprintf("lapse:%s:%d", b.Account.Holder, head.Seq), Event: eventLapse, Effective: today, PreparedBy: lapser,
				Entries: []ledger.Entry{{From: b.Account, To: poolAccount, Amount: b.Amount}},
			})
		}
		if _, err := ledger.Post(ctx, tx, year, g.Now(), postings...); err != nil || len(postings) == 0 {
			return err
		}
		return g.Audit.Change(ctx, tx, record(access.Actor{}, "grant.frame.lapse", "the last day to call for money has passed", year))
	})
}
