package coordination_test

import (
	"maps"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/personnummer"
	"samspel/internal/room/coordination"
	. "samspel/internal/room/coordination/coordinationtest"
)

// girl is a number that says female.
var girl = personnummer.Invented(civil.On(2013, 5, 4), 2).Formatted()

// A municipality makes a list of areas, whoever holds a matter together chooses one of
// them, and the matter is counted in it; one about a protected identity in none.
func TestAreas(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		ctx := w.Context()
		w.Refused("a list by somebody who manages nothing", w.WriteAreas(ctx, w.Counsellor, []string{"Norr"}), fault.KindPrivate, "")
		w.Refused("a list by the police", w.WriteAreas(ctx, w.Hire("Mia Al", w.Station, access.Manager), []string{"Norr"}), fault.KindPrivate, "")
		w.Refused("an address", w.WriteAreas(ctx, w.Head, []string{"Storgatan 5"}), fault.KindInvalid, "coordination.area.digits")
		w.Must("write a list", w.WriteAreas(ctx, w.Head, []string{"Norr", "Söder", "Väster"}))
		matter := w.Open(w.Counsellor, "sip", func(d *coordination.NeedDraft) { d.Child.Number, d.Child.Birth = girl, "" })
		w.Consented(w.Counsellor, matter, Consent(w.Reception))
		w.Joins(w.Counsellor, matter, w.Officer)
		v, err := w.Matter(ctx, w.Counsellor, matter)
		if err != nil || len(v.Areas) != 3 {
			w.Fatalf("there are %d areas to choose from: %v", len(v.Areas), err)
		}
		if v, err := w.Matter(ctx, w.Officer, matter); err != nil || len(v.Areas) != 0 {
			w.Errorf("another member chooses among %d areas: %v", len(v.Areas), err)
		}
		north := v.Areas[0].ID
		w.Refused("a member who does not hold it together", w.Place(ctx, w.Officer, matter, north), fault.KindPrivate, "")
		w.Refused("somebody outside", w.Place(ctx, w.Head, matter, north), fault.KindPrivate, "")
		w.Refused("an area that is not in the list", w.Place(ctx, w.Counsellor, matter, "x"), fault.KindInvalid, "coordination.area.missing")
		w.Must("choose", w.Place(ctx, w.Counsellor, matter, north))
		w.Must("take it out of the list", w.WriteAreas(ctx, w.Head, []string{"Söder"}))
		w.Refused("what is no longer in the list", w.Place(ctx, w.Counsellor, matter, north), fault.KindInvalid, "coordination.area.missing")
		n, err := w.Raise(ctx, w.Counsellor, Need())
		w.Must("raise", err)
		_, err = w.AcceptNeed(ctx, w.Counsellor, n.ID, coordination.AcceptDraft{Form: "sip", Area: north})
		w.Refused("open a matter in what is no longer in the list", err, fault.KindInvalid, "coordination.area.missing")
		if v, err := w.Need(ctx, w.Counsellor, n.ID); err != nil || v.Need.State != coordination.NeedRaised {
			w.Errorf("a refused form has made the need %s: %v", v.Need.State, err)
		}
		_, err = w.Matter(ctx, w.Counsellor, n.ID)
		w.Refused("a matter that was not opened", err, fault.KindPrivate, "")

		trusted := w.Hire("Ida Al", w.School, access.Reporter, Shielded)
		hidden := w.Open(trusted, "sip", func(d *coordination.NeedDraft) {
			d.Child.Number, d.Child.Birth, d.Child.Protected = girl, "", true
		})
		list, err := w.Areas(ctx, w.Head)
		w.Must("list", err)
		w.Refused("where somebody lives whose identity is protected", w.Place(ctx, trusted, hidden, list[0].ID), fault.KindInvalid, "coordination.area.protected")

		third := civil.ThirdOf(civil.Of(w.Clock.Now()))
		areas, err := w.Happened(ctx, Ekstad, third, coordination.MeasureArea)
		if want := map[string]int{"Norr": 1, "": 1}; err != nil || !maps.Equal(areas, want) {
			w.Errorf("the matters are counted in %v, not %v: %v", areas, want, err)
		}
		sexes, err := w.Happened(ctx, Ekstad, third, coordination.MeasureSex)
		if want := map[string]int{"female": 1, "unknown": 1}; err != nil || !maps.Equal(sexes, want) {
			w.Errorf("by sex the matters are %v, not %v: %v", sexes, want, err)
		}
	})
}
