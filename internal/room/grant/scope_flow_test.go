package grant_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
	"samspel/internal/ground/money"
	"samspel/internal/room/grant"
	. "samspel/internal/room/grant/granttest"
)

var errTakenBack = errors.New("taken back")

// What the list gives is what the policy allows, row for row, whoever asks and whatever
// there is: the SQL has no rules of its own.
func TestScopeEqualsPolicy(t *testing.T) {
	t.Parallel()
	Each(t, func(w *World) {
		list := w.List(Ekstad, Bjorklunda)
		organisations := []string{w.Officer.Organisation, w.FarOfficer.Organisation, w.Ek.Organisation, w.Bjork.Organisation}
		rapid.Check(w.T, func(rt *rapid.T) {
			type held struct {
				year   grant.SchemeYear
				inside []string
				all    []grant.Appendix
			}
			var rows []held
			for n := range rapid.IntRange(1, 8).Draw(rt, "years") {
				agency := rapid.SampledFrom(organisations).Draw(rt, "agency")
				h := held{year: grant.SchemeYear{ID: id.New(), Scheme: id.New(), Agency: agency, SchemeName: fmt.Sprint("Bidrag ", n), Year: 2027, Version: 1,
					State: rapid.SampledFrom([]grant.YearState{grant.Preparing, grant.Running, grant.Closed}).Draw(rt, "state"),
					Terms: Draft().Terms, PreparedBy: "a", DecidedBy: "b", DecidedAt: w.Clock}}
				for i := range h.year.Terms.Appropriations {
					h.year.Terms.Appropriations[i].ID, h.year.Terms.Appropriations[i].PreparedBy = id.New(), "a"
				}
				for number, state := range rapid.Permutation([]grant.AppendixState{grant.Prepared, grant.InForce, grant.Replaced, grant.Withdrawn}).Draw(rt, "states")[:rapid.IntRange(0, 4).Draw(rt, "appendices")] {
					a := grant.Appendix{ID: id.New(), Year: h.year.ID, Number: number + 1, List: list.ID, Basis: "A2027/1", State: grant.Prepared, PreparedBy: "a", PreparedAt: w.Clock}
					for _, code := range rapid.SampledFrom([][]string{{}, {Ekstad}, {Bjorklunda}, {Ekstad, Bjorklunda}}).Draw(rt, "municipalities") {
						a.Frames = append(a.Frames, grant.Frame{Municipality: code, Amount: money.Kronor(1)})
						if state == grant.InForce {
							h.inside = append(h.inside, code)
						}
					}
					if state == grant.InForce || state == grant.Replaced {
						a.ApprovedBy, a.ApprovedAt = "b", w.Clock
					}
					a.State = state
					h.all = append(h.all, a)
				}
				rows = append(rows, h)
			}
			var actors []access.Actor
			for range rapid.IntRange(1, 6).Draw(rt, "actors") {
				actors = append(actors, access.Actor{User: "u", Organisation: rapid.SampledFrom(append([]string{""}, organisations...)).Draw(rt, "organisation"),
					Municipality: rapid.SampledFrom([]string{"", Ekstad, Bjorklunda}).Draw(rt, "municipality"),
					Sector:       rapid.SampledFrom([]access.Sector{access.Agency, access.Social, access.School, access.Association}).Draw(rt, "sector"),
					Role:         rapid.SampledFrom(append([]access.Role{"", "janitor"}, access.Roles...)).Draw(rt, "role"),
					Scope:        rapid.SampledFrom([]string{"", "", "orosanmalan:skicka"}).Draw(rt, "scope")})
			}
			var wrong []string
			err := w.Store.Data.Write(w.Context(), func(tx *db.Tx) error {
				wrong = nil
				for _, h := range rows {
					if err := grant.StoreScheme(w.Context(), tx, grant.Scheme{ID: h.year.Scheme, Agency: h.year.Agency, Name: h.year.SchemeName, AddedBy: "a", AddedAt: w.Clock}); err != nil {
						return err
					}
					if err := grant.StoreYear(w.Context(), tx, h.year); err != nil {
						return err
					}
					for _, a := range h.all {
						if err := grant.StoreAppendix(w.Context(), tx, a); err != nil {
							return err
						}
					}
				}
				for _, who := range actors {
					got, err := grant.ListYears(w.Context(), tx, who)
					if err != nil {
						return err
					}
					listed := map[string]bool{}
					for _, y := range got {
						listed[y.ID] = true
					}
					for _, h := range rows {
						if may := grant.MayReadYear(who, h.year, slices.Contains(h.inside, who.Municipality)); may != listed[h.year.ID] {
							wrong = append(wrong, fmt.Sprintf("%+v: may %v, listed %v: %+v in %v", who, may, listed[h.year.ID], h.year.State, h.inside))
						}
					}
				}
				return errTakenBack
			})
			if !errors.Is(err, errTakenBack) {
				rt.Fatal(err)
			}
			for _, what := range wrong {
				rt.Error(what)
			}
		})
	})
}
