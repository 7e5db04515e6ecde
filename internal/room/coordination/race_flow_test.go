package coordination_test

import (
	"strings"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// meanwhile does something in the moment between an act's being let in and its being
// stored: where it makes its first id.
func meanwhile(w *World, other func(), act func() error) error {
	newID := w.NewID
	defer func() { w.NewID = newID }()
	w.NewID = func() string {
		w.NewID = newID
		other()
		return newID()
	}
	return act()
}

// Protected mode is switched on in the middle of somebody's act: no guardian is asked, nobody
// outside is, and whoever was shut out is told nothing.
func TestProtectedInTheMiddleOfAnAct(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		const number = "20130504-2382"
		boss := w.Hire("Iris Pil", w.Reception, access.Manager)
		today := civil.Of(w.Clock.Now())
		w.Must("the rota", w.Identity.SetDuty(ctx, boss, identity.DutyDraft{User: w.Second.User, First: today, Last: today}))
		guardian := func(matter string) string {
			v, err := w.FamilyTeam(ctx, w.Counsellor, matter)
			w.Must("look at the family", err)
			return v.Family[1].Who.ID
		}
		for name, x := range map[string]struct {
			named   []access.Actor // besides the officer, who switches it on
			shut    []access.Actor
			refused bool
			act     func(matter string, promise coordination.Commitment) func() error
		}{
			"a guardian is called to a meeting": {[]access.Actor{w.Counsellor}, []access.Actor{w.Psychologist}, true, func(matter string, _ coordination.Commitment) func() error {
				of := guardian(matter)
				return func() error {
					_, err := w.PlanMeeting(ctx, w.Counsellor, matter, w.Meeting(func(d *coordination.MeetingDraft) { d.Guardians = []string{of} }), true)
					return err
				}
			}},
			"a guardian is given a sign-in": {[]access.Actor{w.Counsellor}, []access.Actor{w.Psychologist}, true, func(matter string, _ coordination.Commitment) func() error {
				of := guardian(matter)
				return func() error {
					_, err := w.InviteKin(ctx, w.Counsellor, matter, of)
					return err
				}
			}},
			"somebody outside is asked": {[]access.Actor{w.Psychologist}, []access.Actor{w.Counsellor}, true, func(_ string, promise coordination.Commitment) func() error {
				return func() error {
					_, err := w.AskOutside(ctx, w.Psychologist, promise.ID, coordination.ErrandDraft{Kind: coordination.ErrandAccept, Until: today.AddDays(7),
						Body: coordination.ErrandBody{Who: "Bo", Question: "Kan du ringa?", Consent: "Ja."}})
					return err
				}
			}},
			"a message is sent": {[]access.Actor{w.Counsellor}, []access.Actor{w.Psychologist}, true, func(matter string, _ coordination.Commitment) func() error {
				return func() error {
					return w.Send(ctx, w.Counsellor, matter, coordination.MessageDraft{Topic: coordination.School, Text: "Hej."})
				}
			}},
			"the child says something": {nil, []access.Actor{w.Counsellor, w.Psychologist}, false, func(matter string, _ coordination.Commitment) func() error {
				child := w.Enter(w.Counsellor, matter, 0)
				return func() error {
					return w.Say(ctx, child, matter, coordination.VoiceDraft{Kind: coordination.VoiceAgree})
				}
			}},
			"a duty officer opens it": {nil, []access.Actor{w.Counsellor, w.Psychologist}, false, func(string, coordination.Commitment) func() error {
				return func() error { return w.BreakGlass(ctx, w.Second, number, "Ringer.") }
			}},
		} {
			matter := w.Open(w.Counsellor, "sip", func(d *coordination.NeedDraft) { d.Child.Number, d.Child.Birth = number, "" })
			w.Consented(w.Counsellor, matter, Consent(w.Reception, w.Clinic))
			w.Joins(w.Counsellor, matter, w.Officer)
			w.Joins(w.Counsellor, matter, w.Psychologist)
			promise := w.Planned(matter)
			act := x.act(matter, promise)
			d := coordination.ProtectionDraft{Reason: coordination.BecauseHonour, ChildSees: true}
			for _, who := range x.named {
				d.Named = append(d.Named, w.Opened(who, matter).Me.ID)
			}
			err := meanwhile(w, func() { w.Must("switch on", w.SwitchOn(ctx, w.Officer, matter, d)) }, act)
			if x.refused {
				w.Refused(name, err, fault.KindRefused, "coordination.raced")
			} else {
				w.Must(name, err)
			}
			for _, who := range x.shut {
				list, err := w.Notify.List(ctx, who)
				w.Must("list", err)
				for _, n := range list {
					if strings.Contains(n.Link, matter) || strings.Contains(n.Link, promise.ID) {
						w.Errorf("%s: who was shut out is told %s", name, n.Key)
					}
				}
			}
		}
	})
}
