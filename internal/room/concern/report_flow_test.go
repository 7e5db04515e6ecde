package concern_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestDraftsAreKeptCompleteOrNot(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		reportID, err := w.NewReport(ctx, w.Counsellor)
		w.Must("begin", err)
		for _, d := range []concern.DraftReport{
			{ID: reportID},
			{ID: reportID, Content: concern.Content{Seen: "Halv mening om"}},
			{ID: reportID, Content: concern.Content{Children: []concern.ReportedChild{{Number: "inte ett nummer", Birth: "i våras"}}}},
			{ID: reportID, Category: "anyone", WantsFeedback: true, Danger: true},
		} {
			_, err := w.SaveDraft(ctx, w.Counsellor, d)
			w.Must("save", err)
			kept, saved, err := w.Draft(ctx, w.Counsellor, reportID)
			w.Must("open the draft", err)
			if kept.Content.Seen != d.Content.Seen || kept.Danger != d.Danger || kept.Category != d.Category || len(kept.Content.Children) != len(d.Content.Children) {
				w.Errorf("kept %v", kept.ID)
			}
			if !saved.Equal(w.Clock.Time()) {
				w.Errorf("saved at %s", saved)
			}
			if _, err := w.SendReport(ctx, w.Counsellor, d); err == nil {
				w.Error("a draft that lacks most of it was sent")
			}
		}
		list, err := w.Reports(ctx, w.Counsellor, concern.PageKey{})
		w.Must("list", err)
		if len(list.Drafts) != 1 || len(list.Sent) != 0 {
			w.Errorf("%d drafts and %d sent, want one draft", len(list.Drafts), len(list.Sent))
		}
		w.Must("throw away", w.ThrowAwayDraft(ctx, w.Counsellor, reportID))
		_, _, err = w.Draft(ctx, w.Counsellor, reportID)
		w.Refused("open what was thrown away", err, fault.KindPrivate, "")
		if told := w.Told(w.Manager); len(told) != 0 {
			w.Errorf("drafts were told of: %q", told)
		}
	})
}

func TestWhatCannotBeKept(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		for name, but := range map[string]But{
			"a text without end":               func(d *concern.DraftReport) { d.Content.Seen = strings.Repeat("å", concern.MaxText+1) },
			"a school class":                   About(make([]concern.ReportedChild, concern.MaxChildren+1)...),
			"a name in place of a code":        To("Alva Granlid, Ekskolan"),
			"a story in place of a category":   As("Alva Granlid bor på Storgatan"),
			"a number in place of a code":      To("20150314-9801"),
			"a category that breaks a line":    As("school\nAlva"),
			"a category as long as it pleases": As(strings.Repeat("a", 100)),
		} {
			_, err := w.SaveDraft(w.Context(), w.Counsellor, Draft(but))
			w.Refused(name, err, fault.KindInvalid, "")
		}
		for name, bad := range map[string]string{"no id": "", "not an id": "1 OR 1=1", "capitals": strings.ToUpper(id.New())} {
			d := Draft()
			d.ID = bad
			_, err := w.SaveDraft(w.Context(), w.Counsellor, d)
			w.Refused(name, err, fault.KindPrivate, "")
		}
	})
}

func TestWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		for name, tt := range map[string]struct {
			but But
			key string
		}{
			"a municipality that receives nothing": {To("0180"), "concern.report.municipality_unknown"},
			"no municipality":                      {To(""), "concern.report.municipality_missing"},
			"no such category":                     {As("neighbour"), "concern.report.category_missing"},
			"a private reporter asking":            {As("anyone"), "concern.report.no_feedback_right"},
			"nobody":                               {About(), "concern.report.child_missing"},
			"a child only ticked as protected":     {About(Hidden(concern.ReportedChild{})), "concern.report.child_missing"},
			"a number that is none":                {About(concern.ReportedChild{Number: "20150314-0000"}), "concern.report.number_wrong"},
			"nothing observed":                     {func(d *concern.DraftReport) { d.Content = concern.Content{Children: d.Content.Children} }, "concern.report.nothing_observed"},
		} {
			_, err := w.SendReport(w.Context(), w.Counsellor, Draft(tt.but))
			w.Refused(name, err, fault.KindInvalid, tt.key)
		}
		_, err := w.SendReport(w.Context(), w.Administrator, Draft())
		w.Refused("an administrator", err, fault.KindPrivate, "")
		if told := w.Told(w.Manager); len(told) != 0 {
			w.Errorf("told of what was never sent: %q", told)
		}
	})
}

func TestSiblingsBecomeOneMatterEach(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, About(Alva, concern.ReportedChild{}, Milo))
		if len(matters) != 2 {
			w.Fatalf("%d matters, want 2", len(matters))
		}
		keysets := map[string]bool{r.Keyset: true}
		for i, matter := range matters {
			v := w.Opened(w.Officer, matter)
			if first := v.Content.Children[0].Given; first != v.Child.Given || first != []string{"Alva", "Milo"}[i] {
				w.Errorf("matter %d is about %s", i, v.Child.ID)
			}
			if len(v.Siblings) != 1 || v.Siblings[0].Matter.ID != matters[1-i] {
				w.Errorf("matter %d is linked to %d others", i, len(v.Siblings))
			}
			if len(v.Earlier)+len(v.Perhaps) != 0 {
				w.Errorf("a sibling counts as an earlier report")
			}
			if v.Matter.Reference != r.Reference || v.Matter.Organisation != w.Reception.Organisation {
				w.Errorf("matter %d: reference %s at %s", i, v.Matter.Reference, v.Matter.Organisation)
			}
			if v.Content.ReporterName != "Vera Alm" {
				w.Error("the receiver does not get to know who reported")
			}
			keysets[v.Matter.Keyset] = true
			if v.Child.Keyset != v.Matter.Keyset {
				w.Error("the child and its matter are sealed apart")
			}
		}
		if len(keysets) != 3 {
			w.Errorf("%d keysets for the report and two children, want 3", len(keysets))
		}
		if told := w.Told(w.Manager); !slices.Equal(told, []string{"concern.notice.new"}) {
			w.Errorf("the manager was told %q", told)
		}
		if told := w.Told(w.Officer); len(told) != 0 {
			w.Errorf("without danger the officers were told %q", told)
		}
		sent := w.Sent(w.Colleague, r.ID)
		if sent.Author != "Vera Alm" || sent.Receiver != "Mottagningen" || len(sent.Content.Children) != 2 {
			w.Errorf("the colleague sees a report by %q to %q", sent.Author, sent.Receiver)
		}
		if got := w.Records(w.Counsellor); !slices.Equal(got, []string{"concern.report.send done", "concern.report.read done"}) {
			w.Errorf("recorded %q", got)
		}
	})
}

func TestDangerIsToldToEverybodyWhoReceives(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		w.Send(w.Nurse, InDanger, As("health_dental"))
		for _, who := range []struct {
			name string
			told []string
		}{
			{"officer", w.Told(w.Officer)}, {"second officer", w.Told(w.Second)}, {"manager", w.Told(w.Manager)},
		} {
			if !slices.Equal(who.told, []string{"concern.notice.danger"}) {
				w.Errorf("the %s was told %q", who.name, who.told)
			}
		}
		if told := w.Told(w.Investigator); len(told) != 0 {
			w.Errorf("the other unit was told %q", told)
		}
	})
}

func TestSentAgainIsTheSameReceipt(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft(About(Alva, Milo))
		first, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send", err)
		w.Clock.Pass(1)
		d.Content.Seen = "Något helt annat."
		again, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send again", err)
		if again.ID != first.ID || again.Reference != first.Reference || !again.SentAt.Equal(first.SentAt) || again.State != concern.Sent {
			w.Errorf("the receipts differ: %s %s and %s %s", first.Reference, first.State, again.Reference, again.State)
		}
		if v := w.Sent(w.Counsellor, d.ID); v.Content.Seen == d.Content.Seen || len(v.Returned) != 2 {
			w.Errorf("a sent report changed: %d matters", len(v.Returned))
		}
		_, err = w.SaveDraft(w.Context(), w.Counsellor, d)
		w.Refused("a late autosave", err, fault.KindRefused, "concern.raced")
		w.Refused("throw away", w.ThrowAwayDraft(w.Context(), w.Counsellor, d.ID), fault.KindPrivate, "")
		if told := w.Told(w.Manager); len(told) != 1 {
			w.Errorf("the manager was told %d times", len(told))
		}
	})
}

func TestSentByManyHandsAtOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft(About(Alva, Milo))
		const hands = 6
		receipts := make([]concern.Report, hands)
		errs := make([]error, hands)
		var all sync.WaitGroup
		for i := range hands {
			all.Go(func() { receipts[i], errs[i] = w.SendReport(w.Context(), w.Counsellor, d) })
		}
		all.Wait()
		w.Must("send", errors.Join(errs...))
		stored := w.Sent(w.Counsellor, d.ID)
		for _, r := range receipts {
			if r.Reference != stored.Report.Reference || r.State != concern.Sent {
				w.Errorf("a receipt says %s, the report %s", r.Reference, stored.Report.Reference)
			}
		}
		if len(stored.Returned) != 2 {
			w.Errorf("%d matters, want 2", len(stored.Returned))
		}
		inbox, err := w.Inbox(w.Context(), w.Officer, concern.InboxFilter{})
		w.Must("inbox", err)
		if len(inbox.Rows) != 2 {
			w.Errorf("%d rows in the inbox, want 2", len(inbox.Rows))
		}
		if told := w.Told(w.Manager); len(told) != 1 {
			w.Errorf("the manager was told %d times", len(told))
		}
	})
}

func TestAutosaveInTheMiddleOfSending(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft()
		w.Clock.Meanwhile(2, func() {
			_, err := w.SaveDraft(w.Context(), w.Counsellor, d)
			w.Must("save meanwhile", err)
		})
		receipt, err := w.SendReport(w.Context(), w.Counsellor, d)
		w.Must("send", err)
		stored := w.Sent(w.Counsellor, d.ID).Report
		matter := w.Opened(w.Officer, w.Matters(w.Counsellor, d.ID)[0]).Matter
		if receipt.Reference != stored.Reference || matter.Reference != stored.Reference {
			w.Errorf("the receipt says %s, the matter %s and the report %s", receipt.Reference, matter.Reference, stored.Reference)
		}
	})
}

func TestThrownAwayWhileItIsSent(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft()
		_, err := w.SaveDraft(w.Context(), w.Counsellor, d)
		w.Must("save", err)
		w.Clock.Meanwhile(1, func() {
			_, err := w.SendReport(w.Context(), w.Counsellor, d)
			w.Must("send meanwhile", err)
		})
		err = w.ThrowAwayDraft(w.Context(), w.Counsellor, d.ID)
		w.Refused("throw away what was sent meanwhile", err, fault.KindRefused, "concern.raced")
		if v := w.Sent(w.Counsellor, d.ID); v.Content.Seen != d.Content.Seen {
			w.Error("the sent report lost its words")
		}
	})
}

func TestSavedWhileItIsThrownAway(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft()
		_, err := w.SaveDraft(w.Context(), w.Counsellor, d)
		w.Must("save", err)
		for name, act := range map[string]func() error{
			"save": func() error { _, err := w.SaveDraft(w.Context(), w.Counsellor, d); return err },
			"send": func() error { _, err := w.SendReport(w.Context(), w.Counsellor, d); return err },
		} {
			d = Draft()
			_, err := w.SaveDraft(w.Context(), w.Counsellor, d)
			w.Must("save", err)
			looks := map[string]int{"save": 1, "send": 2}
			w.Clock.Meanwhile(looks[name], func() {
				w.Must("throw away meanwhile", w.ThrowAwayDraft(w.Context(), w.Counsellor, d.ID))
			})
			w.Refused(name, act(), fault.KindRefused, "concern.raced")
			_, err = w.Reports(w.Context(), w.Counsellor, concern.PageKey{})
			w.Must("list after "+name, err)
		}
	})
}

// What is another's and what does not exist must be the same answer.
func TestNotYoursIsNotThere(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		draft := Draft()
		_, err := w.SaveDraft(ctx, w.Counsellor, draft)
		w.Must("save", err)
		r, matters := w.Send(w.Counsellor)
		_, others := w.Send(w.OtherCounsellor, To(Bjorklunda))

		absent := id.New()
		_, wantReport := w.Report(ctx, w.OtherCounsellor, absent)
		_, wantMatter := w.Matter(ctx, w.Officer, absent)
		same := func(what string, err, want error) {
			t.Helper()
			var got, wanted *fault.Error
			if !errors.As(err, &got) || !errors.As(want, &wanted) || got.Kind != wanted.Kind || got.Key != wanted.Key || got.Field != wanted.Field || len(got.Args) != 0 {
				w.Errorf("%s: %v, want %v", what, err, want)
			}
		}
		_, _, err = w.Draft(ctx, w.Colleague, draft.ID)
		same("a colleague's draft", err, wantReport)
		_, err = w.Report(ctx, w.Colleague, draft.ID)
		same("a colleague's draft as a report", err, wantReport)
		_, err = w.Report(ctx, w.Administrator, r.ID)
		same("a report for the administrator", err, wantReport)
		_, err = w.Report(ctx, w.OtherCounsellor, r.ID)
		same("another school's report", err, wantReport)
		_, err = w.Report(ctx, w.Officer, r.ID)
		same("the sender's record for the receiver", err, wantReport)
		_, err = w.Report(ctx, w.Counsellor, matters[0])
		same("a matter as a report", err, wantReport)
		same("throw away a colleague's draft", w.ThrowAwayDraft(ctx, w.Colleague, draft.ID), wantReport)

		forged := draft
		forged.Content.Seen = "Ändrat av någon annan."
		_, err = w.SaveDraft(ctx, w.Colleague, forged)
		same("save over a colleague's draft", err, wantReport)
		_, err = w.SendReport(ctx, w.Colleague, forged)
		same("send a colleague's draft", err, wantReport)
		forged.ID = r.ID
		_, err = w.SendReport(ctx, w.Colleague, forged)
		same("send a colleague's report again", err, wantReport)
		if kept, _, err := w.Draft(ctx, w.Counsellor, draft.ID); err != nil || kept.Content.Seen != draft.Content.Seen {
			w.Errorf("the draft changed under its author: %v", err)
		}

		same("ask about another report's matter", w.AskFeedback(ctx, w.Counsellor, r.ID, others[0]), wantReport)
		same("ask about no matter", w.AskFeedback(ctx, w.Counsellor, r.ID, absent), wantReport)
		same("ask about another school's report", w.AskFeedback(ctx, w.OtherCounsellor, r.ID, matters[0]), wantReport)

		for name, who := range map[string]struct{ act func() error }{
			"open":     {func() error { _, err := w.Matter(ctx, w.FarOfficer, matters[0]); return err }},
			"receive":  {func() error { return w.Receive(ctx, w.FarOfficer, matters[0]) }},
			"assess":   {func() error { return w.AssessProtection(ctx, w.Investigator, matters[0], NoNeed) }},
			"assign":   {func() error { return w.Assign(ctx, w.FarHead, matters[0], w.FarHead.User) }},
			"decide":   {func() error { _, err := w.Decide(ctx, w.Counsellor, matters[0], Decision(concern.Opened)); return err }},
			"extend":   {func() error { return w.Extend(ctx, w.Officer, matters[0], concern.Extension{}) }},
			"give":     {func() error { return w.GiveFeedback(ctx, w.Head, matters[0]) }},
			"withhold": {func() error { return w.WithholdFeedback(ctx, w.FarOfficer, matters[0], "") }},
			"forward":  {func() error { return w.Forward(ctx, w.FarOfficer, matters[0], Bjorklunda, "") }},
			"same":     {func() error { return w.ConfirmSame(ctx, w.Officer, matters[0], others[0], true) }},
			"inbox":    {func() error { _, err := w.Inbox(ctx, w.Counsellor, concern.InboxFilter{}); return err }},
			"done":     {func() error { _, err := w.Done(ctx, w.Administrator, concern.PageKey{}); return err }},
		} {
			same(name, who.act(), wantMatter)
		}
		if v := w.Opened(w.Officer, matters[0]); v.Matter.State != concern.Delivered || len(v.Entries) != 0 {
			w.Errorf("the matter is %s with %d entries after it all", v.Matter.State, len(v.Entries))
		}
		for _, line := range w.Records(w.FarOfficer) {
			if !strings.HasSuffix(line, " refused") {
				w.Errorf("recorded %q", line)
			}
		}
	})
}

// Eight letters meet by chance among a million reports; the second gets others.
func TestAReferenceDrawnTwice(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		drawn := []string{"AAAA-2222", "AAAA-2222", "BBBB-3333", "BBBB-3333", "BBBB-3333", "CCCC-4444"}
		w.NewReference = func() string {
			next := drawn[0]
			drawn = drawn[1:]
			return next
		}
		for _, want := range []string{"AAAA-2222", "BBBB-3333"} {
			sent, err := w.SendReport(ctx, w.Counsellor, Draft())
			w.Must("send", err)
			if sent.Reference != want {
				w.Errorf("reference %s, want %s", sent.Reference, want)
			}
		}
		unsent := Draft()
		_, err := w.SaveDraft(ctx, w.Counsellor, unsent)
		w.Must("save", err)
		if len(drawn) != 0 {
			w.Errorf("%d references were not needed", len(drawn))
		}
	})
}
