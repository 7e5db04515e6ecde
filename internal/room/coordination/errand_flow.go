package coordination

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

const (
	errandColumn = "coordination_errand.body"
	replyColumn  = "coordination_errand.reply"
)

// ErrandView is a question as the unit that asked sees it.
type ErrandView struct {
	Errand
	Body  ErrandBody
	Reply ErrandReply
}

// ErrandCode is what is handed over to whoever is asked, once, in person: with it they
// connect an e-identification, or a password and an app, to an account that opens the question.
type ErrandCode struct {
	Commitment string
	Who        string
	Name, Code string
	Expires    time.Time
}

// AskOutside asks somebody outside the team one question about the unit's own commitment.
// The same form sent twice is one question, and the code that was shown last opens it.
func (c *Matters) AskOutside(ctx context.Context, who access.Actor, commitment string, d ErrandDraft) (ErrandCode, error) {
	const action = "coordination.errand.ask"
	s, x, err := c.commitmentIn(ctx, who, commitment, action, mayAskOutside)
	if err != nil {
		return ErrandCode{}, err
	}
	child, err := c.childFor(ctx, who, s)
	if err != nil {
		return ErrandCode{}, err
	}
	if err := d.Check(civil.Of(s.Now), child.Given, child.Family); err != nil {
		return ErrandCode{}, err
	}
	account, err := c.Identity.NewFamily(ctx, who.Organisation)
	if err != nil {
		return ErrandCode{}, err
	}
	e := Errand{ID: c.idOf(d.ID), Matter: s.Matter.ID, Commitment: x.ID, Organisation: who.Organisation, Unit: who.Unit, Author: who.User, User: account.ID,
		Keyset: x.Keyset, Kind: d.Kind, AskedAt: s.Now, Until: d.Until}
	body, err := c.seal(ctx, e.Keyset, d.Body, e.ID, errandColumn)
	if err != nil {
		return ErrandCode{}, err
	}
	ask := func(tx *db.Tx) error {
		if err := c.Identity.AddFamily(ctx, tx, who, account); err != nil {
			return err
		}
		asked, err := loadErrand(ctx, tx, e.ID)
		switch {
		case isNotFound(err):
			return insertErrand(ctx, tx, e, body)
		case err != nil:
			return err
		case asked.Author != who.User || asked.Commitment != x.ID:
			return fault.Private()
		case !asked.Open(civil.Of(s.Now)):
			return fault.Refused("coordination.errand.over")
		}
		if err := reopenErrand(ctx, tx, e, asked.Version, body); err != nil {
			return err
		}
		return c.Identity.CloseFamily(ctx, tx, asked.User)
	}
	err = c.planning(ctx, who, s, action, ask)
	if errors.Is(err, db.ErrConflict) { // sent twice at the same moment: now the other one is there
		err = c.planning(ctx, who, s, action, ask)
	}
	return ErrandCode{Commitment: x.ID, Who: d.Body.Who, Name: account.Name, Code: account.Invitation.Code, Expires: account.Invitation.Expires}, err
}

// errands is what the unit has asked about its commitment.
func (c *Matters) errands(ctx context.Context, x Commitment) ([]ErrandView, error) {
	var list []sealedErrand
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = listErrands(ctx, tx, x.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	var views []ErrandView
	for _, e := range list {
		v := ErrandView{Errand: e.Errand}
		if v.Body, err = unseal[ErrandBody](ctx, c, e.Keyset, e.body, e.ID, errandColumn); err != nil {
			return nil, err
		}
		if e.reply != nil {
			if v.Reply, err = unseal[ErrandReply](ctx, c, e.Keyset, e.reply, e.ID, replyColumn); err != nil {
				return nil, err
			}
		}
		views = append(views, v)
	}
	return views, nil
}

// RevokeErrand takes a question back: the account that was to answer it is shut.
func (c *Matters) RevokeErrand(ctx context.Context, who access.Actor, commitment, errand string) error {
	const action = "coordination.errand.revoke"
	s, x, err := c.commitmentIn(ctx, who, commitment, action, mayAnswerFor)
	if err != nil {
		return err
	}
	return c.planning(ctx, who, s, action, func(tx *db.Tx) error {
		e, err := loadErrand(ctx, tx, errand)
		if isNotFound(err) || err == nil && e.Commitment != x.ID {
			return fault.Private()
		}
		if err != nil {
			return err
		}
		return c.endErrand(ctx, tx, e, nil, func(e Errand) (Errand, error) { return e.End(s.Now) })
	})
}

// endErrand ends a question and the account that it was for.
func (c *Matters) endErrand(ctx context.Context, tx *db.Tx, e sealedErrand, reply []byte, end func(Errand) (Errand, error)) error {
	after, err := end(e.Errand)
	if err != nil {
		return err
	}
	if err := endErrand(ctx, tx, after, reply); err != nil {
		return err
	}
	return c.Identity.CloseFamily(ctx, tx, e.User)
}

// ErrandPage is all that whoever is asked sees.
type ErrandPage struct {
	ID       string
	Kind     ErrandKind
	Question string
	Until    civil.Date
}

// MyErrand is the id of the question that the actor's account was made for, "" for
// the account of a child or a guardian.
func (c *Matters) MyErrand(ctx context.Context, who access.Actor) (string, error) {
	if err := c.Audit.Require(ctx, who, "coordination.errand.mine", nil, mayHaveFamily(who)); err != nil {
		return "", err
	}
	var e sealedErrand
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		e, err = errandOf(ctx, tx, who.User)
		return err
	})
	if isNotFound(err) {
		return "", nil
	}
	return e.ID, err
}

// errandFor finds a question for whoever is asked, and asks: not there, not yours and
// no longer open are one answer.
func (c *Matters) errandFor(ctx context.Context, who access.Actor, errand, action string) (sealedErrand, Standing, error) {
	var e sealedErrand
	var s Standing
	err := c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if e, err = loadErrand(ctx, tx, errand); err != nil {
			return err
		}
		s, err = loadStanding(ctx, tx, e.Matter, c.Now())
		return err
	})
	if isNotFound(err) {
		return e, s, c.Audit.Require(ctx, who, action, nil, access.Deny("no such question"))
	}
	if err != nil {
		return e, s, err
	}
	return e, s, c.Audit.Require(ctx, who, action, []string{e.ID}, mayReply(who, s, e.Errand))
}

// Errand opens the question for whoever is asked.
func (c *Matters) Errand(ctx context.Context, who access.Actor, errand string) (ErrandPage, error) {
	const action = "coordination.errand.read"
	e, s, err := c.errandFor(ctx, who, errand, action)
	if err != nil {
		return ErrandPage{}, err
	}
	body, err := unseal[ErrandBody](ctx, c, e.Keyset, e.body, e.ID, errandColumn)
	if err != nil {
		return ErrandPage{}, err
	}
	return ErrandPage{ID: e.ID, Kind: e.Kind, Question: body.Question, Until: e.Until},
		c.Audit.Reading(ctx, record(who, action, mayReply(who, s, e.Errand).Ground(), e.ID, s.Matter.ID, s.Matter.Child))
}

// ReplyErrand is their answer, once: with it their account is shut.
func (c *Matters) ReplyErrand(ctx context.Context, who access.Actor, errand string, answer ErrandAnswer, text string) error {
	const action = "coordination.errand.reply"
	e, s, err := c.errandFor(ctx, who, errand, action)
	if err != nil {
		return err
	}
	if _, err := e.Errand.Reply(answer, s.Now); err != nil {
		return err
	}
	reply, err := c.seal(ctx, e.Keyset, ErrandReply{Text: text}, e.ID, replyColumn)
	if err != nil {
		return err
	}
	return raced(c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		// Protected mode may have been switched on a moment ago.
		if s, err = loadStanding(ctx, tx, s.Matter.ID, s.Now); err != nil {
			return err
		}
		if !mayReply(who, s, e.Errand).Allowed() {
			return fault.Private()
		}
		if err := c.endErrand(ctx, tx, e, reply, func(e Errand) (Errand, error) { return e.Reply(answer, s.Now) }); err != nil {
			return err
		}
		if _, still := s.joined(e.Author, e.Unit); still {
			if err := c.tellAbout(ctx, tx, e.Author, "coordination.notice.errand_answered", e.Commitment); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayReply(who, s, e.Errand).Ground(), e.ID, s.Matter.ID, s.Matter.Child))
	}))
}

const passedAtOnce = 100

// EndErrands shuts the accounts of questions whose last day has passed. It is the
// system's own; nobody could answer them any more since midnight.
func (c *Matters) EndErrands(ctx context.Context) error {
	now := c.Now()
	return c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		list, err := listPassed(ctx, tx, civil.Of(now), passedAtOnce)
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := c.endErrand(ctx, tx, e, nil, func(e Errand) (Errand, error) { return e.End(now) }); err != nil {
				return err
			}
		}
		return nil
	})
}
