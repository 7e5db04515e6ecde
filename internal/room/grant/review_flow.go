package grant

import (
	"context"
	"slices"
	"strings"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/money"
)

// OpenReview opens a review of a municipality with a frame in the year, and tells it so.
func (g *Grants) OpenReview(ctx context.Context, who access.Actor, year string, d ReviewDraft) (r Review, err error) {
	const action = "grant.review.open"
	y, err := g.year(ctx, who, action, year, mayRun)
	if err != nil {
		return r, err
	}
	if err := d.check(); err != nil {
		return r, err
	}
	r = Review{ID: g.NewID(), Year: y.ID, Municipality: d.Municipality, RegistrationNumber: d.RegistrationNumber, Subject: d.Subject, Reason: d.Reason,
		Blocks: d.Blocks, State: ReviewOpen, OpenedBy: who.User, OpenedAt: db.Moment(g.Now())}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		frame, err := loadFrame(ctx, tx, year, d.Municipality)
		if err != nil {
			return err
		}
		if frame == 0 {
			return fault.Invalid("municipality", "grant.extension.municipality")
		}
		if err := insertReview(ctx, tx, r); err != nil {
			return err
		}
		if err := g.tellMunicipality(ctx, tx, r.Municipality, "grant.notice.review", reviewLink(r.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, r.ID))
	})
	return r, explained(err, fault.Invalid("municipality", "grant.review.open_already"))
}

func reviewLink(id string) string { return "/granskningar/" + id }

// Ask puts a question to the municipality.
func (g *Grants) Ask(ctx context.Context, who access.Actor, id, words string, due civil.Date) (q Question, err error) {
	const action = "grant.review.ask"
	_, y, err := g.review(ctx, who, action, id, mayRun)
	if err != nil {
		return q, err
	}
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		r, err := loadReview(ctx, tx, id)
		if err != nil {
			return err
		}
		if q, err = r.ask(words, due, civil.Of(g.Now())); err != nil {
			return err
		}
		q.ID, q.AskedAt = g.NewID(), db.Moment(g.Now())
		if err := insertQuestion(ctx, tx, q, who.User); err != nil {
			return err
		}
		if err := g.tellMunicipality(ctx, tx, r.Municipality, "grant.notice.review", reviewLink(r.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayRun(who, y.Agency).Ground(), y.ID, r.ID))
	})
	return q, explained(err, fault.Refused("grant.changed_meanwhile"))
}

// Answer answers a question for the municipality that it was put to.
func (g *Grants) Answer(ctx context.Context, who access.Actor, id, question, words string) (err error) {
	const action = "grant.review.answer"
	var r Review
	var y SchemeYear
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if r, err = loadReview(ctx, tx, id); err != nil {
			return err
		}
		y, err = loadYear(ctx, tx, r.Year)
		return err
	})
	if err != nil {
		return absent(err)
	}
	may := mayAnswer(who, r)
	if err := g.Audit.Require(ctx, who, action, []string{r.ID}, may); err != nil {
		return err
	}
	i := slices.IndexFunc(r.Questions, func(q Question) bool { return q.ID == question })
	switch {
	case i < 0:
		return fault.Absent()
	case !reads(words):
		return fault.Invalid("answer_"+question, "grant.review.answer_missing")
	}
	q := r.Questions[i]
	q.Answer, q.AnsweredAt = strings.TrimSpace(words), db.Moment(g.Now())
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		now, err := loadReview(ctx, tx, id)
		if err != nil {
			return err
		}
		if now.State != ReviewOpen {
			return fault.Refused("grant.review.closed")
		}
		if err := answerQuestion(ctx, tx, q, who.User); err != nil {
			return err
		}
		if err := g.announce(ctx, tx, "", toAgency(y.Agency, "grant.notice.answer", reviewLink(r.ID))); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, may.Ground(), r.Year, r.ID))
	})
	return explained(err, nil)
}

// CloseReview ends a review without recovering anything.
func (g *Grants) CloseReview(ctx context.Context, who access.Actor, id, findings string) (r Review, err error) {
	const action = "grant.review.close"
	r, y, err := g.review(ctx, who, action, id, mayDecide)
	if err != nil {
		return r, err
	}
	if !reads(findings) {
		return r, fault.Invalid("findings", "grant.review.findings_missing")
	}
	if r.State != ReviewOpen {
		return r, fault.Refused("grant.review.closed")
	}
	r.State, r.Findings, r.ClosedBy, r.ClosedAt = ReviewClosed, strings.TrimSpace(findings), who.User, db.Moment(g.Now())
	err = g.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := closeReview(ctx, tx, r); err != nil {
			return err
		}
		if err := g.tellMunicipality(ctx, tx, r.Municipality, "grant.notice.review", reviewLink(r.ID)); err != nil {
			return err
		}
		return g.Audit.Change(ctx, tx, record(who, action, mayDecide(who, y.Agency).Ground(), y.ID, r.ID))
	})
	return r, explained(err, nil)
}

// ReviewView is a review as its reader may see it.
type ReviewView struct {
	Review
	Of    SchemeYear
	Today civil.Date
	Name  string // the municipality's
	// Agency says that the reader is of the agency; else they are the municipality's.
	Agency    bool
	MayDecide bool
	// Most is what can be recovered; the agency's to know.
	Most money.Amount
	// Ruling waits or has been decided; the zero Ruling is none. The municipality sees it
	// once it is decided.
	Ruling Ruling
}

// Review opens one to its agency, and to the municipality that it is of.
func (g *Grants) Review(ctx context.Context, who access.Actor, id string) (v ReviewView, err error) {
	var rulings []Ruling
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		if v.Review, err = loadReview(ctx, tx, id); err != nil {
			return err
		}
		if v.Of, err = loadYear(ctx, tx, v.Review.Year); err != nil {
			return err
		}
		if v.Most, err = recoverable(ctx, tx, v.Review.Year, v.Municipality); err != nil {
			return err
		}
		rulings, err = listRulings(ctx, tx, `review_id = $1 AND state <> 'withdrawn'`, id)
		return err
	})
	if err != nil {
		return ReviewView{}, absent(err)
	}
	if err := g.Audit.Require(ctx, who, "grant.review.read", []string{v.Review.Year, v.ID}, mayReadReview(who, v.Of.Agency, v.Review)); err != nil {
		return ReviewView{}, err
	}
	d := mayDecide(who, v.Of.Agency)
	v.Today, v.Agency, v.MayDecide = civil.Of(g.Now()), mayRun(who, v.Of.Agency).Allowed(), d.Allowed() || d.NeedsProof()
	for _, r := range rulings {
		if v.Agency || r.State == Approved {
			v.Ruling = r
		}
	}
	if !v.Agency {
		v.Most = 0
	}
	m, err := g.Register.Municipality(ctx, v.Municipality)
	v.Name = m.Name
	return v, err
}

// ReviewsView is the reviews of a year.
type ReviewsView struct {
	Overview Overview
	Reviews  []Review
}

// Reviews lists those of a year to its agency.
func (g *Grants) Reviews(ctx context.Context, who access.Actor, year string) (v ReviewsView, err error) {
	if v.Overview, err = g.Overview(ctx, who, year, civil.Date{}); err != nil {
		return v, err
	}
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		v.Reviews, err = listYearReviews(ctx, tx, year, "")
		return err
	})
	return v, err
}

func (g *Grants) review(ctx context.Context, who access.Actor, action, id string, may func(access.Actor, string) access.Decision) (r Review, y SchemeYear, err error) {
	err = g.Store.Data.Read(ctx, func(tx *db.Tx) error {
		r, err = loadReview(ctx, tx, id)
		return err
	})
	if err != nil {
		return r, y, absent(err)
	}
	if y, err = g.year(ctx, who, action, r.Year, may); err != nil {
		return Review{}, y, err
	}
	return r, y, nil
}

// recoverable is what the municipality has been paid and has not repaid or been claimed.
func recoverable(ctx context.Context, tx *db.Tx, year, municipality string) (sum money.Amount, err error) {
	for _, kind := range []string{kindHeld, kindUsed} {
		amount, err := ledger.BalanceOf(ctx, tx, year, ledger.Account{Kind: kind, Holder: municipality})
		if err != nil {
			return 0, err
		}
		sum += amount
	}
	return sum, nil
}
