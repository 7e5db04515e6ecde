package concern_test

import (
	"slices"
	"strings"
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

func once(payload string) concern.Once {
	return concern.Once{Key: "nyckel-" + id.New(), Payload: []byte(payload)}
}

// Signed says which person reports, as a system must.
func signed(d *concern.DraftReport) { d.Content.ReporterName = "Alma Prov, kurator" }

func TestASystemSendsOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		who := w.Connect("Elevsystemet", w.School, access.Scopes...)
		other := w.Connect("Närvarosystemet", w.School, access.Scopes...)
		o := once("a")
		first, err := w.SendOnce(ctx, who, Draft(signed), o)
		w.Must("send", err)
		w.Clock.Pass(time.Hour)
		again, err := w.SendOnce(ctx, who, Draft(signed), o)
		w.Must("send again", err)
		if first != again || first.Report == "" || first.Reference == "" {
			w.Errorf("%+v and then %+v", first, again)
		}
		_, err = w.SendOnce(ctx, who, Draft(signed, InDanger), concern.Once{Key: o.Key, Payload: []byte("b")})
		w.Refused("another payload", err, fault.KindRefused, "concern.once.other")
		theirs, err := w.SendOnce(ctx, other, Draft(signed), o)
		w.Must("the same key of another system", err)
		if theirs.Report == first.Report {
			w.Error("two systems share a report")
		}

		// What is refused uses no key.
		wrong := once("c")
		_, err = w.SendOnce(ctx, who, Draft(), wrong)
		w.Refused("nobody reports", err, fault.KindInvalid, "concern.report.reporter_missing")
		_, err = w.SendOnce(ctx, who, Draft(signed), concern.Once{Key: wrong.Key, Payload: []byte("d")})
		w.Must("put right", err)
		for _, key := range []string{"", "kort", strings.Repeat("a", 129), "med mellanslag i sig", "nyckel-med-\x00-noll", "nyckel-med-åäö-i-sig"} {
			_, err = w.SendOnce(ctx, who, Draft(signed), concern.Once{Key: key})
			w.Refused("the key "+key, err, fault.KindInvalid, "concern.once.key")
		}

		// The receiver sees who the person is, and the unit that it came by a system.
		matters := w.Matters(w.Counsellor, first.Report)
		if v := w.Opened(w.Manager, matters[0]); v.Content.ReporterName != "Alma Prov, kurator" {
			w.Errorf("the receiver sees %q", v.Content.ReporterName)
		}
		if v := w.Sent(w.Counsellor, first.Report); v.Author != "Elevsystemet" {
			w.Errorf("the unit sees %q", v.Author)
		}
	})
}

func TestASystemThatSendsManyTimesAtOnceSendsOnce(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		who := w.Connect("Elevsystemet", w.School, access.Scopes...)
		send, ask := once("a"), once("b")
		receipts := make([]concern.Receipt, 8)
		var all sync.WaitGroup
		for i := range receipts {
			all.Go(func() {
				var err error
				if receipts[i], err = w.SendOnce(w.Context(), who, Draft(signed, NotAsking, About(Alva, Milo)), send); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		if len(slices.Compact(receipts)) != 1 {
			w.Errorf("%+v", receipts)
		}
		report := receipts[0].Report
		if got := len(w.Matters(w.Counsellor, report)); got != 2 {
			w.Errorf("%d matters", got)
		}
		for i := range receipts {
			all.Go(func() {
				var err error
				if receipts[i], err = w.AskFeedbackOnce(w.Context(), who, report, ask); err != nil {
					w.Error(err)
				}
			})
		}
		all.Wait()
		if len(slices.Compact(receipts)) != 1 {
			w.Errorf("%+v", receipts)
		}
		sent, err := w.Audit.Records(w.Context(), audit.Filter{User: who.User, Action: "concern.report.send", Result: audit.Done}, 100)
		if err != nil || len(sent) != 1 {
			w.Errorf("%d records, %v", len(sent), err)
		}
	})
}

func TestASystemFollowsItsOwn(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		who := w.Connect("Elevsystemet", w.School, access.Scopes...)
		other := w.Connect("Närvarosystemet", w.School, access.Scopes...)
		mute := w.Connect("Bara skicka", w.School, access.SendReports)
		sent, err := w.SendOnce(ctx, who, Draft(signed, NotAsking, About(Alva, Milo)), once("a"))
		w.Must("send", err)
		human, _ := w.Send(w.Counsellor)

		for name, tt := range map[string]struct {
			who    access.Actor
			report string
		}{"another system": {other, sent.Report}, "a person's": {who, human.ID}, "one that is not there": {who, id.New()}, "without the scope": {mute, sent.Report}} {
			_, err := w.Follow(ctx, tt.who, tt.report)
			w.Refused(name+" follows", err, fault.KindPrivate, "")
			_, err = w.Report(ctx, tt.who, tt.report)
			w.Refused(name+" reads", err, fault.KindPrivate, "")
			_, err = w.AskFeedbackOnce(ctx, tt.who, tt.report, once("x"))
			w.Refused(name+" asks", err, fault.KindPrivate, "")
		}
		if _, _, err := w.FollowAll(ctx, mute, concern.PageKey{}); fault.KindOf(err) != fault.KindPrivate {
			w.Errorf("a list without the scope: %v", err)
		}
		_, err = w.Inbox(ctx, who, concern.InboxFilter{})
		w.Refused("an inbox", err, fault.KindPrivate, "")

		f, err := w.Follow(ctx, who, sent.Report)
		w.Must("follow", err)
		if f.Report.State != concern.Sent || len(f.Children) != 2 || f.Children[1].Feedback.State != concern.FeedbackNotAsked {
			w.Errorf("%+v", f)
		}
		_, err = w.AskFeedbackOnce(ctx, who, sent.Report, once("ask"))
		w.Must("ask", err)
		_, err = w.AskFeedbackOnce(ctx, who, sent.Report, once("ask again"))
		w.Refused("ask again", err, fault.KindRefused, "concern.feedback.already_asked")
		matters := w.Matters(w.Counsellor, sent.Report)
		for _, m := range matters {
			w.AssessAndDecide(w.Manager, m, concern.Opened)
		}
		w.Must("tell", w.GiveFeedback(ctx, w.Manager, matters[0]))
		f, err = w.Follow(ctx, who, sent.Report)
		w.Must("follow", err)
		if f.Report.State != concern.Acknowledged || f.Children[0].Feedback.Fact != concern.Opened || f.Children[1].Feedback.State != concern.FeedbackWaiting {
			w.Errorf("%+v", f)
		}

		// What was sent a moment ago is not listed yet; then everything is, once.
		if list, _, err := w.FollowAll(ctx, who, concern.PageKey{}); err != nil || len(list) != 0 {
			w.Errorf("%d at once, %v", len(list), err)
		}
		for range 3 {
			_, err := w.SendOnce(ctx, who, Draft(signed), once("more"))
			w.Must("send", err)
		}
		w.Clock.Pass(time.Minute)
		list, next, err := w.FollowAll(ctx, who, concern.PageKey{})
		w.Must("list", err)
		if len(list) != 4 || list[0].ID != sent.Report {
			w.Errorf("%d in the list", len(list))
		}
		if rest, same, err := w.FollowAll(ctx, who, next); err != nil || len(rest) != 0 || same != next {
			w.Errorf("%d more, %v", len(rest), err)
		}
		w.Clock.Pass(31 * 24 * time.Hour)
		w.Must("sweep", w.SweepOnce(ctx))
		got := w.Records(who)
		for _, want := range []string{"concern.report.follow done", "concern.report.follow_all done", "concern.report.follow refused", "concern.feedback.ask done"} {
			if !slices.Contains(got, want) {
				w.Errorf("%s is not recorded: %q", want, got)
			}
		}
	})
}
