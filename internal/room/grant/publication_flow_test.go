package grant_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"samspel/internal/frame/ledger"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

// files is a report in all its forms.
func files(w *World, r grant.Report) string {
	w.Helper()
	var b bytes.Buffer
	w.Must("write JSON", r.WriteJSON(&b))
	w.Must("write CSV", r.WriteCSV(&b))
	w.Must("write text", r.WriteText(&b))
	return b.String()
}

func TestReportsAndPublications(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		y := w.Framed(Ekstad, 12_000_000, Bjorklunda, 3_000_000)
		_, err := w.Publish(ctx, w.Manager, y.ID, grant.PublicationDraft{RegistrationNumber: "B2027/1", Effective: civil.Of(w.Clock)})
		w.Refused("publish before anything is decided", err, "grant.publication.nothing")
		w.Account(w.Ek, w.EkHead)
		decided(w, y, w.Requisitioned(y, w.Ek, w.EkHead, Called(12_000_000)))
		o := approved(w, ordered(w, y))
		_, err = w.TakeBankFile(ctx, w.Officer, status(o, "ACSC"))
		w.Must("hear that it is paid", err)
		w.Clock = w.Clock.AddDate(0, 0, 3)

		first, _, err := w.Report(ctx, w.Officer, y.ID, grant.PaymentsReport, ledger.Where{})
		w.Must("make a report", err)
		if first.Redistributed() || first.Total.Paid != money.Kronor(12_000_000) || len(first.RegistrationNumbers) != 1 || first.RegistrationNumbers[0] != "A2027/00101" || first.Stamp.Effective != civil.Of(w.Clock) {
			w.Errorf("report %+v", first)
		}
		text := files(w, first)
		for _, want := range []string{"A2027/00101", first.Stamp.Hash, "före omfördelning", `"redistributed": false`, "\n,total,15000000,12000000,0,12000000,12000000,2027,", "12" + money.NoBreakSpace + "000" + money.NoBreakSpace + "000"} {
			if !strings.Contains(text, want) {
				w.Errorf("the report lacks %q:\n%s", want, text)
			}
		}
		asked := grant.PublicationDraft{RegistrationNumber: "B2027/0041", Effective: civil.Of(w.Clock), Seq: first.Stamp.Seq}

		// Money moves on, and the report and what is to be published stay as they were.
		decided(w, y, w.Requisitioned(y, w.Bjork, w.BjorkHead, Called(1_000_000)))
		again, _, err := w.Report(ctx, w.Officer, y.ID, grant.PaymentsReport, ledger.Where{Effective: first.Stamp.Effective, Seq: first.Stamp.Seq})
		w.Must("make it again", err)
		if got := files(w, again); got != text {
			w.Errorf("the same stamp gave another report:\n%s\n%s", got, text)
		}
		console, err := w.ReportByOperator(ctx, y.ID, grant.PaymentsReport, ledger.Where{Effective: first.Stamp.Effective, Seq: first.Stamp.Seq})
		if err != nil || files(w, console) != text {
			w.Errorf("the console gave another report: %v", err)
		}
		now, _, err := w.Report(ctx, w.Officer, y.ID, grant.OutcomeReport, ledger.Where{})
		w.Must("make the other report", err)
		if now.Total.Decided != money.Kronor(13_000_000) || now.Stamp == first.Stamp {
			w.Errorf("report %+v", now.Total)
		}
		for what, who := range map[string]struct {
			kind grant.ReportKind
			err  error
		}{"an unknown report": {"other", nil}} {
			_, _, err := w.Report(ctx, w.Officer, y.ID, who.kind, ledger.Where{})
			w.Hidden(what, err)
		}
		_, _, err = w.Report(ctx, w.Ek, y.ID, grant.PaymentsReport, ledger.Where{})
		w.Hidden("a municipality's report of all", err)

		_, err = w.Publish(ctx, w.Officer, y.ID, asked)
		w.Hidden("an officer publishes", err)
		_, err = w.Publish(ctx, w.FarManager, y.ID, asked)
		w.Hidden("another agency publishes", err)
		for what, row := range map[string]struct {
			change func(*grant.PublicationDraft)
			key    string
		}{
			"without a decision": {func(d *grant.PublicationDraft) { d.RegistrationNumber = " " }, "grant.decision.number_missing"},
			"without a day":      {func(d *grant.PublicationDraft) { d.Effective = civil.Date{} }, "grant.date.missing"},
			"of tomorrow":        {func(d *grant.PublicationDraft) { d.Effective = d.Effective.AddDays(1) }, "grant.publication.ahead"},
			"of before the year": {func(d *grant.PublicationDraft) { d.Effective = civil.On(2020, 1, 1) }, "grant.publication.nothing"},
		} {
			d := asked
			row.change(&d)
			_, err := w.Publish(ctx, w.Manager, y.ID, d)
			w.Refused(what, err, row.key)
		}
		if _, _, err := w.Publication(ctx, y.ID, 0); err == nil {
			w.Error("what nobody has published can be read")
		}
		one, err := w.Publish(ctx, w.Manager, y.ID, asked)
		w.Must("publish", err)
		two, err := w.Publish(ctx, w.Head, y.ID, grant.PublicationDraft{RegistrationNumber: "B2027/0042", Effective: civil.Of(w.Clock)})
		w.Must("publish again", err)
		p, versions, err := w.Publication(ctx, y.ID, 1)
		w.Must("read the first", err)
		if one.Number != 1 || two.Number != 2 || len(versions) != 2 || versions[0].Number != 2 || !bytes.Equal(p.Content, one.Content) || bytes.Contains(p.Content, []byte(w.Manager.User)) {
			w.Errorf("versions %+v, content %s", versions, p.Content)
		}
		newest, _, err := w.Publication(ctx, y.ID, 0)
		if err != nil || newest.Number != 2 {
			w.Errorf("the newest is %d, %v", newest.Number, err)
		}
		if _, _, err := w.Publication(ctx, y.ID, 3); err == nil {
			w.Error("a version that is not there")
		}
		published(w, y, p)
		sql(w, `UPDATE grant_publication SET content = $1 WHERE year_id = $2 AND number = 1`, []byte("{}"), y.ID)
		if _, _, err := w.Publication(ctx, y.ID, 1); err == nil {
			w.Error("a version that somebody has changed is shown")
		}
	})
}

// published looks at what the public can have.
func published(w *World, y grant.SchemeYear, p grant.Publication) {
	w.Helper()
	open, err := p.Open()
	w.Must("open the content", err)
	if !open.Invented || open.Version != 1 || open.Sum().Paid != money.Kronor(12_000_000) || len(open.Municipalities) != 2 || len(open.Municipalities[0].Payments) != 1 || len(open.Municipalities[1].Decisions) != 0 {
		w.Errorf("open year %+v", open)
	}
	var file bytes.Buffer
	w.Must("write CSV", open.WriteCSV(&file))
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != Ekstad || rows[1][6] != "12000000" {
		w.Errorf("CSV %v %v", rows, err)
	}
	file.Reset()
	w.Must("write 360Giving", open.Write360(&file, y.ID, "https://bidrag.example/oppna-data/bidrag/1", "https://bidrag.example/oppna-data/bidrag/1/360giving.json"))
	if wrong := wrong360(w, file.Bytes()); len(wrong) > 0 {
		w.Errorf("360Giving: %v\n%s", wrong, file.String())
	}
	broken := strings.Replace(strings.Replace(file.String(), `"awardDate"`, `"awardDay"`, 1), `"currency": "SEK"`, `"currency": 1`, 1)
	if wrong := wrong360(w, []byte(broken)); len(wrong) < 3 {
		w.Errorf("the table lets a broken package pass: %v", wrong)
	}
	all, err := w.Published(w.Context())
	if err != nil || len(all) != 1 || all[0].Number != 2 || all[0].Agency != "Bidragsmyndigheten" || all[0].SchemeYear != 2027 {
		w.Errorf("published %+v, %v", all, err)
	}
	var turtle strings.Builder
	c := grant.Catalogue{Address: "https://bidrag.example/oppna-data", Years: all, Contact: "Bidragsmyndigheten", ContactEmail: "data@bidrag.example"}
	w.Must("write the catalogue", c.WriteTurtle(&turtle))
	if lacking := lackingTurtle(w, turtle.String()); len(lacking) > 0 {
		w.Errorf("DCAT: %v\n%s", lacking, turtle.String())
	}
}
