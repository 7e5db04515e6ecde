package coordination_test

import (
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// A guardian who is found out later is written down once, is asked in the next
// consent, and changes nothing of what others have said.
func TestGuardianAddedLater(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		matter := w.Circle()
		late := coordination.NewGuardian{Given: "Rut", Family: "Berg"}
		for name, who := range map[string]access.Actor{"another organisation's member": w.Officer, "a colleague": w.Colleague, "the head": w.Head, "the police": w.Constable, "nobody": {}} {
			w.Refused(name, w.AddGuardian(ctx, who, matter, id.New(), late), fault.KindPrivate, "")
		}
		w.Refused("nobody's name", w.AddGuardian(ctx, w.Counsellor, matter, id.New(), coordination.NewGuardian{}), fault.KindInvalid, "coordination.guardian.name_missing")
		form := id.New()
		for range 2 {
			w.Must("add", w.AddGuardian(ctx, w.Counsellor, matter, form, late))
		}
		v, err := w.FamilyTeam(ctx, w.Counsellor, matter)
		w.Must("look at the family", err)
		var names []string
		for _, row := range v.Family {
			names = append(names, row.Who.Name())
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"Egil Gran", "Moa Gran", "Rut Berg", "Ulla Gran"}) {
			t.Errorf("the family is %q", names)
		}
		if s := w.Opened(w.Officer, matter); !s.Shared {
			t.Error("a guardian added later has taken back what others consented to")
		}
		consents := w.Opened(w.Counsellor, matter).Consents
		if len(consents) != 1 || len(consents[0].Unasked) != 1 || consents[0].Unasked[0].Given != "Rut" {
			t.Errorf("nobody is told that somebody has not been asked: %+v", consents)
		}
		for _, c := range w.Opened(w.Officer, matter).Consents {
			if len(c.Unasked) > 0 {
				t.Error("who has not been asked is told to somebody who asks nobody")
			}
		}
		next, err := w.AskConsent(ctx, w.Counsellor, matter, Consent(w.Reception))
		w.Must("ask again", err)
		if len(next.Givers) != 3 {
			t.Errorf("%d are asked", len(next.Givers))
		}
	})
}
