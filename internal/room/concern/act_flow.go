package concern

import (
	"context"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
)

// change is the shape of every act in a matter: ask, apply the rule, store, write
// the entry, tell, and record, in one transaction.
type change struct {
	action string
	may    func(access.Actor, Matter) access.Decision
	apply  func(Matter, time.Time, Times) (Matter, error)
	entry  EntryKind
	body   EntryBody
	tell   func(ctx context.Context, tx *db.Tx, before, after Matter) error
}

func (c *Concerns) act(ctx context.Context, who access.Actor, matterID string, act change) (Matter, error) {
	m, _, err := c.readMatter(ctx, who, matterID, act.action, act.may)
	if err != nil {
		return Matter{}, err
	}
	t, err := times(civil.Of(m.DeliveredAt))
	if err != nil {
		return Matter{}, err
	}
	now := c.Now()
	entry := Entry{ID: c.NewID(), Matter: m.ID, Kind: act.entry, At: now, Author: who.User}
	body, err := c.Keys.Seal(ctx, m.Keyset, encode(act.body), person.Where(entry.ID, entryColumn))
	if err != nil {
		return Matter{}, err
	}
	after, err := act.apply(m, now, t)
	if err != nil {
		return m, err
	}
	err = c.Store.Data.Write(ctx, func(tx *db.Tx) error {
		if err := changeMatter(ctx, tx, m, after, t); err != nil {
			return err
		}
		if err := insertEntry(ctx, tx, entry, body); err != nil {
			return err
		}
		if m.State == Delivered && after.State != Delivered {
			acknowledged, err := acknowledgeReport(ctx, tx, after)
			if err != nil {
				return err
			}
			if acknowledged {
				if err := c.announce(ctx, tx, after.Report, "orosanmalan.mottagen"); err != nil {
					return err
				}
			}
		}
		if act.tell != nil {
			if err := act.tell(ctx, tx, m, after); err != nil {
				return err
			}
		}
		return c.Audit.Change(ctx, tx, record(who, act.action, act.may(who, m).Ground(), m.ID, m.Child))
	})
	return after, raced(err)
}

// Receive confirms the delivery to the sender and takes the matter if nobody has.
func (c *Concerns) Receive(ctx context.Context, who access.Actor, matterID string) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.receive", may: mayWorkOn, entry: EntryReceived,
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if m.Officer == "" && who.Role == access.Officer {
				m.Officer = who.User
			}
			return m.Receive(now, t)
		},
	})
	return err
}

// GiveView is what a manager sees of a matter they give to somebody: whom they can
// choose among, and nothing about the child.
type GiveView struct {
	Matter     Matter
	Colleagues []Colleague
	Now        time.Time
}

// Giving is whom the actor may give the matter to, without opening it.
func (c *Concerns) Giving(ctx context.Context, who access.Actor, matterID string) (GiveView, error) {
	const action = "concern.matter.giving"
	m, _, err := c.readMatter(ctx, who, matterID, action, mayGive)
	if err != nil {
		return GiveView{}, err
	}
	v := GiveView{Matter: m, Now: c.Now()}
	if v.Colleagues, err = c.colleagues(ctx, who, m); err != nil {
		return GiveView{}, err
	}
	return v, c.Audit.Reading(ctx, record(who, action, mayGive(who, m).Ground(), m.ID, m.Child))
}

// Assign gives the matter to an officer or manager of the unit who may open it.
func (c *Concerns) Assign(ctx context.Context, who access.Actor, matterID, to string) error {
	may := func(who access.Actor, m Matter) access.Decision { return mayAssign(who, m, to) }
	m, _, err := c.readMatter(ctx, who, matterID, "concern.matter.assign", may)
	if err != nil {
		return err
	}
	list, err := c.colleagues(ctx, who, m)
	if err != nil {
		return err
	}
	known := false
	for _, colleague := range list {
		known = known || colleague.User == to
	}
	if !known {
		return fault.Invalid("officer", "concern.assign.unknown")
	}
	_, err = c.act(ctx, who, matterID, change{
		action: "concern.matter.assign", may: may, entry: EntryAssigned, body: EntryBody{Officer: to},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if !m.State.Open() {
				return m, fault.Refused("concern.matter.already_decided")
			}
			m.Officer = to
			return m, nil
		},
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			if to == who.User {
				return nil
			}
			return c.tellOwner(ctx, tx, after, "concern.notice.assigned")
		},
	})
	return err
}

// AssessProtection documents the immediate protection assessment.
func (c *Concerns) AssessProtection(ctx context.Context, who access.Actor, matterID string, a ProtectionAssessment) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.protection", may: mayWorkOn, entry: EntryProtection, body: EntryBody{Protection: &a},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) {
			if m.Officer == "" && who.Role == access.Officer {
				m.Officer = who.User
			}
			return m.AssessProtection(a, now, t)
		},
	})
	return err
}

// Extend moves the last day for the decision; only a manager, with reasons.
func (c *Concerns) Extend(ctx context.Context, who access.Actor, matterID string, x Extension) error {
	_, err := c.act(ctx, who, matterID, change{
		action: "concern.matter.extend", may: mayExtend, entry: EntryExtension, body: EntryBody{Extension: &x},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.Extend(x, civil.Of(now), t) },
		tell: func(ctx context.Context, tx *db.Tx, _, after Matter) error {
			return forgetAlarm(ctx, tx, after.ID, AlarmKind(StepDecision))
		},
	})
	return err
}

// Decide ends the preliminary assessment.
func (c *Concerns) Decide(ctx context.Context, who access.Actor, matterID string, d Decision) (Matter, error) {
	return c.act(ctx, who, matterID, change{
		action: "concern.matter.decide", may: mayWorkOn, entry: EntryDecision, body: EntryBody{Decision: &d},
		apply: func(m Matter, now time.Time, t Times) (Matter, error) { return m.Decide(d, now, t) },
	})
}

func matterLink(m Matter) string { return "/orosanmalningar/" + m.ID }
