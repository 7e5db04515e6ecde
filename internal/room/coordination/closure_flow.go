package coordination

import (
	"context"
	"errors"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/fault"
)

const (
	closureColumn    = "coordination_closure.body"
	afterwardsColumn = "coordination_afterwards.body"
)

// ClosingView is how a matter ends, as the reader may see it.
type ClosingView struct {
	Matter     Matter
	Protection Protection
	Child      person.Person
	Closure    Closure
	Body       ClosureBody
	MayHold    bool
	// MayAsk says that the reader may write down what the family answers, in a form with VoiceID.
	MayAsk  bool
	VoiceID string
	Voices  int
}

// Closing opens how a matter ends, for those who may see what is common.
func (c *Matters) Closing(ctx context.Context, who access.Actor, matter string) (ClosingView, error) {
	const action = "coordination.closing.read"
	s, err := c.standing(ctx, who, matter, action, maySeeEnd)
	if err != nil {
		return ClosingView{}, err
	}
	v := ClosingView{Matter: s.Matter, Protection: s.Protection, MayHold: mayHold(who, s).Allowed(), MayAsk: mayAskAfterwards(who, s).Allowed(), VoiceID: c.NewID()}
	if v.Child, err = c.childFor(ctx, who, s); err != nil {
		return ClosingView{}, err
	}
	var body []byte
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Voices, err = countAfterwards(ctx, tx, s.Matter.ID); err != nil {
			return err
		}
		v.Closure, body, err = loadClosure(ctx, tx, s.Matter.ID)
		return err
	})
	if err != nil && !isNotFound(err) {
		return ClosingView{}, err
	}
	if err == nil && s.told(v.Closure.Organisation, who.Organisation) {
		if v.Body, err = unseal[ClosureBody](ctx, c, v.Closure.Keyset, body, s.Matter.ID, closureColumn); err != nil {
			return ClosingView{}, err
		}
	}
	return v, c.Audit.Reading(ctx, record(who, action, maySeeEnd(who, s).Ground(), s.Matter.ID, v.Child.ID))
}

// BeginClosing writes down why a matter ends and who keeps the contact, and tells the
// team, who may still write until it is closed.
func (c *Matters) BeginClosing(ctx context.Context, who access.Actor, matter string, d ClosureDraft) error {
	const action = "coordination.closing.begin"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	after := s
	if after.Matter, err = s.Matter.BeginClosing(); err != nil {
		return err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	body, err := c.seal(ctx, own.Keyset, d.Body, s.Matter.ID, closureColumn)
	if err != nil {
		return err
	}
	x := Closure{Matter: s.Matter.ID, Organisation: who.Organisation, Author: who.User, Keyset: own.Keyset, Reason: d.Reason, BegunAt: s.Now}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryClosing, subject: s.Matter.ID, after: after,
		store: func(tx *db.Tx) error { return storeClosure(ctx, tx, x, body) },
		tell:  func(tx *db.Tx) error { return c.tellOthers(ctx, tx, who, s, "coordination.notice.closing") }})
}

// StopClosing goes on with a matter that was about to end.
func (c *Matters) StopClosing(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.closing.stop"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	after := s
	if after.Matter, err = s.Matter.StopClosing(); err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryNotClosing, subject: s.Matter.ID, after: after})
}

// Close ends a matter. From then on it is read and not written.
func (c *Matters) Close(ctx context.Context, who access.Actor, matter string) error {
	const action = "coordination.closing.close"
	s, err := c.standing(ctx, who, matter, action, mayHold)
	if err != nil {
		return err
	}
	var coming bool
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		coming, err = hasComing(ctx, tx, s.Matter.ID, s.Now)
		return err
	})
	if err != nil {
		return err
	}
	after := s
	if after.Matter, err = s.Matter.Close(coming, s.Now); err != nil {
		return err
	}
	return c.do(ctx, who, s, deed{action: action, ground: mayHold(who, s).Ground(), entry: EntryClosed, subject: s.Matter.ID, after: after,
		tell: func(tx *db.Tx) error { return c.tellOthers(ctx, tx, who, s, "coordination.notice.closed") }})
}

// tellOthers tells everybody else who takes part.
func (c *Matters) tellOthers(ctx context.Context, tx *db.Tx, who access.Actor, s Standing, key string) error {
	for _, m := range s.Team {
		if m.State != Joined || m.User == who.User {
			continue
		}
		if err := c.notify(ctx, tx, m.User, key, s.Matter.ID); err != nil {
			return err
		}
	}
	return nil
}

// Hear keeps what the child or a guardian answers afterwards. Nobody opens it here
// again: it is sealed, and waits to be counted.
func (c *Matters) Hear(ctx context.Context, who access.Actor, matter string, d AfterwardsDraft) error {
	const action = "coordination.afterwards.write"
	s, err := c.standing(ctx, who, matter, action, mayAskAfterwards)
	if err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	own, ok := s.party(who.Organisation)
	if !ok {
		return fault.Private()
	}
	id := c.idOf(d.ID)
	d.ID = ""
	body, err := c.seal(ctx, own.Keyset, d, id, afterwardsColumn)
	if err != nil {
		return err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := insertAfterwards(ctx, tx, id, s, own, who.User, body); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(who, action, mayAskAfterwards(who, s).Ground(), s.Matter.ID, own.Child))
	})
	if errors.Is(err, db.ErrConflict) {
		return nil // the same form, sent twice
	}
	return err
}
