package grant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// books is a file with so many kronor on P1 within the year, and 7 outside it.
func books(kronor int64) string {
	return fmt.Sprintf(`#FLAGGA 0
#FORMAT PC8
#SIETYP 4
#ORGNR 212000-9901
#FNAMN "Ekstads kommun"
#DIM 6 "Projekt"
#OBJEKT 6 "P1" "Fältarbete"
#VER A 1 20270115 "Lön till Åsa"
{
#TRANS 5010 {6 "P1"} %d.00 "" "Åsa Ek"
#TRANS 1930 {} -%[1]d.00
}
#VER A 2 20280115
{
#TRANS 6110 {6 "P1"} 7.00
}
#VER A 3 20270301
{
#TRANS 7010 {6 "P2" 1 "30"} 40.00
}
`, kronor)
}

func read(w *World, who access.Actor, y grant.SchemeYear, file string) (grant.ProofDraft, error) {
	return w.ReadBooks(w.Context(), who, y.ID, grant.LedgerColumns{}, strings.NewReader(file))
}

// shown reads a file, chooses P1 and saves it.
func shown(w *World, y grant.SchemeYear, file string) grant.Proof {
	w.Helper()
	_, err := read(w, w.Ek, y, file)
	w.Must("read", err)
	w.Must("choose", w.ChooseObjects(w.Context(), w.Ek, y.ID, 6, []string{"P1"}))
	v, err := w.ProofDraft(w.Context(), w.Ek, y.ID)
	w.Must("open the draft", err)
	p, err := w.SaveProof(w.Context(), w.Ek, y.ID, v.Seen(v.Booked))
	w.Must("save", err)
	return p
}

func TestProof(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y, ctx := w.Paid(12_000_000), w.Context()

		// Nobody else than the municipality reads its drafts, or shows its books.
		for name, who := range map[string]access.Actor{"the agency": w.Officer, "another agency": w.FarOfficer, "nobody": {}} {
			_, err := read(w, who, y, books(1))
			w.Hidden(name+" reads", err)
			_, err = w.ProofDraft(ctx, who, y.ID)
			w.Hidden(name+" opens the draft", err)
			w.Hidden(name+" explains", w.ExplainProof(ctx, who, y.ID, "x", "0"))
		}
		_, err := w.ProofOf(ctx, w.Ek, y.ID, Ekstad)
		w.Hidden("the municipality as the agency", err)
		_, err = w.ProofOf(ctx, w.Officer, y.ID, "9925")
		w.Hidden("a municipality without frame", err)
		_, _, err = w.Proofs(ctx, w.FarOfficer, y.ID)
		w.Hidden("another agency lists", err)

		_, err = w.ProofDraft(ctx, w.Ek, y.ID)
		w.Hidden("no draft", err)
		_, err = read(w, w.Ek, y, "#VER A 1 20270101\n{\n#TRANS 5010 {} 1.00\n}")
		w.Refused("nothing marked", err, "grant.proof.nothing_marked")

		_, err = read(w, w.Ek, y, books(1000))
		w.Must("read", err)
		for what, c := range map[string]struct {
			dimension int
			objects   []string
			key       string
		}{
			"no objects":        {6, nil, "grant.proof.objects_missing"},
			"blank objects":     {6, []string{" "}, "grant.proof.objects_missing"},
			"another dimension": {9, []string{"P1"}, "grant.proof.dimension_missing"},
			"an unknown object": {6, []string{"P1", "p1"}, "grant.proof.object_unknown"},
			"many objects":      {6, many(201), "grant.proof.objects_many"},
		} {
			w.Refused(what, w.ChooseObjects(ctx, w.Ek, y.ID, c.dimension, c.objects), c.key)
		}
		_, err = w.SaveProof(ctx, w.Ek, y.ID, "")
		w.Refused("save before choosing", err, "grant.proof.nothing_chosen")
		_, err = w.ProofDraft(ctx, w.Bjork, y.ID)
		w.Hidden("another municipality's draft", err)

		p := shown(w, y, books(1000))
		if p.Booked.Total != money.Kronor(1000) || p.Booked.Outside != money.Kronor(7) || p.Booked.Vouchers != 1 {
			w.Errorf("%+v", p)
		}
		_, err = w.ProofDraft(ctx, w.Ek, y.ID)
		w.Hidden("the draft is gone", err)
		v, err := w.Proof(ctx, w.Ek, y.ID)
		w.Must("open", err)
		if !v.Reported.Paid || v.Reported.Amount != money.Kronor(12_000_000) || v.Unexplained() || v.Proof.OrgNr != "212000-9901" || len(v.Proof.Hash) != 64 || strings.Contains(fmt.Sprintf("%+v", v), "Åsa") {
			w.Errorf("%+v", v)
		}
		w.Refused("explain before anything is reported", w.ExplainProof(ctx, w.Ek, y.ID, "Lön.", "0"), "grant.proof.nothing_to_explain")

		// What is reported cannot be certified while nobody has explained why it is not booked.
		a := w.Written(y, 12_000_000, 0)
		_, err = w.HandOverUse(ctx, w.Ek, a.ID)
		w.Must("hand over", err)
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, w.Now(y).Content())
		w.Refused("certify", err, "grant.proof.unexplained")
		if v, err = w.Proof(ctx, w.Ek, y.ID); err != nil || v.Off() != money.Kronor(11_999_000) || !v.Unexplained() {
			w.Errorf("%+v, %v", v, err)
		}
		const off = "1199900000"
		w.Refused("an empty explanation", w.ExplainProof(ctx, w.Ek, y.ID, " ", off), "grant.proof.explanation_missing")
		w.Refused("of another difference", w.ExplainProof(ctx, w.Ek, y.ID, "Lön.", "1"), "grant.changed_meanwhile")
		w.Must("explain", w.ExplainProof(ctx, w.EkSecond, y.ID, "Lön som betalas senare.", off))
		_, rows, err := w.Proofs(ctx, w.Officer, y.ID)
		w.Must("list", err)
		if len(rows) != 2 || rows[0].Code != Ekstad || !rows[0].Reported.Paid || rows[0].Unexplained() || rows[0].Proof.Explanation == "" || rows[1].Proof.ID != "" {
			w.Errorf("before it is sent: %+v", rows)
		}
		_, err = w.CertifyUse(ctx, w.EkHead, a.ID, w.Now(y).Content())
		w.Must("certify what is explained", err)
		_, err = w.SendUse(ctx, w.Ek, a.ID)
		w.Must("send", err)
		if _, rows, err = w.Proofs(ctx, w.Officer, y.ID); err != nil || rows[0].Reported.Paid || rows[0].Off() != money.Kronor(11_999_000) || rows[0].Unexplained() {
			w.Errorf("when it is sent: %+v, %v", rows, err)
		}

		// A new version has nothing explained, and the one before is kept with its words.
		shown(w, y, books(1001))
		if v, err = w.Proof(ctx, w.Ek, y.ID); err != nil || !v.Unexplained() {
			w.Errorf("%+v, %v", v, err)
		}
		v, err = w.ProofOf(ctx, w.Officer, y.ID, Ekstad)
		w.Must("open to the agency", err)
		if v.Proof.Number != 2 || !v.Unexplained() || len(v.Earlier) != 1 || v.Earlier[0].Explanation == "" || v.MayChange {
			w.Errorf("%+v", v)
		}
		// What was chosen is chosen again.
		d, err := read(w, w.Ek, y, books(5))
		w.Must("read again", err)
		if d.Choice.Dimension != 6 || len(d.Choice.Objects) != 1 {
			w.Errorf("%+v", d.Choice)
		}
		_, err = w.SaveProof(ctx, w.Ek, y.ID, "something else")
		w.Refused("what was not seen", err, "grant.changed_meanwhile")

		w.Clock = w.Clock.Add(15 * 24 * time.Hour)
		_, err = w.ProofDraft(ctx, w.Ek, y.ID)
		w.Hidden("an old draft", err)
		w.Must("forget", w.ForgetProofDrafts(ctx))
		if v, err = w.Proof(ctx, w.Ek, y.ID); err != nil || !v.DraftAt.IsZero() {
			w.Errorf("%v, %v", v.DraftAt, err)
		}
	})
}

func many(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprint("P", i))
	}
	return all
}

func TestComparison(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y, ctx := w.Framed(Ekstad, 12_000_000), w.Context()
		accounts := grant.ComparisonDraft{Codes: []string{"50"}}
		_, err := w.BeginComparison(ctx, w.Ek, y.ID, accounts)
		w.Refused("before the books", err, "grant.proof.compare_first")
		shown(w, y, books(1000))
		_, err = w.BeginComparison(ctx, w.Officer, y.ID, accounts)
		w.Hidden("the agency compares", err)
		for what, c := range map[string]struct {
			draft grant.ComparisonDraft
			key   string
		}{
			"no codes":     {grant.ComparisonDraft{}, "grant.proof.codes_missing"},
			"many codes":   {grant.ComparisonDraft{Dimension: 6, Codes: many(201)}, "grant.proof.codes_missing"},
			"no account":   {grant.ComparisonDraft{Codes: []string{"lokaler"}}, "grant.proof.code_wrong"},
			"employees":    {grant.ComparisonDraft{Dimension: 7, Codes: []string{"1"}}, "grant.proof.compare_dimension"},
			"less than no": {grant.ComparisonDraft{Dimension: -1, Codes: []string{"1"}}, "grant.proof.compare_dimension"},
		} {
			_, err := w.BeginComparison(ctx, w.Ek, y.ID, c.draft)
			w.Refused(what, err, c.key)
		}
		before := "#VER A 1 20260115\n{\n#TRANS 5010 {} 500.00\n}\n"
		during := "#VER A 1 20270215\n{\n#TRANS 5010 {6 \"P1\"} 900.00\n#TRANS 5020 {} 400.00\n}\n"
		compare := func(files ...string) (made grant.Comparison, err error) {
			c, err := w.BeginComparison(ctx, w.Ek, y.ID, accounts)
			w.Must("begin", err)
			for _, f := range files {
				if err := c.Read(strings.NewReader(f)); err != nil {
					return made, err
				}
			}
			return c.Save(ctx)
		}
		for what, c := range map[string]struct {
			files []string
			key   string
		}{
			"no file":          {nil, "grant.proof.empty"},
			"an empty file":    {[]string{""}, "grant.proof.empty"},
			"only this year":   {[]string{during}, "grant.proof.compare_before"},
			"one file twice":   {[]string{before, before}, "grant.proof.compare_twice"},
			"three files":      {[]string{before, during, before + "\n"}, "grant.proof.compare_files"},
			"a table":          {[]string{"datum;konto;projekt;belopp\n2026-01-15;5010;P1;5\n"}, "grant.proof.compare_kind"},
			"a file cut off":   {[]string{before, "#VER A 1 20270101\n{\n"}, "grant.proof.line"},
			"a hostile amount": {[]string{"#VER A 1 20270101\n{\n#TRANS 5010 {} 1e9\n}"}, "grant.proof.line"},
		} {
			_, err := compare(c.files...)
			w.Refused(what, err, c.key)
		}
		made, err := compare(before, during)
		w.Must("compare", err)
		if made.Before() != money.Kronor(500) || made.During() != money.Kronor(400) || !made.Waits() || len(made.Months) != 12 {
			w.Errorf("%+v", made)
		}
		w.Refused("no words", w.CommentComparison(ctx, w.Ek, y.ID, made.ID, ""), "grant.proof.comment_missing")
		w.Refused("of another", w.CommentComparison(ctx, w.Ek, y.ID, "x", "Flyttat."), "grant.changed_meanwhile")
		w.Must("comment", w.CommentComparison(ctx, w.Ek, y.ID, made.ID, "Verksamheten har flyttat till skolan."))
		v, err := w.ProofOf(ctx, w.Officer, y.ID, Ekstad)
		w.Must("open", err)
		if v.Comparison.Waits() || v.Comparison.Comment == "" || v.Comparison.Months[1].During != money.Kronor(400) {
			w.Errorf("%+v", v.Comparison)
		}
		_, rows, err := w.Proofs(ctx, w.Officer, y.ID)
		if err != nil || !rows[0].Compared || rows[0].During != money.Kronor(400) || rows[0].Before != money.Kronor(500) {
			w.Errorf("%+v, %v", rows, err)
		}
	})
}

// What the page says of a file is what the command says of it, in the grant's year.
func TestThePageIsTheCommand(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		y := w.Framed(Ekstad, 12_000_000)
		file := "#FNAMN \"Ek\x94\"\r\n#VER A 1 20270101\r\n{\r\n#TRANS 5010 {6 \"P1\" 6 \"P2\"} 10.50\r\n#TRANS 7010 {6 \"P2\" 1 \"9\"} -3.25 20270501\r\n#BTRANS 5010 {6 \"P1\"} 99.00\r\n#TRANS 3010 {6 \"P1\"} -8.00\r\n}\r\n#VER A 2 20281231\r\n{\r\n#TRANS 4010 {6 \"P1\"} 1.00\r\n}\r\n"
		objects := []string{"P1", "P2"}
		want, err := sie.Sum(strings.NewReader(file), sie.Question{Dimension: 6, Objects: objects, Year: 2027})
		w.Must("sum", err)
		_, err = read(w, w.Ek, y, file)
		w.Must("read", err)
		w.Must("choose", w.ChooseObjects(w.Context(), w.Ek, y.ID, 6, objects))
		v, err := w.ProofDraft(w.Context(), w.Ek, y.ID)
		w.Must("open", err)
		p := grant.Proof{Booked: v.Booked}
		if v.Booked.Total != want.Total || v.Booked.Vouchers != want.Vouchers || v.Company != want.Company || len(p.ByMonth()) != len(want.ByMonth) {
			w.Errorf("%+v is not %+v", v.Booked, want)
		}
		for _, m := range p.ByMonth() {
			if want.ByMonth[m.Month] != m.Amount {
				w.Errorf("%+v is not %s", m, want.ByMonth[m.Month])
			}
		}
		for _, c := range p.ByClass() {
			if want.ByClass[c.Class] != c.Amount {
				w.Errorf("%+v is not %s", c, want.ByClass[c.Class])
			}
		}
		if first, last := (grant.ProofView{Year: y}).UsePeriod(); first != civil.On(2027, 1, 1) || last != civil.On(2027, 12, 31) {
			w.Error("the period of the grant is not the year of the command")
		}
	})
}
