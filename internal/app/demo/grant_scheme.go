package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// second is a small scheme beside the first, with days, caps and rules of its own: a year
// that has been decided and whose appendix waits for another person, and the next year
// waiting to be decided.
func (g *granter) second(ctx context.Context, now time.Time) error {
	g.now = now.AddDate(0, 0, -9)
	s, err := g.AddScheme(ctx, g.officer, grant.SchemeDraft{Name: "Trygga mötesplatser"})
	if err != nil {
		return err
	}
	today := civil.Of(now)
	next := today.Year + 1
	d := grant.YearDraft{Year: next, Terms: grant.Terms{
		Appropriations: []grant.Appropriation{
			{RegistrationNumber: "A/00311", DecidedOn: today.AddDays(-30), Item: "5:1 ap.4", Amount: money.Kronor(18_000_000), Status: grant.Decided},
			{RegistrationNumber: "A/00311", DecidedOn: today.AddDays(-30), Item: "5:1 ap.4", Amount: money.Kronor(6_000_000), Status: grant.Planned},
		},
		Caps:             []grant.Cap{{Name: "uppfoljning", Label: "Uppföljning", Amount: money.Kronor(400_000)}},
		RepaymentsReturn: true,
		Dates: grant.Dates{RequisitionLast: civil.On(next, time.March, 31), UseFrom: civil.On(next, time.January, 1), UseLast: civil.On(next, time.October, 31),
			AccountLast: civil.On(next, time.December, 15), RepayLast: civil.On(next+1, time.January, 31)},
		Conditions: []string{"Mötesplatsen ska vara öppen minst tre kvällar i veckan.", "Medlen ska inte ersätta befintlig finansiering."},
		Contents:   []string{"Öppna kvällar", "Ungas egna ord om platsen"},
		Heard:      []string{"Ungdomsråden i kommunerna"},
		Reports:    []grant.ReportDate{{Label: "Utbetalda medel", DueOn: civil.On(next, time.June, 1)}, {Label: "Hur medlen har använts", DueOn: civil.On(next+1, time.March, 2)}},
	}}
	y, err := g.decided(ctx, s, d)
	if err != nil {
		return err
	}
	var table strings.Builder
	table.WriteString("kommunkod;ram\n")
	for i, millions := range []int64{3, 2, 2, 1, 4} {
		fmt.Fprintf(&table, "%s;%d\n", code(i), millions*1_000_000)
	}
	g.now = now.AddDate(0, 0, -2)
	if _, err := g.PrepareAppendix(ctx, g.officer, y.ID, grant.AppendixDraft{List: g.list.ID, Basis: "A/00311", File: []byte(table.String())}); err != nil {
		return err
	}
	d.Year, d.Terms = next+1, d.Terms.Next()
	d.Terms.Appropriations = append(d.Terms.Appropriations[:1], grant.Appropriation{Amount: money.Kronor(20_000_000), Status: grant.Decided, Item: "5:1 ap.4"})
	for i := range d.Terms.Appropriations {
		d.Terms.Appropriations[i].RegistrationNumber, d.Terms.Appropriations[i].DecidedOn = "A/00420", today.AddDays(-3)
	}
	_, err = g.PrepareYear(ctx, g.officer, s.ID, d)
	return err
}

// decided prepares a year and lets the other person decide it.
func (g *granter) decided(ctx context.Context, s grant.Scheme, d grant.YearDraft) (grant.SchemeYear, error) {
	y, err := g.PrepareYear(ctx, g.officer, s.ID, d)
	if err != nil {
		return y, err
	}
	return g.DecideYear(ctx, g.decide, y.ID, y.Fingerprint())
}

// spend enters what the agency has used itself, and takes one cost back.
func (g *granter) spend(ctx context.Context, y grant.SchemeYear) error {
	for i, cost := range []struct {
		cap    string
		kronor int64
	}{{"stod", 1_840_000}, {"stod", 2_150_000}, {"administration", 1_385_000}, {"administration", 1_385}} {
		s, err := g.Spend(ctx, g.officer, y.ID, grant.SpendingDraft{Cap: cost.cap, Amount: money.Kronor(cost.kronor), On: civil.Of(g.now), Basis: fmt.Sprintf("V%d", 1041+7*i)})
		if err == nil && i == 3 {
			err = g.TakeBackSpending(ctx, g.officer, y.ID, s.Reference)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// refuse lets the agency say no to one requisition, which the municipality then makes again.
func (g *granter) refuse(ctx context.Context, y grant.SchemeYear, officer, head access.Actor) error {
	made, err := g.call(ctx, y, officer, head, 1_000_000, 0)
	if err != nil {
		return err
	}
	_, err = g.Reject(ctx, g.decide, made.ID, grant.Rejection{RegistrationNumber: "B/0029", Reason: "Insatsen finns redan och förstärks inte. Beskriv vad som blir mer och rekvirera igen."})
	return err
}
