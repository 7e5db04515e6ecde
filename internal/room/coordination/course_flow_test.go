package coordination_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// Whatever happens in whatever order: in protected mode no guardian sees, says or is told
// anything, and the child only when that is safe; the mode ends on two persons' word and
// nothing else; whoever may not know does not; somebody who takes part holds the baton;
// and nobody is responsible for what they have not themselves said yes to.
func TestNoCourseBreaksProtectionOrPromises(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		staff := []access.Actor{w.Counsellor, w.Officer, w.Psychologist}
		start := w.Clock.Now()
		tries := 0
		rapid.Check(w.TB, func(rt *rapid.T) {
			if tries++; tries > 8 {
				return // a world is dear: a few long courses find more than many short ones
			}
			w.Clock.Pass(start.Sub(w.Clock.Now()))
			matter := w.Open(w.Counsellor, "sip")
			w.Consented(w.Counsellor, matter, Consent(w.Reception, w.Clinic))
			w.Joins(w.Counsellor, matter, w.Officer)
			w.Joins(w.Counsellor, matter, w.Psychologist)
			child, ulla, egil := w.Enter(w.Counsellor, matter, 0), w.Enter(w.Counsellor, matter, 1), w.Enter(w.Counsellor, matter, 2)
			w.Must("begin", w.BeginPlan(ctx, w.Counsellor, matter))
			w.Must("need", w.WriteNeed(ctx, w.Counsellor, matter, NeedRow("Sömn")))
			goal := w.Viewed(w.Counsellor, matter).Body.Needs[0].Goals[0].ID

			protected, childSees, offBy := false, false, ""
			apart := map[string]bool{}
			promised := map[string]string{} // who said yes to what
			var asked []string
			members := func() (list []string) {
				for _, who := range staff {
					if v, err := w.Matter(ctx, who, matter); err == nil {
						list = append(list, v.Me.ID)
					}
				}
				return list
			}
			events := append([]string{"propose", "propose", "say yes"}, rapid.SliceOfN(rapid.SampledFrom([]string{"protect", "protect", "confirm", "keep", "ask off", "off", "off",
				"say", "withdraw", "propose", "say yes", "hand over", "end", "leave", "baton", "away", "relieve", "ask", "a day", "a week"}), 8, 16).Draw(rt, "events")...)
			for _, event := range events {
				who := rapid.SampledFrom(staff).Draw(rt, "who")
				switch event {
				case "protect":
					d := coordination.ProtectionDraft{Reason: coordination.BecauseHonour, ChildSees: rapid.Bool().Draw(rt, "the child sees")}
					near := map[string]bool{}
					for i, other := range staff {
						v, err := w.Matter(ctx, other, matter)
						if err != nil || other.User == who.User {
							continue
						}
						switch rapid.IntRange(0, 2).Draw(rt, []string{"a", "b", "c"}[i]) {
						case 0:
							d.Named = append(d.Named, v.Me.ID)
						case 1:
							d.Apart = append(d.Apart, v.Me.ID)
							near[other.User] = true
						}
					}
					if w.SwitchOn(ctx, who, matter, d) == nil {
						protected, childSees, offBy = true, d.ChildSees, ""
						for user := range near {
							apart[user] = true
						}
					}
				case "confirm":
					_ = w.ConfirmProtection(ctx, who, matter)
				case "keep":
					if w.Reassess(ctx, who, matter, "Behövs.") == nil {
						offBy = ""
					}
				case "ask off":
					if w.AskSwitchOff(ctx, who, matter, "Behövs inte.") == nil {
						offBy = who.User
					}
				case "off":
					err := w.SwitchOff(ctx, who, matter)
					if err == nil && (!protected || offBy == "" || offBy == who.User) {
						rt.Fatal("the mode ended on one person's word")
					}
					protected = protected && err != nil
				case "say":
					_ = w.Say(ctx, rapid.SampledFrom([]access.Actor{child, ulla, egil}).Draw(rt, "family"), matter, coordination.VoiceDraft{Kind: coordination.VoiceAgree})
				case "withdraw":
					if v, err := w.Family(ctx, ulla, matter); err == nil && len(v.Consents) > 0 {
						_ = w.FamilyAnswer(ctx, ulla, matter, v.Consents[0].Consent.ID, coordination.AnswerWithdrawn)
					}
				case "propose":
					if list := members(); len(list) > 0 {
						of := rapid.SampledFrom(list).Draw(rt, "of")
						if x, err := w.Propose(ctx, who, matter, coordination.CommitmentDraft{Goal: goal, Member: of, Due: civil.Of(w.Clock.Now()).AddDays(20), Body: coordination.CommitmentBody{What: "Samtal"}}); err == nil {
							asked = append(asked, x.ID)
						}
					}
				case "say yes":
					if len(asked) > 0 {
						x, yes := rapid.SampledFrom(asked).Draw(rt, "commitment"), rapid.IntRange(0, 3).Draw(rt, "yes") > 0
						if w.AnswerCommitment(ctx, who, x, yes, "Hinner inte.") == nil && yes {
							promised[x] = who.User
						}
					}
				case "hand over":
					if list := members(); len(asked) > 0 && len(list) > 0 {
						_ = w.OfferCommitment(ctx, who, rapid.SampledFrom(asked).Draw(rt, "commitment"), rapid.SampledFrom(list).Draw(rt, "to"))
					}
				case "end":
					if len(asked) > 0 {
						_ = w.EndCommitment(ctx, who, rapid.SampledFrom(asked).Draw(rt, "commitment"), true, "")
					}
				case "leave":
					_ = w.Leave(ctx, who, matter)
				case "baton":
					if list := members(); len(list) > 0 {
						_ = w.OfferBaton(ctx, who, matter, rapid.SampledFrom(list).Draw(rt, "to"))
						_ = w.AnswerBaton(ctx, rapid.SampledFrom(staff).Draw(rt, "taker"), matter, rapid.Bool().Draw(rt, "takes"))
					}
				case "away":
					today := civil.Of(w.Clock.Now())
					deputy := rapid.SampledFrom([]access.Actor{w.Colleague, w.Second}).Draw(rt, "deputy")
					_, _ = w.Identity.SayAbsence(ctx, who, identity.AbsenceDraft{Mandate: who.Mandate, Deputy: deputy.User, First: today, Last: today.AddDays(2)})
				case "relieve":
					for _, by := range []access.Actor{w.Head, w.Colleague, w.Second} {
						if v, err := w.Relieving(ctx, by, matter); err == nil && len(v.Away.Able) > 0 {
							_ = w.Relieve(ctx, by, matter, coordination.ReliefDraft{To: rapid.SampledFrom(v.Away.Able).Draw(rt, "able"), Reason: "Det brådskar.", Version: v.Matter.Version})
						}
					}
				case "ask":
					of := rapid.SampledFrom(staff).Draw(rt, "asked")
					if w.Invite(ctx, who, matter, coordination.InviteDraft{Unit: of.Unit}) == nil {
						_ = w.AnswerInvitation(ctx, of, matter, true)
					}
				case "a day":
					w.Clock.Pass(24 * time.Hour)
				case "a week":
					w.Clock.Pass(7 * 24 * time.Hour)
					for _, watch := range []error{w.WatchProtection(ctx), w.Escalate(ctx), w.Pause(ctx), w.Inherit(ctx)} {
						if watch != nil {
							rt.Fatal(watch)
						}
					}
				}

				for _, who := range []access.Actor{child, ulla, egil} {
					shut := protected && !(who.User == child.User && childSees)
					_, err := w.Family(ctx, who, matter)
					home, homeErr := w.FamilyHome(ctx, who)
					there := false
					for _, card := range home {
						there = there || card.Matter == matter
					}
					if shut != (fault.KindOf(err) == fault.KindPrivate) || shut == there || homeErr != nil || !shut && err != nil {
						rt.Fatalf("after %s: protected %v, the child sees %v; the family sees %v, %v, on the first page %v", event, protected, childSees, who.User == child.User, err, there)
					}
					if told := w.Told(who); len(told) > 0 {
						rt.Fatalf("after %s: somebody in the family is told %q", event, told)
					}
				}
				holders := 0
				for _, who := range append(slices.Clone(staff), w.Head, w.Colleague, w.Second) {
					v, err := w.Matter(ctx, who, matter)
					if apart[who.User] && err == nil {
						rt.Fatalf("after %s: somebody who may not know opens the matter", event)
					}
					if err != nil {
						continue
					}
					if v.MayHold {
						holders++
					}
					p, err := w.Plan(ctx, who, matter, 0)
					if err != nil {
						rt.Fatal(err)
					}
					for _, x := range p.Commitments() {
						if user := x.Responsible(); user != "" && promised[x.ID] != user {
							rt.Fatalf("after %s: somebody is responsible for what they have not said yes to", event)
						}
					}
				}
				if holders != 1 {
					rt.Fatalf("after %s: %d hold the matter together", event, holders)
				}
			}
		})
	})
}
