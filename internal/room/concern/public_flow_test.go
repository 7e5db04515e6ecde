package concern_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/audit"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func publicReport(but ...func(*concern.PublicReport)) concern.PublicReport {
	p := concern.PublicReport{ID: id.New(), Municipality: Ekstad, Reporter: concern.Named, Content: concern.Content{
		Children: []concern.ReportedChild{{Given: "Alva", Family: "Granlid", Age: "2015-03-14"}, {FoundHow: "Lillebror, ungefär fem"}},
		Seen:     "Har stått ute på gården i två timmar.", Adults: "Mamma Ylva",
		ReporterName: "Sixten Rosenqvist", Phone: "sixten@exempel.invalid",
	}}
	for _, change := range but {
		change(&p)
	}
	return p
}

// inInbox is the reader's rows with the reference.
func inInbox(w *World, who access.Actor, reference string) (rows []concern.Row) {
	w.Helper()
	v, err := w.Inbox(w.Context(), who, concern.InboxFilter{})
	w.Must("open the inbox", err)
	for _, row := range v.Rows {
		if row.Matter.Reference == reference {
			rows = append(rows, row)
		}
	}
	return rows
}

func TestPublicReportArrives(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		w.Send(w.Counsellor) // about Alva, by number
		r, err := w.SendPublicReport(w.Context(), publicReport(func(p *concern.PublicReport) { p.Danger = true }))
		w.Must("send", err)
		if r.State != concern.Sent || r.Reference == "" || r.Unit+r.Author+r.Organisation+r.Mandate+r.Keyset != "" {
			w.Errorf("the receipt is %+v", r)
		}
		rows := inInbox(w, w.Officer, r.Reference)
		if len(rows) != 2 {
			w.Fatalf("%d rows in the inbox, want one for each child", len(rows))
		}
		for _, row := range rows {
			if row.Sender != "" || !row.Matter.FromPublic() || row.Matter.Next.Step != concern.StepProtection || row.Matter.Category != "anyone" || !row.Matter.Danger {
				w.Errorf("the row is %+v", row.Matter)
			}
		}
		if told := w.Told(w.Officer); !slices.Equal(told, []string{"concern.notice.danger"}) {
			w.Errorf("the officer was told %q", told)
		}
		first := rows[0].Matter.ID
		if rows[0].Child.Given != "Alva" {
			first = rows[1].Matter.ID
		}
		v := w.Opened(w.Officer, first)
		if v.Content.ReporterName != "Sixten Rosenqvist" || v.Content.Phone == "" || v.Content.Adults != "Mamma Ylva" || v.Child.Birth.String() != "2015-03-14" {
			w.Errorf("the officer reads %+v", v.Content)
		}
		if v.Sender != "" || len(v.Siblings) != 1 || len(v.Perhaps) != 1 {
			w.Errorf("sender %q, %d siblings, %d that may be the same child", v.Sender, len(v.Siblings), len(v.Perhaps))
		}
		w.AssessAndDecide(w.Officer, first, concern.NotOpened)
		if v := w.Opened(w.Officer, first); v.Matter.State != concern.Closed || v.Matter.Feedback.State != concern.FeedbackNotAsked {
			w.Errorf("decided, it is %s and feedback %s", v.Matter.State, v.Matter.Feedback.State)
		}
		w.Refused("feedback to nobody", w.GiveFeedback(w.Context(), w.Officer, first), fault.KindRefused, "concern.feedback.not_waiting")

		for name, who := range map[string]access.Actor{"counsellor": w.Counsellor, "officer": w.Officer, "manager": w.Manager, "nobody with a role": {Role: access.Reporter}} {
			_, err := w.Report(w.Context(), who, r.ID)
			w.Refused(name+" reads the report", err, fault.KindPrivate, "")
			w.Refused(name+" asks for feedback", w.AskFeedback(w.Context(), who, r.ID, first), fault.KindPrivate, "")
			d := Draft()
			d.ID = r.ID
			_, err = w.SendReport(w.Context(), who, d)
			w.Refused(name+" sends over it", err, fault.KindPrivate, "")
		}
		w.Must("close the log", w.Audit.Close())
		records, err := w.Audit.Records(w.Context(), audit.Filter{}, 1000)
		w.Must("read the log", err)
		sent := slices.DeleteFunc(records, func(x audit.Record) bool { return x.Action != "concern.public.send" })
		if len(sent) != 1 || sent[0].Actor != (access.Actor{Role: access.Public}) || len(sent[0].Subjects) != 5 || sent[0].Detail != "" {
			w.Errorf("recorded %+v", sent)
		}
	})
}

func TestPublicReportIsForwarded(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, err := w.SendPublicReport(w.Context(), publicReport())
		w.Must("send", err)
		w.Must("forward", w.Forward(w.Context(), w.Officer, inInbox(w, w.Officer, r.Reference)[0].Matter.ID, Bjorklunda, "Barnet bor där."))
		there := inInbox(w, w.FarOfficer, r.Reference)
		if len(there) != 1 || !there[0].Matter.FromPublic() || w.Opened(w.FarOfficer, there[0].Matter.ID).Content.ReporterName == "" {
			w.Errorf("%d arrived", len(there))
		}
	})
}

// The alarms of a report without a sender are the receiver's alone.
func TestPublicReportAlarms(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, err := w.SendPublicReport(w.Context(), publicReport())
		w.Must("send", err)
		w.Clock.Pass(48 * time.Hour)
		w.Must("raise alarms", w.RaiseAlarms(w.Context()))
		told := w.Told(w.Manager)
		if !slices.Contains(told, "concern.notice.late_unconfirmed") || !slices.Contains(told, "concern.notice.late_protection") {
			w.Errorf("the manager was told %q", told)
		}
		if told := w.Told(w.Counsellor); len(told) != 0 {
			w.Errorf("the counsellor was told %q", told)
		}
	})
}

func TestPublicReportTwiceIsOne(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		p := publicReport()
		var all sync.WaitGroup
		receipts := make([]concern.Report, 8)
		for i := range receipts {
			all.Go(func() {
				r, err := w.SendPublicReport(w.Context(), p)
				if err != nil {
					w.Errorf("send: %v", err)
				}
				receipts[i] = r
			})
		}
		all.Wait()
		for _, r := range receipts {
			if r.Reference != receipts[0].Reference || r.State != concern.Sent {
				w.Errorf("the receipts differ: %s and %s, %s", r.Reference, receipts[0].Reference, r.State)
			}
		}
		if rows := inInbox(w, w.Officer, receipts[0].Reference); len(rows) != 2 {
			w.Errorf("%d rows in the inbox", len(rows))
		}
		p.Content = concern.Content{}
		if r, err := w.SendPublicReport(w.Context(), p); err != nil || r.Reference != receipts[0].Reference {
			w.Errorf("sent again, empty: %v, %v", r.Reference, err)
		}
	})
}

func TestPublicReportRefused(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		theirs, _ := w.Send(w.Counsellor)
		draft := Draft()
		_, err := w.SaveDraft(w.Context(), w.Counsellor, draft)
		w.Must("save", err)
		for name, errand := range map[string]string{"no errand": "", "an errand in words": "Alva", "a sent report": theirs.ID, "a draft": draft.ID} {
			_, err := w.SendPublicReport(w.Context(), publicReport(func(p *concern.PublicReport) { p.ID = errand }))
			w.Refused(name, err, fault.KindPrivate, "")
		}
		for name, code := range map[string]string{"a municipality that receives nothing": "0180", "one that is none": "9999"} {
			_, err := w.SendPublicReport(w.Context(), publicReport(func(p *concern.PublicReport) { p.Municipality = code }))
			w.Refused(name, err, fault.KindInvalid, "concern.report.municipality_unknown")
		}
		_, err = w.SendPublicReport(w.Context(), publicReport(func(p *concern.PublicReport) { p.Reporter = "" }))
		w.Refused("no choice", err, fault.KindInvalid, "concern.public.choice_missing")
		if n := len(inInbox(w, w.Officer, theirs.Reference)); n != 1 {
			w.Errorf("%d rows of the counsellor's own", n)
		}
	})
}
