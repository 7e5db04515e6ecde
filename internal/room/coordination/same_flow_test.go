package coordination_test

import (
	"context"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// Whoever raises a need about a child with a matter is told if they may know of it.
// If they may not, whoever holds the matter together is told afterwards, and nobody else.
func TestSameChildIsAHumansQuestion(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		known := func(who access.Actor, d coordination.NeedDraft) int {
			t.Helper()
			list, err := w.Already(ctx, who, d)
			w.Must("ask what there is", err)
			return len(list)
		}
		if got := known(w.Counsellor, Need()); got != 1 {
			t.Errorf("the holder knows of %d", got)
		}
		if got := known(w.Counsellor, Need(func(d *coordination.NeedDraft) { d.Child.Birth = "2013-05-05" })); got != 0 {
			t.Errorf("another child is taken for the same: %d", got)
		}
		for name, who := range map[string]access.Actor{"a colleague": w.Colleague, "the head": w.Head, "another organisation": w.Leader} {
			if got := known(who, Need()); got != 0 {
				t.Errorf("%s, who takes no part, learns of %d", name, got)
			}
		}
		_, err := w.Already(ctx, w.Constable, Need())
		w.Refused("the police asking about a child", err, fault.KindPrivate, "")

		w.Must("protect", w.SwitchOn(ctx, w.Counsellor, matter, coordination.ProtectionDraft{Reason: coordination.BecauseHonour}))
		if got := known(w.Counsellor, Need()); got != 1 {
			t.Errorf("in protected mode, who is named knows of %d", got)
		}
		if got := known(w.Colleague, Need()); got != 0 {
			t.Errorf("in protected mode, who is not named learns of %d", got)
		}
		n, err := w.Raise(ctx, w.Colleague, Need())
		w.Must("raise a need about the same child", err)
		v, err := w.Matters.Need(ctx, w.Colleague, n.ID)
		w.Must("read it", err)
		if v.Need.State != coordination.NeedRaised {
			t.Error("the need is not like any other")
		}
		w.Must("compare", w.Compare(ctx))
		w.Must("compare again", w.Compare(ctx))
		if got := w.Told(w.Counsellor); countOf(got, "coordination.notice.same_child") != 1 {
			t.Errorf("the holder was told %q", got)
		}
		for _, who := range []access.Actor{w.Colleague, w.Head, w.Officer, w.Psychologist} {
			if slices.Contains(w.Told(who), "coordination.notice.same_child") {
				t.Error("somebody else than the holder was told")
			}
		}
		same := w.Opened(w.Counsellor, matter).Same
		if len(same) != 1 || same[0].UnitName != "Ekskolan" || same[0].Need != n.ID {
			t.Fatalf("the holder is asked about %+v", same)
		}
		for name, who := range map[string]access.Actor{"who raised the need": w.Colleague, "a member who is shut out": w.Officer, "the head": w.Head} {
			w.Refused(name+" judging", w.JudgeSame(ctx, who, matter, n.ID, "yes"), fault.KindPrivate, "")
		}
		w.Must("judge", w.JudgeSame(ctx, w.Counsellor, matter, n.ID, "no"))
		w.Refused("judge twice", w.JudgeSame(ctx, w.Counsellor, matter, n.ID, "yes"), fault.KindRefused, "coordination.raced")
		if same := w.Opened(w.Counsellor, matter).Same; len(same) != 0 {
			t.Errorf("what is judged is asked again: %+v", same)
		}
	})
}

// A need that has become a matter in protected mode is told to nobody who holds another
// matter about the child: neither that it was raised, nor where. When the mode has ended
// it is a need like any other.
func TestSameChildInProtectedMode(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter, _ := w.Team()
		var secrets [2]string
		for i := range secrets {
			secrets[i] = w.Open(w.Colleague, "sip")
			w.Joins(w.Colleague, secrets[i], w.Head)
			named := w.Opened(w.Head, secrets[i]).Me.ID
			if i == 0 {
				w.Must("compare", w.Compare(ctx))
			}
			w.Must("protect", w.SwitchOn(ctx, w.Colleague, secrets[i], coordination.ProtectionDraft{Reason: coordination.BecauseHonour, Named: []string{named}}))
		}
		told := countOf(w.Told(w.Counsellor), "coordination.notice.same_child")
		w.Must("compare", w.Compare(ctx))
		if n := countOf(w.Told(w.Counsellor), "coordination.notice.same_child"); n != told {
			t.Errorf("the holder of another matter is told %d times of a need in protected mode", n-told)
		}
		if same := w.Opened(w.Counsellor, matter).Same; len(same) != 0 {
			t.Errorf("the holder of another matter is asked about %+v", same)
		}
		w.Refused("judge what is not known", w.JudgeSame(ctx, w.Counsellor, matter, secrets[0], "yes"), fault.KindRefused, "coordination.raced")

		for _, secret := range secrets {
			w.Must("the first", w.AskSwitchOff(ctx, w.Colleague, secret, "Behövs inte."))
			w.Must("the second", w.SwitchOff(ctx, w.Head, secret))
		}
		w.Must("compare", w.Compare(ctx))
		if same := w.Opened(w.Counsellor, matter).Same; len(same) != 2 {
			t.Errorf("after the mode the holder is asked about %+v", same)
		}

		// Who is close to the family of one of them is asked about the other, for ever.
		w.Must("again", w.SwitchOn(ctx, w.Colleague, secrets[0], coordination.ProtectionDraft{Reason: coordination.BecauseHonour,
			Named: []string{w.Opened(w.Head, secrets[0]).Me.ID}}))
		w.Must("keep out", w.SetApart(ctx, w.Colleague, secrets[0], w.Mail(w.Counsellor)))
		w.Must("the first", w.AskSwitchOff(ctx, w.Colleague, secrets[0], "Behövs inte."))
		w.Must("the second", w.SwitchOff(ctx, w.Head, secrets[0]))
		if same := w.Opened(w.Counsellor, matter).Same; len(same) != 1 || same[0].Need != secrets[1] {
			t.Errorf("who is close to the family is asked about %+v", same)
		}
		w.Refused("judge what is not known", w.JudgeSame(ctx, w.Counsellor, matter, secrets[0], "yes"), fault.KindRefused, "coordination.raced")
	})
}

func countOf(list []string, x string) (n int) {
	for _, y := range list {
		if x == y {
			n++
		}
	}
	return n
}

// Nothing of a report goes with a need unless somebody has chosen it.
func TestOnlyWhatIsChosenLeavesAReport(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		var recorded []string
		w.Reports = func(_ context.Context, who access.Actor, matter string, taken []string) (coordination.Reported, error) {
			if who.Unit != w.Reception.Unit || matter != "r" {
				return coordination.Reported{}, fault.Private()
			}
			recorded = taken
			return coordination.Reported{Child: coordination.NewChild{Given: "Moa", Family: "Gran", Guardians: []coordination.NewGuardian{{Family: "Gran"}}},
				Parts: []coordination.ReportedPart{{Name: "seen", Text: "Sett."}, {Name: "said", Text: "Sagt."}}}, nil
		}
		_, _, err := w.FromReport(ctx, w.Counsellor, "r")
		w.Refused("another unit's report", err, fault.KindPrivate, "")
		_, _, err = w.FromReport(ctx, w.Constable, "r")
		w.Refused("the police", err, fault.KindPrivate, "")
		_, r, err := w.TakeFromReport(ctx, w.Officer, "r", nil)
		w.Must("take nothing", err)
		if r.Child.Given+r.Child.Family != "" || len(r.Parts)+len(r.Child.Guardians) != 0 {
			t.Errorf("nothing was chosen, and this came along: %+v", r)
		}
		_, r, err = w.TakeFromReport(ctx, w.Officer, "r", []string{coordination.TakeChild, "said", "everything", "Moa Gran"})
		w.Must("take some", err)
		if r.Child.Given != "Moa" || len(r.Child.Guardians) != 0 || len(r.Parts) != 1 || r.Parts[0].Text != "Sagt." {
			t.Errorf("chosen were the child and what was said; this came: %+v", r)
		}
		if !slices.Equal(recorded, []string{"child", "said"}) {
			t.Errorf("recorded as taken: %q", recorded)
		}
	})
}
