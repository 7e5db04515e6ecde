package demo

import (
	"context"

	"samspel/internal/app"
	"samspel/internal/frame/retention"
)

// records lets the schools dispose of their own copies of reports when nobody waits for
// feedback any more, and one records officer has proposed what another may confirm.
// Social services have one disposal stopped, and a child who has been placed.
func records(ctx context.Context, a *app.App, staff map[string]person) error {
	school, social := staff["arkivarie_skola2"].actor, staff["arkivarie"].actor
	err := a.Records.SetPlan(ctx, school, retention.PlanDraft{Class: retention.Report, Years: 0, Decision: "UBN 2026/118"})
	if err != nil {
		return err
	}
	if err := a.Records.WalkAll(ctx); err != nil {
		return err
	}
	v, err := a.Records.Preview(ctx, social, retention.ShelfComing, retention.PageKey{})
	if err != nil {
		return err
	}
	if len(v.Rows) > 2 {
		err := a.Records.Hold(ctx, social, v.Rows[0].Matter, retention.HoldDraft{Kind: retention.Supervision, Reference: "IVO 3.5.1-12345/2026"})
		if err != nil {
			return err
		}
		if err := a.Records.Mark(ctx, social, v.Rows[1].Matter, retention.Placement); err != nil {
			return err
		}
	}
	_, err = a.Records.Propose(ctx, school)
	return err
}
