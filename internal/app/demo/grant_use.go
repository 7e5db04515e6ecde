package demo

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// The municipalities to whose accounts something happens. All others have sent theirs,
// and had them accepted.
const (
	certifies = "9901" // waits for its head to certify, with more time
	sent      = "9913" // has sent, and waits for the agency
	reopened  = "9903" // has been asked for more, with more time
	silent    = "9906" // has sent nothing, and been reminded
	leftOver  = "9909" // has money left that it did not use
	fallen    = "9910" // gave less of its own than the year before, and waits for the agency
)

// accounts lets everybody who was paid account for it.
func (g *granter) accounts(ctx context.Context, y grant.SchemeYear, now time.Time) error {
	for i := range frames {
		switch code(i) {
		case bounced, refrained, silent:
			continue
		}
		g.now = now.AddDate(0, 0, -80+i)
		if err := g.account(ctx, y, code(i)); err != nil {
			return fmt.Errorf("the account of %s: %w", code(i), err)
		}
	}
	for _, late := range []string{certifies, reopened} {
		g.now = now.AddDate(0, 0, -47)
		if _, err := g.ExtendUse(ctx, g.decide, y.ID, grant.Extension{Municipality: late, LastOn: civil.Of(now).AddDays(12), Reason: "Bokslutet blev klart senare än planerat."}); err != nil {
			return err
		}
	}
	g.now = now.AddDate(0, 0, -2)
	if err := g.sendBooks(ctx, y, chooses, money.Kronor(13_800_000)); err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -30)
	_, err := g.RemindUses(ctx, g.officer, y.ID, []string{silent})
	return err
}

func (g *granter) account(ctx context.Context, y grant.SchemeYear, code string) error {
	officer, head := g.people(code)
	v, err := g.Use(ctx, officer, y.ID)
	if err != nil {
		return err
	}
	for _, part := range accountOf(v, code) {
		if v, err = g.Use(ctx, officer, y.ID); err != nil {
			return err
		}
		if _, err = g.SaveUse(ctx, officer, y.ID, grant.SeenUse(v.Account, part), part); err != nil {
			return err
		}
	}
	if v, err = g.Use(ctx, officer, y.ID); err != nil {
		return err
	}
	id := v.Account.ID
	if code == shows {
		if err := g.proof(ctx, y, code, v.Account.Used()); err != nil {
			return err
		}
	}
	if _, err := g.HandOverUse(ctx, officer, id); err != nil || code == certifies {
		return err
	}
	if v, err = g.Use(ctx, head, y.ID); err != nil {
		return err
	}
	if _, err := g.CertifyUse(ctx, head, id, v.Account.Content()); err != nil {
		return err
	}
	if _, err := g.SendUse(ctx, officer, id); err != nil {
		return err
	}
	return g.review(ctx, code, id)
}

// review lets the agency's officer read what came.
func (g *granter) review(ctx context.Context, code, id string) error {
	g.now = g.now.AddDate(0, 0, 6)
	switch code {
	case sent, fallen:
		return nil
	case reopened:
		_, err := g.ReturnUse(ctx, g.officer, id, "Det framgår inte vilka insatser som är nya. Skriv vad som fanns före bidraget.")
		return err
	}
	v, err := g.UseVersion(ctx, g.officer, id)
	if err != nil {
		return err
	}
	_, err = g.AcceptUse(ctx, g.officer, id, v.Account.Content())
	return err
}

// accountOf is what a municipality writes: two activities that together cost what it got.
func accountOf(v grant.UseView, code string) []grant.UsePart {
	used, unused := v.Held, money.Amount(0)
	if code == leftOver {
		unused = money.Kronor(412_500) + 50
		used -= unused
	}
	field := (used / 100 * 70 / money.Krona) * money.Krona
	rest := used - field
	staff := (field / 100 * 85 / money.Krona) * money.Krona
	dates := v.Year.Terms.Dates
	millions := int64(v.Held / money.Kronor(1_000_000))
	own := grant.UseOwn{}
	for _, o := range v.Account.Own {
		o.Now, o.Answered = o.Before+money.Kronor(50_000), true
		if code == fallen {
			o.Now, o.Comment = o.Before-money.Kronor(250_000), "Två tjänster var vakanta i sju månader. De är tillsatta nu."
		}
		own = append(own, o)
	}
	return []grant.UsePart{
		grant.UseActivity{Activity: grant.Activity{Kind: "field_work", Method: "Fältgruppen", Areas: v.Areas, Target: "Ungdomar, 13–18 år", Novelty: grant.StrengthenedActivity,
			From: dates.UseFrom, To: dates.UseLast, Costs: []grant.UseCost{{Post: "staff", Amount: staff}, {Post: "premises", Amount: field - staff}},
			Posts: int(millions * 110), Evenings: int(millions * 70), Girls: 20 * millions, Boys: 34 * millions, Unknown: 7}},
		grant.UseActivity{At: 1, Activity: grant.Activity{Kind: "intervention_group", Areas: v.Areas, Target: "Unga, 15–20 år", Novelty: grant.NewActivity,
			From: dates.UseFrom.AddDays(40), To: dates.UseLast, Costs: []grant.UseCost{{Post: "staff", Amount: rest}}, Posts: int(millions * 40), Girls: 3, Boys: 4 + millions}},
		grant.UseFigures{Agrees: "yes", Unused: unused, UnusedWhy: "Utbildningen i våras ställdes in."},
		grant.UsePartners{{Partner: "school", State: grant.PartnershipDeveloped, Words: "Gemensamt forum varannan vecka med alla skolor i området."},
			{Partner: "police", State: grant.PartnershipDeveloped, Words: "Överenskommelse om lägesbilder."}, {Partner: "health", State: grant.PartnershipStarted},
			{Partner: "associations", State: grant.PartnershipExisted}, {Partner: "housing", State: grant.PartnershipStarted}, {Partner: "guardians", State: grant.PartnershipExisted}},
		grant.UseChildren{Heard: "Ungdomarna på fritidsgården valde öppettider och platser. Deras råd träffades fyra gånger.",
			Gender: "Fler pojkar än flickor kom på kvällarna. Från oktober finns en kväll som flickorna själva har planerat."},
		own,
		grant.UsePurpose{Degree: "mostly", Evidence: "Fler ungdomar är i kontakt med fältgruppen, och färre är ute sent enligt kvällsräkningen.", Afterwards: "Kommunen tar över hälften av tjänsterna i sin egen budget."},
		grant.UseContents{"Pengarna har gått till fler fältarbetare på kvällar och helger, och till en social insatsgrupp.", "Antalen står vid varje insats."},
	}
}
