package concern

import (
	"context"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
)

// public is who a private person is in the log: nobody in particular.
var public = access.Actor{Role: access.Public}

// SendPublicReport delivers a private person's report as [Concerns.SendReport] does a
// professional's: the same inbox, clock, alarms and search for the same child. Sent
// again, the same form gives the same reference.
func (c *Concerns) SendPublicReport(ctx context.Context, p PublicReport) (Report, error) {
	const action = "concern.public.send"
	now := c.Now()
	may := mayReportPublicly(public)
	if err := c.Audit.Require(ctx, public, action, nil, may); err != nil {
		return Report{}, err
	}
	if !id.Valid(p.ID) {
		return Report{}, fault.Private()
	}
	if r, err := c.publicReport(ctx, p.ID); !isNotFound(err) {
		return r, err
	}
	if err := p.Check(civil.Of(now)); err != nil {
		return Report{}, err
	}
	receiver, err := c.Register.ReceivingUnit(ctx, p.Municipality)
	if isNotFound(err) {
		return Report{}, fault.Invalid("municipality", "concern.report.municipality_unknown")
	}
	if err != nil {
		return Report{}, err
	}
	d := p.delivered(civil.Of(now))
	d.Content.Children = named(d.Content.Children)
	r := Report{ID: p.ID, Reference: c.NewReference(), Municipality: d.Municipality, Category: d.Category, Danger: d.Danger,
		SavedAt: now, SentAt: now}
	matters, children, err := c.prepareMatters(ctx, &r, d, receiver, now)
	if err != nil {
		return Report{}, err
	}
	err = c.writeReport(ctx, &r, matters, func(tx *db.Tx) error {
		if err := insertPublic(ctx, tx, r); err != nil {
			return err
		}
		if err := c.deliver(ctx, tx, receiver, matters, children); err != nil {
			return err
		}
		return c.Audit.Change(ctx, tx, record(public, action, may.Ground(), delivered(r, matters)...))
	})
	if isRaced(err) {
		// The same form was sent twice at once; the other one is the receipt.
		return c.publicReport(ctx, p.ID)
	}
	r.State = Sent
	return r, err
}

// publicReport is a private person's report that has been sent. Anybody else's is not there.
func (c *Concerns) publicReport(ctx context.Context, reportID string) (r Report, err error) {
	err = c.Store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		r, _, err = loadReport(ctx, tx, reportID)
		return err
	})
	if err == nil && !r.public() {
		return Report{}, fault.Private()
	}
	return r, err
}
