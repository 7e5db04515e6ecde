package register

import (
	"context"
	"slices"
	"sync/atomic"

	"samspel/internal/frame/db"
)

// Lines is the register's migrations.
var Lines = []db.Line{{Name: "register", In: db.InData, FS: migrations()}}

// Register answers who there is and where. Nothing in it is secret; who may change
// it is for the caller to ask.
type Register struct {
	store *db.Store
	// municipalities is every municipality in Swedish order, nil until asked for.
	municipalities atomic.Pointer[[]Municipality]
}

// New opens the register.
func New(store *db.Store) *Register { return &Register{store: store} }

// Load brings regions and municipalities up to date with the data in the program.
// When nothing has changed it only reads.
func (r *Register) Load(ctx context.Context) error {
	regions, municipalities, err := base()
	if err != nil {
		return err
	}
	return r.load(ctx, regions, municipalities)
}

// AddInvented adds the invented region and municipalities, for the demo and for tests.
func (r *Register) AddInvented(ctx context.Context) error {
	regions, municipalities := invented()
	return r.load(ctx, regions, municipalities)
}

func (r *Register) load(ctx context.Context, regions []Region, municipalities []Municipality) error {
	var knownRegions []Region
	var knownMunicipalities []Municipality
	err := r.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		if knownRegions, err = loadRegions(ctx, tx); err != nil {
			return err
		}
		knownMunicipalities, err = loadMunicipalities(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	regions = without(regions, knownRegions)
	municipalities = without(municipalities, knownMunicipalities)
	if len(regions)+len(municipalities) == 0 {
		return nil
	}
	defer r.municipalities.Store(nil)
	return r.store.Data.Write(ctx, func(tx *db.Tx) error {
		for _, x := range regions {
			if err := upsertRegion(ctx, tx, x); err != nil {
				return err
			}
		}
		for _, x := range municipalities {
			if err := upsertMunicipality(ctx, tx, x); err != nil {
				return err
			}
		}
		return nil
	})
}

func without[T comparable](all, known []T) []T {
	return slices.DeleteFunc(all, func(x T) bool { return slices.Contains(known, x) })
}

// Regions is every region in Swedish order.
func (r *Register) Regions(ctx context.Context) (all []Region, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = loadRegions(ctx, tx)
		return err
	})
	return all, err
}

// Municipalities is every municipality in Swedish order. The slice is the caller's own.
func (r *Register) Municipalities(ctx context.Context) ([]Municipality, error) {
	if kept := r.municipalities.Load(); kept != nil {
		return slices.Clone(*kept), nil
	}
	var all []Municipality
	err := r.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadMunicipalities(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.municipalities.Store(&all)
	return slices.Clone(all), nil
}

// Municipality is the one with the code, or [db.ErrNotFound].
func (r *Register) Municipality(ctx context.Context, code string) (Municipality, error) {
	all, err := r.Municipalities(ctx)
	if err != nil {
		return Municipality{}, err
	}
	i := slices.IndexFunc(all, func(m Municipality) bool { return m.Code == code })
	if i < 0 {
		return Municipality{}, db.ErrNotFound
	}
	return all[i], nil
}

// AddOrganisation adds o, and gives it the usual secrecy regime of its sector when
// it names none.
func (r *Register) AddOrganisation(ctx context.Context, tx *db.Tx, o Organisation) error {
	o, err := o.check()
	if err != nil {
		return err
	}
	return insertOrganisation(ctx, tx, o)
}

// AddUnit adds u. When u is to receive reports of concern, its organisation must
// be in a municipality that has no such unit; see [Register.SetReceiver] for the rest.
func (r *Register) AddUnit(ctx context.Context, tx *db.Tx, u Unit) error {
	u, err := u.check()
	if err != nil {
		return err
	}
	if err := insertUnit(ctx, tx, u); err != nil {
		return err
	}
	if !u.ReceivesConcerns {
		return nil
	}
	o, err := loadOrganisation(ctx, tx, u.Organisation)
	if err != nil {
		return err
	}
	return insertReceiver(ctx, tx, o.Municipality, u.ID)
}

// SetReceiver makes the unit the one that receives reports of concern in the
// municipality, from now on.
func (r *Register) SetReceiver(ctx context.Context, tx *db.Tx, municipality, unit string) error {
	return upsertReceiver(ctx, tx, municipality, unit)
}

// Organisation is the one with the id, or [db.ErrNotFound].
func (r *Register) Organisation(ctx context.Context, id string) (o Organisation, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		o, err = loadOrganisation(ctx, tx, id)
		return err
	})
	return o, err
}

// Organisations is every organisation in the municipality, in Swedish order.
func (r *Register) Organisations(ctx context.Context, municipality string) (all []Organisation, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = loadOrganisationsIn(ctx, tx, municipality)
		return err
	})
	return all, err
}

// Unit is the one with the id, or [db.ErrNotFound].
func (r *Register) Unit(ctx context.Context, id string) (u Unit, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		u, err = loadUnit(ctx, tx, id)
		return err
	})
	return u, err
}

// UnitsOf is every unit of the organisation, in Swedish order.
func (r *Register) UnitsOf(ctx context.Context, organisation string) (all []Unit, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		all, err = loadUnitsOf(ctx, tx, organisation)
		return err
	})
	return all, err
}

// ReceivingUnit is the unit of the social services that receives reports of concern
// in the municipality, or [db.ErrNotFound] where none uses Samspel.
func (r *Register) ReceivingUnit(ctx context.Context, municipality string) (u Unit, err error) {
	err = r.store.Data.Read(ctx, func(tx *db.Tx) error {
		u, err = loadReceiver(ctx, tx, municipality)
		return err
	})
	return u, err
}
