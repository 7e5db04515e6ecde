package demo

import (
	"context"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/room/grant"
)

// publish makes the year public as it is, by a decision.
func (g *granter) publish(ctx context.Context, y grant.SchemeYear, number string) error {
	today := civil.Of(g.now)
	v, err := g.PreviewPublication(ctx, g.decide, y.ID, ledger.Where{Effective: today})
	if err != nil {
		return err
	}
	_, err = g.Publish(ctx, g.decide, y.ID, grant.PublicationDraft{RegistrationNumber: number, Effective: today, Seq: v.Open.Seq()})
	return err
}
