package demo

import (
	"context"
	"fmt"
	"strings"

	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
)

// The municipalities that show their books.
const (
	shows   = "9902" // has shown them, and explained why they hold less than was reported
	chooses = "9901" // has sent the file, and is to choose what in it is the grant
)

// sendBooks reads a municipality's file to be chosen from.
func (g *granter) sendBooks(ctx context.Context, y grant.SchemeYear, code string, used money.Amount) error {
	officer, _ := g.people(code)
	_, err := g.ReadBooks(ctx, officer, y.ID, grant.LedgerColumns{}, strings.NewReader(bookkeeping(y, used)))
	return err
}

// proof shows what a municipality's own bookkeeping says it has used, and why it is less.
func (g *granter) proof(ctx context.Context, y grant.SchemeYear, code string, used money.Amount) error {
	officer, _ := g.people(code)
	missing := money.Kronor(45_000)
	if err := g.sendBooks(ctx, y, code, used-missing); err != nil {
		return err
	}
	if err := g.ChooseObjects(ctx, officer, y.ID, 6, []string{"P4711"}); err != nil {
		return err
	}
	v, err := g.ProofDraft(ctx, officer, y.ID)
	if err != nil {
		return err
	}
	if _, err := g.SaveProof(ctx, officer, y.ID, v.Seen(v.Booked)); err != nil {
		return err
	}
	return g.ExplainProof(ctx, officer, y.ID, "En faktura för lokalen kom efter att perioden hade stängts. Den bokförs i nästa period.", fmt.Sprint(int64(missing)))
}

// bookkeeping is a SIE file where the grant is a project: pay month by month, and the
// rest on premises. Beside it lies a project of something else.
func bookkeeping(y grant.SchemeYear, used money.Amount) string {
	var b strings.Builder
	b.WriteString("#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#PROGRAM \"Ekonomi\" 1.0\n#FNAMN \"Kommunen\"\n")
	first := y.Terms.Dates.UseFrom
	fmt.Fprintf(&b, "#RAR 0 %d0101 %d1231\n#KONTO 5010 \"Löner\"\n#KONTO 6010 \"Lokalhyror\"\n#KONTO 1930 \"Bank\"\n", first.Year, first.Year)
	b.WriteString("#DIM 6 \"Projekt\"\n#OBJEKT 6 \"P4711\" \"Insatser i utsatta områden\"\n#OBJEKT 6 \"P9000\" \"Kulturskolan\"\n")
	pay := used / 100 / 8 * 100 * 9 / 10
	voucher := func(n int, day, account, object string, amount money.Amount) {
		kronor := fmt.Sprintf("%d.%02d", int64(amount)/100, int64(amount)%100)
		fmt.Fprintf(&b, "#VER A %d %s \"Bokföring\"\n{\n#TRANS %s {6 \"%s\"} %s\n#TRANS 1930 {} -%s\n}\n", n, day, account, object, kronor, kronor)
	}
	left := used
	for month := range 7 {
		day := strings.ReplaceAll(first.AddDays(month*30).String(), "-", "")
		voucher(2*month+1, day, "5010", "P4711", pay)
		voucher(2*month+2, day, "5010", "P9000", money.Kronor(61_000))
		left -= pay
	}
	voucher(15, strings.ReplaceAll(first.AddDays(205).String(), "-", ""), "6010", "P4711", left)
	return b.String()
}
