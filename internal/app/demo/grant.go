package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/id"
	"samspel/internal/ground/luhn"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// frames are what each of the invented municipalities has, in millions, by code from
// 9901.
var frames = []int64{12, 3, 11, 7, 5, 9, 4, 6, 8, 3, 5, 10, 7, 4, 6, 9, 3, 5, 8, 4, 7, 6, 3, 5, 4, 6}

// The municipalities to which something happens.
const (
	bounced   = "9904" // has closed the account it was to be paid on
	late      = "9905" // calls for its money after the day, with an extension
	partial   = "9906" // calls for half
	refrained = "9907" // calls for nothing
)

// granter tells a year of grants at one time after another.
type granter struct {
	*grant.Grants
	now             time.Time
	officer, decide access.Actor
	staff           map[string]person
	list            grant.AreaList
}

// grants plays one year through to payment, and leaves the next in the middle of the
// requisitions.
func grants(ctx context.Context, a *app.App, staff map[string]person, now time.Time) error {
	g := &granter{officer: strong(staff["bidragshandlaggare"]), decide: strong(staff["bidragschef"]), staff: staff}
	g.Grants = a.GrantsAt(func() time.Time { return g.now })
	g.now = now.AddDate(0, 0, -320)
	s, err := g.AddScheme(ctx, g.officer, grant.SchemeDraft{Name: "Insatser i utsatta områden"})
	if err != nil {
		return err
	}
	var areas strings.Builder
	areas.WriteString("kommunkod;område;klass\n")
	for i := range frames {
		fmt.Fprintf(&areas, "%s;Norrgården;utsatt\n", code(i))
	}
	g.list, err = g.AddAreaList(ctx, g.officer, grant.AreaListDraft{Name: "Polisens lista (påhittad)", DatedOn: civil.Of(g.now), File: []byte(areas.String())})
	if err != nil {
		return err
	}
	if err := g.played(ctx, s, now); err != nil {
		return fmt.Errorf("the year that is played: %w", err)
	}
	if err := g.running(ctx, s, now); err != nil {
		return fmt.Errorf("the year that runs: %w", err)
	}
	if err := g.second(ctx, now); err != nil {
		return fmt.Errorf("the scheme beside it: %w", err)
	}
	return nil
}

func strong(p person) access.Actor {
	p.actor.Strong = true
	return p.actor
}

func code(i int) string { return fmt.Sprint(9901 + i) }

// people of a municipality: those who sign in where there are any, and else nobody's.
func (g *granter) people(code string) (officer, head access.Actor) {
	switch code {
	case "9901":
		return strong(g.staff["handlaggare"]), strong(g.staff["chef"])
	case "9902":
		return strong(g.staff["handlaggare_bjorklunda"]), strong(g.staff["chef_bjorklunda"])
	}
	who := access.Actor{Municipality: code, Sector: access.Social, Role: access.Manager, Strong: true, Assurance: 3}
	officer, head = who, who
	officer.User, officer.Role, head.User = id.New(), access.Officer, id.New()
	return officer, head
}

// begin prepares and decides a year with its appendix.
func (g *granter) begin(ctx context.Context, s grant.Scheme, year int, dates grant.Dates) (y grant.SchemeYear, err error) {
	number := fmt.Sprintf("A%d/00101", year)
	d := grant.YearDraft{Year: year, Terms: grant.Terms{
		Appropriations: []grant.Appropriation{{RegistrationNumber: number, DecidedOn: civil.Of(g.now), Item: "4:7 ap.2", Amount: money.Kronor(175_000_000), Status: grant.Decided}},
		Caps: []grant.Cap{{Name: "stod", Label: "Stöd till kommunerna", Amount: money.Kronor(5_000_000)},
			{Name: "administration", Label: "Administration", Amount: money.Kronor(1_500_000)}},
		CapsInside: true,
		Dates:      dates,
		Conditions: []string{"Medlen ska inte ersätta befintlig finansiering."},
		Contents:   []string{"Hur medlen har använts", "Barn som har nåtts, fördelade på kön"},
		Reports:    []grant.ReportDate{{Label: "Utbetalda medel", DueOn: civil.On(year, time.June, 1)}, {Label: "Hur medlen har använts", DueOn: civil.On(year+1, time.March, 2)}},
	}}
	if y, err = g.PrepareYear(ctx, g.officer, s.ID, d); err != nil {
		return y, err
	}
	if y, err = g.DecideYear(ctx, g.decide, y.ID, y.Fingerprint()); err != nil {
		return y, err
	}
	var table strings.Builder
	table.WriteString("kommunkod;ram\n")
	for i, millions := range frames {
		fmt.Fprintf(&table, "%s;%d\n", code(i), millions*1_000_000)
	}
	a, err := g.PrepareAppendix(ctx, g.officer, y.ID, grant.AppendixDraft{List: g.list.ID, Basis: number, File: []byte(table.String())})
	if err != nil {
		return y, err
	}
	_, err = g.ApproveAppendix(ctx, g.decide, a.ID, a.Fingerprint())
	return y, err
}

// firstYear is the year that is played; the next one runs.
func firstYear(now time.Time) int { return civil.Of(now.AddDate(0, 0, -200)).Year }

// played is a whole year: one payment bounces, one municipality is late, what is left is
// shared, and those who were paid account for it.
func (g *granter) played(ctx context.Context, s grant.Scheme, now time.Time) error {
	last, today := civil.Of(now.AddDate(0, 0, -190)), civil.Of(now)
	y, err := g.begin(ctx, s, firstYear(now), grant.Dates{RequisitionLast: last, UseFrom: civil.Of(g.now), UseLast: today.AddDays(-100), AccountLast: today.AddDays(-46), RepayLast: today.AddDays(-12)})
	if err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -230)
	var ids []string
	for i, millions := range frames {
		officer, head := g.people(code(i))
		number := fmt.Sprintf("55%05d", i+1)
		account, err := g.PrepareAccount(ctx, officer, grant.OnBankgiro, number+string(luhn.Digit(number)))
		if err == nil {
			err = g.AttestAccount(ctx, head, account.ID)
		}
		if err != nil {
			return err
		}
		kronor, extra := millions*1_000_000, int64(0)
		switch code(i) {
		case late, refrained:
			continue
		case partial:
			kronor /= 2
		case "9901", "9903", "9908":
			extra = millions * 150_000
		}
		made, err := g.call(ctx, y, officer, head, kronor, extra)
		if err != nil {
			return err
		}
		ids = append(ids, made.ID)
	}
	if err := g.delegate(ctx); err != nil {
		return err
	}
	if err := g.pay(ctx, y, "B/0007", ids); err != nil {
		return err
	}
	g.now = last.Start().AddDate(0, 0, -1)
	if _, err := g.Extend(ctx, g.decide, y.ID, grant.Extension{Municipality: late, LastOn: last.AddDays(8), Reason: "Nämnden sammanträder först veckan efter."}); err != nil {
		return err
	}
	g.now = last.Start().AddDate(0, 0, 5)
	officer, head := g.people(late)
	made, err := g.call(ctx, y, officer, head, 5_000_000, 0)
	if err != nil {
		return err
	}
	g.now = last.Start().AddDate(0, 0, 10)
	if err := g.Lapse(ctx); err != nil {
		return err
	}
	officer, _ = g.people(bounced)
	if _, err := g.PrepareAccount(ctx, officer, grant.OnPlusgiro, "410 54 68-5"); err != nil {
		return err
	}
	r, err := g.PrepareRound(ctx, g.officer, y.ID, grant.RoundDraft{Rule: grant.ByFrame, RegistrationNumber: "B/0019", Reason: "Ramen speglar hur många områden kommunen har."})
	if err != nil {
		return err
	}
	if _, err := g.DecideRound(ctx, g.decide, r.ID, r.Content()); err != nil {
		return err
	}
	if err := g.pay(ctx, y, "B/0021", []string{made.ID}); err != nil {
		return err
	}
	if err := g.publish(ctx, y, "B/0023"); err != nil {
		return err
	}
	g.now = civil.On(y.Year, time.May, 31).Start()
	if civil.Of(g.now).After(civil.Of(now)) {
		g.now = now
	}
	if err := g.SendReport(ctx, g.officer, y.ID, 1); err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -30)
	if err := g.spend(ctx, y); err != nil {
		return err
	}
	if err := g.accounts(ctx, y, now); err != nil {
		return err
	}
	if err := g.publish(ctx, y, "B/0029"); err != nil {
		return err
	}
	return g.repayments(ctx, y, now)
}

// running is the next year, twenty days in: some have called, a decision waits, and the
// rest is to be done.
func (g *granter) running(ctx context.Context, s grant.Scheme, now time.Time) error {
	g.now = now.AddDate(0, 0, -20)
	year := firstYear(now) + 1
	last := civil.Of(now).AddDays(25)
	useLast := civil.On(max(year, last.Year), time.December, 31)
	y, err := g.begin(ctx, s, year, grant.Dates{RequisitionLast: last, UseFrom: civil.On(year, time.January, 1), UseLast: useLast, AccountLast: useLast.AddDays(46), RepayLast: useLast.AddDays(120)})
	if err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -8)
	officer, head := g.people("9902")
	if err := g.refuse(ctx, y, officer, head); err != nil {
		return err
	}
	g.now = now.AddDate(0, 0, -6)
	var ids []string
	for i, millions := range frames[:12] {
		if i == 0 || code(i) == bounced {
			continue
		}
		officer, head := g.people(code(i))
		made, err := g.call(ctx, y, officer, head, millions*1_000_000, 0)
		if err != nil {
			return err
		}
		ids = append(ids, made.ID)
	}
	officer, _ = g.people("9901")
	if _, err := g.PrepareRequisition(ctx, officer, y.ID, draft(4_000_000, 0)); err != nil {
		return err
	}
	_, err = g.PrepareDecision(ctx, g.officer, y.ID, "B/0031", ids[:6])
	return err
}

// delegate lets Ekstad's officer sign for a month of it.
func (g *granter) delegate(ctx context.Context) error {
	officer, head := g.people("9901")
	_, err := g.GiveAuthority(ctx, head, grant.AuthorityDraft{Kind: grant.Sign, User: officer.User, LastOn: civil.Of(g.now).AddDays(30)})
	return err
}

func draft(kronor, extra int64) grant.RequisitionDraft {
	d := grant.RequisitionDraft{Amount: money.Kronor(kronor), Extra: money.Kronor(extra),
		Baseline: []grant.Baseline{{Activity: "Fältarbete", Own: money.Kronor(kronor / 4), More: "Fler fältarbetare på kvällar och helger."}}}
	if extra > 0 {
		d.ExtraPurpose = "Ett område till."
	}
	return d
}

func (g *granter) call(ctx context.Context, y grant.SchemeYear, officer, head access.Actor, kronor, extra int64) (grant.Requisition, error) {
	made, err := g.PrepareRequisition(ctx, officer, y.ID, draft(kronor, extra))
	if err != nil {
		return made, err
	}
	return g.SignRequisition(ctx, head, made.ID)
}

// pay decides requisitions, pays what is decided and lets the bank answer.
func (g *granter) pay(ctx context.Context, y grant.SchemeYear, number string, ids []string) error {
	d, err := g.PrepareDecision(ctx, g.officer, y.ID, number, ids)
	if err != nil {
		return err
	}
	if _, err := g.Decide(ctx, g.decide, d.ID, d.Content()); err != nil {
		return err
	}
	o, err := g.PrepareOrder(ctx, g.officer, y.ID, grant.OrderDraft{ExecuteOn: civil.Of(g.now).NextOfficeDay(), OrgNr: "202100-5489", Bankgiro: "5402-9681"})
	if err != nil {
		return err
	}
	if o, err = g.ApproveOrder(ctx, g.decide, o.ID, o.Content()); err != nil {
		return err
	}
	_, err = g.TakeBankFile(ctx, g.officer, answer(o))
	return err
}

// answer is the bank's: all is paid but to an account that has been closed.
func answer(o grant.Order) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>SVAR%d</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>`, o.Number, o.Message, o.Message)
	for _, p := range o.Payments {
		status := `<TxSts>ACSC</TxSts>`
		if p.Municipality == bounced {
			status = `<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>`
		}
		fmt.Fprintf(&b, `<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId>%s</TxInfAndSts>`, p.EndToEnd, status)
	}
	b.WriteString(`</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`)
	return []byte(b.String())
}
