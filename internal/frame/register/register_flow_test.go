package register_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/register"
	"samspel/internal/ground/fault"
	"samspel/internal/ground/id"
	"samspel/internal/ground/orgnr"
)

func each(t *testing.T, body func(t *testing.T, s *db.Store, r *register.Register)) {
	t.Parallel()
	load := func(ctx context.Context, s *db.Store) error {
		r := register.New(s)
		return errors.Join(r.Load(ctx), r.AddInvented(ctx))
	}
	dbtest.EachPrepared(t, register.Lines, "loaded", load, func(t *testing.T, s *db.Store) { body(t, s, register.New(s)) })
}

func TestLoadTwiceIsLoadOnce(t *testing.T) {
	each(t, func(t *testing.T, s *db.Store, r *register.Register) {
		for range 2 {
			if err := errors.Join(r.Load(t.Context()), r.AddInvented(t.Context())); err != nil {
				t.Fatal(err)
			}
		}
		regions, err := r.Regions(t.Context())
		if err != nil || len(regions) != 22 {
			t.Errorf("%d regions, %v", len(regions), err)
		}
		all, err := r.Municipalities(t.Context())
		if err != nil || len(all) != 316 {
			t.Errorf("%d municipalities, %v", len(all), err)
		}
	})
}

func TestLoadPutsRightWhatDiffers(t *testing.T) {
	each(t, func(t *testing.T, s *db.Store, r *register.Register) {
		err := s.Data.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE register_municipality SET name = 'Fel' WHERE code = '0180'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := r.Municipality(t.Context(), "0180"); err != nil || m.Name != "Fel" {
			t.Fatalf("%v, %v", m, err)
		}
		if err := r.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m, err := r.Municipality(t.Context(), "0180"); err != nil || m.Name != "Stockholm" {
			t.Errorf("%v, %v", m, err)
		}
	})
}

func TestMunicipalitiesInSwedishOrder(t *testing.T) {
	each(t, func(t *testing.T, _ *db.Store, r *register.Register) {
		all, err := r.Municipalities(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		at := func(code string) int {
			return slices.IndexFunc(all, func(m register.Municipality) bool { return m.Code == code })
		}
		// Ale, Björklunda, Ekstad, Överkalix, Övertorneå last of all.
		for _, pair := range [][2]string{{"1440", "9902"}, {"9902", "9901"}, {"9901", "2513"}, {"2513", "2518"}} {
			if at(pair[0]) < 0 || at(pair[0]) >= at(pair[1]) {
				t.Errorf("%s comes after %s", pair[0], pair[1])
			}
		}
		all[0].Name = "changed"
		if again, err := r.Municipalities(t.Context()); err != nil || again[0].Name == "changed" {
			t.Error("a caller can change what others see")
		}
		for _, code := range []string{"", "0000", "18", "0180 "} {
			if _, err := r.Municipality(t.Context(), code); !errors.Is(err, db.ErrNotFound) {
				t.Errorf("municipality %q: %v", code, err)
			}
		}
	})
}

func TestOrganisationsAndUnits(t *testing.T) {
	each(t, func(t *testing.T, s *db.Store, r *register.Register) {
		ctx := t.Context()
		number, err := orgnr.Parse("212000-0142")
		if err != nil {
			t.Fatal(err)
		}
		board := register.Organisation{
			ID: id.New(), Name: "Ekstads socialnämnd", Sector: access.Social, Public: true,
			Municipality: "9901", Region: "99", SecrecyRegime: "social_services", Number: number,
		}
		school := register.Organisation{ID: id.New(), Name: "Älvskolan", Sector: access.School, Municipality: "9901", SecrecyRegime: "private_school"}
		association := register.Organisation{ID: id.New(), Name: "Fritidsföreningen", Sector: access.Association, SecrecyRegime: "association"}
		reception := register.Unit{ID: id.New(), Organisation: board.ID, Name: "Mottagningsgruppen", Kind: "reception", ReceivesConcerns: true}
		field := register.Unit{ID: id.New(), Organisation: board.ID, Name: "Fältgruppen", Kind: "outreach"}
		err = s.Data.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(
				r.AddOrganisation(ctx, tx, school), r.AddOrganisation(ctx, tx, board), r.AddOrganisation(ctx, tx, association),
				r.AddUnit(ctx, tx, reception), r.AddUnit(ctx, tx, field),
			)
		})
		if err != nil {
			t.Fatal(err)
		}

		for _, want := range []register.Organisation{board, school, association} {
			if got, err := r.Organisation(ctx, want.ID); err != nil || got != want {
				t.Errorf("got %+v, %v", got, err)
			}
		}
		if all, err := r.Organisations(ctx, "9901"); err != nil || !slices.Equal(all, []register.Organisation{board, school}) {
			t.Errorf("in Ekstad: %+v, %v", all, err)
		}
		if got, err := r.Unit(ctx, field.ID); err != nil || got != field {
			t.Errorf("got %+v, %v", got, err)
		}
		if all, err := r.UnitsOf(ctx, board.ID); err != nil || !slices.Equal(all, []register.Unit{field, reception}) {
			t.Errorf("units: %+v, %v", all, err)
		}
		if got, err := r.ReceivingUnit(ctx, "9901"); err != nil || got != reception {
			t.Errorf("receives: %+v, %v", got, err)
		}
		if _, err := r.ReceivingUnit(ctx, "9902"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("nobody receives in Björklunda, but: %v", err)
		}

		if all, err := r.Receiving(ctx); err != nil || len(all) != 1 || all[0].Code != "9901" {
			t.Errorf("receiving: %+v, %v", all, err)
		}

		names, err := r.UnitNames(ctx, []string{field.ID, id.New(), reception.ID})
		if err != nil || len(names) != 2 || names[field.ID] != "Fältgruppen" || names[reception.ID] != "Mottagningsgruppen" {
			t.Errorf("names: %v, %v", names, err)
		}

		// A joint committee: the same unit for two municipalities, then another one.
		err = s.Data.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(r.SetReceiver(ctx, tx, "9902", reception.ID), r.SetReceiver(ctx, tx, "9901", field.ID))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.ReceivingUnit(ctx, "9902"); err != nil || got.ID != reception.ID {
			t.Errorf("receives: %+v, %v", got, err)
		}
		if got, err := r.ReceivingUnit(ctx, "9901"); err != nil || got.ID != field.ID {
			t.Errorf("receives: %+v, %v", got, err)
		}
	})
}

func TestWhatTheRegisterRefuses(t *testing.T) {
	each(t, func(t *testing.T, s *db.Store, r *register.Register) {
		ctx := t.Context()
		board := register.Organisation{ID: id.New(), Name: "Ekstads socialnämnd", Sector: access.Social, Public: true, Municipality: "9901"}
		first := register.Unit{ID: id.New(), Organisation: board.ID, Name: "Mottagningsgruppen", Kind: "reception", ReceivesConcerns: true}
		homeless := register.Organisation{ID: id.New(), Name: "Utan kommun", Sector: access.Association}
		err := s.Data.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(r.AddOrganisation(ctx, tx, board), r.AddUnit(ctx, tx, first), r.AddOrganisation(ctx, tx, homeless))
		})
		if err != nil {
			t.Fatal(err)
		}
		conflict := func(err error) bool { return errors.Is(err, db.ErrConflict) }
		invalid := func(err error) bool { return fault.KindOf(err) == fault.KindInvalid }
		tests := []struct {
			name string
			add  func(tx *db.Tx) error
			is   func(error) bool
		}{
			{"the same organisation twice", func(tx *db.Tx) error { return r.AddOrganisation(ctx, tx, board) }, conflict},
			{"a municipality that is not", func(tx *db.Tx) error {
				return r.AddOrganisation(ctx, tx, register.Organisation{ID: id.New(), Name: "x", Sector: access.Social, Public: true, Municipality: "0000"})
			}, conflict},
			{"a unit of nobody", func(tx *db.Tx) error {
				return r.AddUnit(ctx, tx, register.Unit{ID: id.New(), Organisation: id.New(), Name: "x"})
			}, conflict},
			{"a second receiver", func(tx *db.Tx) error {
				return r.AddUnit(ctx, tx, register.Unit{ID: id.New(), Organisation: board.ID, Name: "x", ReceivesConcerns: true})
			}, conflict},
			{"a receiver without a municipality", func(tx *db.Tx) error {
				return r.AddUnit(ctx, tx, register.Unit{ID: id.New(), Organisation: homeless.ID, Name: "x", ReceivesConcerns: true})
			}, conflict},
			{"an unknown sector", func(tx *db.Tx) error {
				return r.AddOrganisation(ctx, tx, register.Organisation{ID: id.New(), Name: "x", Sector: "army"})
			}, invalid},
			{"a nameless unit", func(tx *db.Tx) error { return r.AddUnit(ctx, tx, register.Unit{ID: id.New(), Organisation: board.ID}) }, invalid},
		}
		for _, tt := range tests {
			if err := s.Data.Write(ctx, tt.add); !tt.is(err) {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
		if units, err := r.UnitsOf(ctx, board.ID); err != nil || len(units) != 1 {
			t.Errorf("something refused was left behind: %d units, %v", len(units), err)
		}
	})
}
