package concern_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/room/concern"
	. "samspel/internal/room/concern/concerntest"
)

func TestWhatIsLeftGoesToTheHeir(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		w.Identity.Keeps(w.Held)
		var all []string
		for range 27 {
			_, matters := w.Send(w.Counsellor)
			w.Must("give", w.Assign(ctx, w.Manager, matters[0], w.Officer.User))
			all = append(all, matters[0])
		}
		_, hidden := w.Send(w.Counsellor, About(Hidden(Milo)))
		w.Must("give", w.Assign(ctx, w.Manager, hidden[0], w.Shielded.User))
		end := func(who, deputy access.Actor) error {
			return w.Identity.EndMandate(ctx, w.Administrator, identity.EndDraft{Mandate: who.Mandate, Deputy: deputy.User})
		}
		h, err := w.Identity.Holding(ctx, w.Administrator, w.Officer.Mandate)
		if err != nil || h.Matters != 27 || !slices.Equal(h.Heirs, []string{"Greta Bok"}) {
			w.Errorf("what the officer has: %+v, %v", h, err)
		}
		_, err = w.Identity.Holding(ctx, w.Manager, w.Officer.Mandate)
		w.Refused("asked by a manager", err, fault.KindPrivate, "")
		w.Refused("nobody named", end(w.Officer, access.Actor{}), fault.KindInvalid, "account.end.heir_missing")
		w.Refused("somebody of another unit", end(w.Officer, w.Investigator), fault.KindInvalid, "account.end.heir_elsewhere")
		w.Must("end", end(w.Officer, w.Second))
		// By date nobody need be named: it goes to the manager.
		w.Must("end by date", w.Identity.EndMandate(ctx, w.Administrator, identity.EndDraft{Mandate: w.Shielded.Mandate, LastDay: civil.On(2026, 11, 23)}))
		for range 2 {
			w.Must("inherit", w.Inherit(ctx))
		}
		if told := w.Told(w.Second); !slices.Contains(told, "concern.notice.inherited") || len(told) != 2 {
			w.Errorf("the heir is told %q", told) // once for each portion
		}
		for _, id := range all {
			v := w.Opened(w.Second, id)
			if last := v.Entries[len(v.Entries)-1]; v.Matter.Officer != w.Second.User || last.Kind != concern.EntryInherited {
				w.Fatalf("%s has the matter; the journal says %s", v.Matter.Officer, last.Kind)
			}
		}
		officerOf := func(unit, id string) (officer string) {
			w.Must("read", w.Store.Data.Read(ctx, func(tx *db.Tx) error {
				open, err := concern.Open(ctx, tx, unit)
				for _, m := range open {
					if m.ID == id {
						officer = m.Officer
					}
				}
				return err
			}))
			return officer
		}
		if got := officerOf(w.Reception.Unit, hidden[0]); got != w.Shielded.User {
			w.Errorf("before the last day is over %s has the matter", got)
		}
		w.Clock.Set("2026-11-24 00:01")
		w.Must("inherit", w.Inherit(ctx))
		if got := officerOf(w.Reception.Unit, hidden[0]); got != w.Manager.User {
			w.Errorf("the day after %s has the protected matter", got)
		}
	})
}

func TestDraftsGoToTheHeir(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		w.Identity.Keeps(w.Held)
		d := Draft()
		_, err := w.SaveDraft(ctx, w.Counsellor, d)
		w.Must("save", err)
		w.Must("nothing yet", w.Inherit(ctx))
		_, _, err = w.Concerns.Draft(ctx, w.Head, d.ID)
		w.Refused("the head, while the author works", err, fault.KindPrivate, "")
		w.Refused("nobody named", w.Identity.EndMandate(ctx, w.Administrator, identity.EndDraft{Mandate: w.Counsellor.Mandate}), fault.KindInvalid, "account.end.heir_missing")
		// A deputy of another unit inherits what is sent, but cannot go on writing for this one.
		w.Leave(w.Counsellor, w.OtherCounsellor)
		w.Must("inherit", w.Inherit(ctx))
		w.Must("inherit again", w.Inherit(ctx))
		got, _, err := w.Concerns.Draft(ctx, w.Head, d.ID)
		if err != nil || got.Content.Seen != d.Content.Seen {
			w.Errorf("the head opens %+v, %v", got, err)
		}
		if told := w.Told(w.Head); !slices.Equal(told, []string{"concern.notice.inherited"}) {
			w.Errorf("the head is told %q", told)
		}
		_, err = w.SendReport(ctx, w.Head, got)
		w.Must("send", err)
	})
}

const fewRounds = 15

// Whatever is assigned, whoever is away and whichever mandate ends, in whatever order,
// every open matter has somebody at the unit who answers for it while the unit has a
// manager; and once the inheriting has run, every officer of one works there.
func TestNoOpenMatterIsLeftWithoutAnybody(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		round := 0
		rapid.Check(w.T, func(rt *rapid.T) {
			if round++; round > fewRounds {
				return // each is hundreds of transactions
			}
			officers := []access.Actor{w.Manager}
			for i := range 3 {
				but := []func(*identity.MandateDraft){}
				if i == 0 {
					but = append(but, Shielded)
				}
				officers = append(officers, w.Hire(fmt.Sprintf("Prov %d %d", round, i), w.Reception, access.Officer, but...))
			}
			ended := map[string]bool{}
			_, matters := w.Send(w.Counsellor, About(Alva, Hidden(Milo)))
			pick := func(label string) access.Actor { return rapid.SampledFrom(officers).Draw(rt, label) }
			for range rapid.IntRange(1, 8).Draw(rt, "acts") {
				switch rapid.SampledFrom([]string{"assign", "away", "end", "pass", "inherit"}).Draw(rt, "act") {
				case "assign":
					_ = w.Assign(ctx, w.Manager, rapid.SampledFrom(matters).Draw(rt, "matter"), pick("to").User)
				case "away":
					who, today := pick("who"), civil.Of(w.Clock.Time())
					_, _ = w.Identity.SayAbsence(ctx, w.Manager, identity.AbsenceDraft{Mandate: who.Mandate, Deputy: pick("deputy").User,
						First: today, Last: today.AddDays(rapid.IntRange(0, 3).Draw(rt, "days"))})
				case "end":
					who := pick("who")
					if who.User == w.Manager.User {
						continue
					}
					d := identity.EndDraft{Mandate: who.Mandate}
					if rapid.Bool().Draw(rt, "by date") {
						d.LastDay = civil.Of(w.Clock.Time()).AddDays(rapid.IntRange(0, 1).Draw(rt, "last day"))
					}
					if rapid.Bool().Draw(rt, "with an heir") {
						d.Deputy = pick("heir").User
					}
					if w.Identity.EndMandate(ctx, w.Administrator, d) == nil && d.LastDay.IsZero() {
						ended[who.User] = true
					}
				case "pass":
					w.Clock.Pass(24 * time.Hour)
				case "inherit":
					w.Must("inherit", w.Inherit(ctx))
				}
				everyMatterIsAnsweredFor(w, rt, ended, false)
			}
			w.Must("inherit", w.Inherit(ctx))
			everyMatterIsAnsweredFor(w, rt, ended, true)
			for _, who := range officers[1:] { // the next round begins without them
				_ = w.Identity.EndMandate(ctx, w.Administrator, identity.EndDraft{Mandate: who.Mandate})
			}
			w.Must("inherit", w.Inherit(ctx))
		})
	})
}

func everyMatterIsAnsweredFor(w *World, rt *rapid.T, ended map[string]bool, inherited bool) {
	var staff identity.Staff
	err := w.Store.Data.Read(w.Context(), func(tx *db.Tx) (err error) {
		if staff, err = w.Identity.Staff(w.Context(), tx, w.Reception.Unit); err != nil {
			return err
		}
		open, err := concern.Open(w.Context(), tx, w.Reception.Unit)
		if err != nil {
			return err
		}
		for _, m := range open {
			users, err := w.Answering(w.Context(), tx, m.Unit, m.Officer)
			if err != nil {
				return err
			}
			if len(users) == 0 {
				rt.Fatalf("nobody answers for a matter that %q has", m.Officer)
			}
			for _, user := range users {
				if !staff.Works(user) || ended[user] {
					rt.Fatalf("%s answers and does not work here", user)
				}
			}
			if inherited && m.Officer != "" && !staff.Works(m.Officer) {
				rt.Fatalf("after the inheriting %s has a matter and does not work here", m.Officer)
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
}
