package demo

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/app"
	"samspel/internal/ground/civil"
	"samspel/internal/room/disclosure"
)

// requests makes what people have asked the authority for: an extract that is being
// judged, a document that waits since yesterday, and one that was refused in part.
func requests(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	at := now
	d := a.RequestsAt(func() time.Time { return at })
	chef, officer := staff["chef"].actor, staff["handlaggare"].actor
	today := civil.Of(now)
	release := disclosure.Judgement{Verdict: disclosure.Release}

	at = now.Add(-9 * day)
	born := civil.On(today.Year-12, today.Month, today.Day).AddDays(-140)
	extract, err := d.Register(ctx, chef, disclosure.Draft{Kind: disclosure.Extract, ReceivedOn: today.AddDays(-9), Asker: disclosure.Guardian, Given: "Leyla", Family: "Öberg", Birth: born.String(),
		Body: disclosure.RequestBody{AskerName: "Karim Haddad", Asked: "Allt som socialtjänsten har om min dotter.", Answer: "Hämtas på socialkontoret."}})
	if err != nil {
		return fmt.Errorf("ask for an extract: %w", err)
	}
	view := func(id string) (v disclosure.View, err error) { return d.Request(ctx, chef, id) }
	err = first(
		func() error {
			return d.Identify(ctx, chef, extract.ID, "Visade pass på socialkontoret", "Gemensam vårdnad, kontrollerad i folkbokföringen", true)
		},
		func() error { return d.Gather(ctx, chef, extract.ID) },
		func() error {
			v, err := view(extract.ID)
			if err != nil || len(v.Pieces) == 0 {
				return err
			}
			return d.Judge(ctx, chef, extract.ID, []string{v.Pieces[0].ID}, release)
		})
	if err != nil {
		return fmt.Errorf("answer an extract: %w", err)
	}

	at = now.Add(-1 * day)
	waits, err := d.Register(ctx, officer, disclosure.Draft{Kind: disclosure.Document, ReceivedOn: today.AddDays(-1),
		Body: disclosure.RequestBody{Asked: "Nämndens rutin för orosanmälningar, och hur många som kom i fjol.", Answer: "Ringer själv på torsdag."}})
	if err != nil {
		return fmt.Errorf("ask for a document: %w", err)
	}
	if err := d.AddPiece(ctx, officer, waits.ID, "", "Rutin för orosanmälningar, version 3", ""); err != nil {
		return err
	}

	at = now.Add(-20 * day)
	answered, err := d.Register(ctx, officer, disclosure.Draft{Kind: disclosure.Document, ReceivedOn: today.AddDays(-20), Body: disclosure.RequestBody{Asked: "Protokollet från samrådet med polisen i oktober."}})
	if err != nil {
		return err
	}
	return first(
		func() error {
			return d.AddPiece(ctx, officer, answered.ID, "", "Protokoll från samrådet", "En pojke på Ekbackaskolan nämndes vid namn. Polisen berättade om kvällarna vid Stationsparken.")
		},
		func() error {
			v, err := view(answered.ID)
			if err != nil {
				return err
			}
			return d.Judge(ctx, chef, answered.ID, []string{v.Pieces[0].ID}, disclosure.Judgement{Verdict: disclosure.Part, Provision: "social_services",
				Reasons: "Det står inte klart att den som nämns inte lider men.", Kept: "[borttaget] Polisen berättade om kvällarna vid Stationsparken."})
		},
		func() error { return d.Decide(ctx, chef, answered.ID, "") },
		func() error {
			return d.HandOver(ctx, chef, answered.ID, "Skickat med brev till den adress som lämnades")
		})
}
