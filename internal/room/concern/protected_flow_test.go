package concern_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestProtectedIdentityIsMaskedAndClosed(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor, About(Hidden(Alva)))
		for name, who := range map[string]struct {
			inbox func() (concern.InboxView, error)
			may   bool
		}{
			"officer":  {func() (concern.InboxView, error) { return w.Inbox(ctx, w.Officer, concern.InboxFilter{}) }, false},
			"manager":  {func() (concern.InboxView, error) { return w.Inbox(ctx, w.Manager, concern.InboxFilter{}) }, false},
			"shielded": {func() (concern.InboxView, error) { return w.Inbox(ctx, w.Shielded, concern.InboxFilter{}) }, true},
		} {
			v, err := who.inbox()
			w.Must("inbox", err)
			if len(v.Rows) != 1 || v.Tally.Today != 1 {
				w.Fatalf("%s: the clock is hidden: %d rows", name, len(v.Rows))
			}
			row := v.Rows[0]
			if row.Masked == who.may || (row.Headline == "") == who.may || strings.Contains(row.Child.Name(), "Granlid") != who.may || row.Child.Number.IsZero() == who.may || row.Child.Birth.IsZero() == who.may {
				w.Errorf("%s: masked %v", name, row.Masked)
			}
		}
		_, err := w.Matter(ctx, w.Officer, matters[0])
		w.Refused("open without the mandate", err, fault.KindPrivate, "fault.absent")
		w.Refused("receive without the mandate", w.Receive(ctx, w.Manager, matters[0]), fault.KindPrivate, "fault.absent")
		_, err = w.Matter(ctx, w.Investigator, matters[0])
		w.Refused("open from another unit with the mandate", err, fault.KindPrivate, "fault.absent")
		w.AssessAndDecide(w.Shielded, matters[0], concern.Opened)
		w.Must("give", w.GiveFeedback(ctx, w.Shielded, matters[0]))
		done, err := w.Done(ctx, w.Officer, concern.PageKey{})
		w.Must("list done", err)
		if len(done.Rows) != 1 || !done.Rows[0].Masked || strings.Contains(done.Rows[0].Child.Name(), "Granlid") {
			w.Error("closed, and no longer masked")
		}
		if got := w.Records(w.Officer); !slices.Contains(got, "concern.matter.read refused") {
			w.Errorf("recorded %q", got)
		}
	})
}

// One account is written about siblings who live together: it is read by those who
// may know of each of them, and by nobody else.
func TestASiblingDoesNotGiveAProtectedChildAway(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor, About(Hidden(Alva), Milo))
		inbox, err := w.Inbox(ctx, w.Officer, concern.InboxFilter{})
		w.Must("inbox", err)
		for _, row := range inbox.Rows {
			if !row.Masked || row.Headline != "" || strings.Contains(row.Child.Name(), "Granlid") || !row.Child.Number.IsZero() {
				w.Error("the family name of a protected child stands in the inbox")
			}
		}
		for _, matter := range matters {
			_, err := w.Matter(ctx, w.Officer, matter)
			w.Refused("open without the mandate", err, fault.KindPrivate, "")
			if v := w.Opened(w.Shielded, matter); len(v.Siblings) != 1 || v.Siblings[0].Child.Family != "Granlid" {
				w.Error("with the mandate the sibling is not seen")
			}
		}
		// The brother himself is not protected, and another report about him is open.
		_, another := w.Send(w.Nurse, About(Milo), As("health_dental"))
		v := w.Opened(w.Officer, another[0])
		if len(v.Earlier)+len(v.Perhaps)+len(v.Siblings) != 0 {
			w.Error("the way to the protected child is shown without the mandate")
		}
		if v := w.Opened(w.Shielded, another[0]); len(v.Earlier) != 1 || v.Earlier[0].Matter.ID != matters[1] {
			w.Errorf("with the mandate there are %d earlier reports", len(v.Earlier))
		}
	})
}

func TestAnUnprotectedReportSaysNothingOfTheProtectedOne(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		_, hidden := w.Send(w.Counsellor, About(Hidden(Alva)))
		_, open := w.Send(w.Nurse, As("health_dental"))
		if v := w.Opened(w.Officer, open[0]); len(v.Earlier)+len(v.Perhaps) != 0 {
			w.Error("that the child is protected is told without the mandate")
		}
		if v := w.Opened(w.Shielded, open[0]); len(v.Earlier) != 1 {
			w.Errorf("with the mandate there are %d earlier reports", len(v.Earlier))
		}
		w.Refused("judge what may not be opened", w.ConfirmSame(w.Context(), w.Officer, open[0], hidden[0], true), fault.KindPrivate, "")
	})
}

func TestForwardedStaysProtected(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		r, matters := w.Send(w.Counsellor, About(Hidden(Alva)))
		w.Must("forward", w.Forward(w.Context(), w.Shielded, matters[0], Bjorklunda, "Flyttad."))
		there := w.Matters(w.Counsellor, r.ID)[0]
		_, err := w.Matter(w.Context(), w.FarOfficer, there)
		w.Refused("open without the mandate", err, fault.KindPrivate, "")
		if v := w.Opened(w.FarShielded, there); !v.Child.Protected() {
			w.Error("the protection did not come along")
		}
	})
}

// Names are in no error and no way of printing what a flow gives.
func TestErrorsNameNobody(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		d := Draft(About(concern.ReportedChild{Given: "Alva", Family: "Granlid", Number: "20150314-0000", Birth: "Alvas födelsedag"}))
		_, err := w.SendReport(w.Context(), w.Counsellor, d)
		if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, "Alva") || strings.Contains(text, "20150314") {
			w.Errorf("the error tells who")
		}
	})
}

// Who has the right is asked to show again who they are; to everybody else it is not there.
func TestProtectedAsksForProof(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor, About(Hidden(Alva)))
		_, open := w.Send(w.Nurse, As("health_dental"))
		for name, who := range map[string]access.Actor{"officer": w.Officer, "manager": w.Manager, "elsewhere": w.Investigator, "far": w.FarShielded, "reporter": w.Counsellor} {
			who.Strong = false
			_, err := w.Matter(ctx, who, matters[0])
			w.Refused(name, err, fault.KindPrivate, "fault.absent")
			w.Refused(name, w.Receive(ctx, who, matters[0]), fault.KindPrivate, "fault.absent")
		}
		tired := w.Shielded
		tired.Strong = false
		_, err := w.Matter(ctx, tired, matters[0])
		w.Refused("open after a long day", err, fault.KindUnproven, "fault.prove")
		w.Refused("receive after a long day", w.Receive(ctx, tired, matters[0]), fault.KindUnproven, "fault.prove")
		w.Refused("take after a long day", w.Assign(ctx, tired, matters[0], tired.User), fault.KindUnproven, "fault.prove")
		inbox, err := w.Inbox(ctx, tired, concern.InboxFilter{})
		w.Must("inbox", err)
		for _, row := range inbox.Rows {
			if hidden := row.Matter.Protected; row.Masked != hidden || row.Proof != hidden || hidden && (row.Headline != "" || !row.Child.Hidden) {
				w.Errorf("row of protected %v: %+v", hidden, row)
			}
		}
		v := w.Opened(tired, open[0])
		if len(v.Earlier) != 1 || !v.Earlier[0].Child.Hidden || v.Earlier[0].Child.Family != "" {
			w.Errorf("that there is an earlier report is not told, or more than that: %+v", v.Earlier)
		}
		if v := w.Opened(w.Shielded, matters[0]); v.Child.Given != "Alva" {
			w.Error("shown again, and not opened")
		}
	})
}

// A manager who may not open it gives it to one of those who may, and learns nothing.
func TestProtectedIsGivenUnseen(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		_, matters := w.Send(w.Counsellor, About(Hidden(Alva)))
		_, open := w.Send(w.Nurse, About(Milo), As("health_dental"))
		for name, who := range map[string]access.Actor{"officer": w.Officer, "shielded officer": w.Shielded, "far manager": w.FarHead, "reporter": w.Counsellor, "administrator": w.Administrator} {
			_, err := w.Giving(ctx, who, matters[0])
			w.Refused(name, err, fault.KindPrivate, "fault.absent")
			w.Refused(name, w.Assign(ctx, who, matters[0], w.Second.User), fault.KindPrivate, "fault.absent")
		}
		v, err := w.Giving(ctx, w.Manager, matters[0])
		w.Must("choose among", err)
		if len(v.Colleagues) != 1 || v.Colleagues[0].User != w.Shielded.User {
			w.Errorf("may be given to %+v", v.Colleagues)
		}
		for name, to := range map[string]string{"nobody": "", "without the mandate": w.Officer.User, "another unit": w.Investigator.User, "another municipality": w.FarShielded.User} {
			w.Refused(name, w.Assign(ctx, w.Manager, matters[0], to), fault.KindInvalid, "concern.assign.unknown")
		}
		w.Refused("the manager themselves", w.Assign(ctx, w.Manager, matters[0], w.Manager.User), fault.KindPrivate, "fault.absent")
		w.Must("give", w.Assign(ctx, w.Manager, matters[0], w.Shielded.User))
		if got := w.Opened(w.Shielded, matters[0]); got.Matter.Officer != w.Shielded.User {
			w.Error("given to nobody")
		}
		w.Must("give what is open to anybody", w.Assign(ctx, w.Manager, open[0], w.Second.User))
	})
}
