package register

import (
	"context"

	"samspel/internal/frame/db"
)

// Receiving is the municipalities whose social services receive reports of concern
// in this installation, in Swedish order.
func (r *Register) Receiving(ctx context.Context) ([]Municipality, error) {
	var codes map[string]bool
	err := r.store.Data.Read(ctx, func(tx *db.Tx) (err error) {
		codes, err = loadReceivingCodes(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	all, err := r.Municipalities(ctx)
	if err != nil {
		return nil, err
	}
	var receiving []Municipality
	for _, m := range all {
		if codes[m.Code] {
			receiving = append(receiving, m)
		}
	}
	return receiving, nil
}

// UnitNames is the names of the units with the given ids, in one question. Ids of
// no unit are left out.
func (r *Register) UnitNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string)
	if len(ids) == 0 {
		return names, nil
	}
	err := r.store.Data.Read(ctx, func(tx *db.Tx) error {
		return loadUnitNames(ctx, tx, ids, names)
	})
	return names, err
}
