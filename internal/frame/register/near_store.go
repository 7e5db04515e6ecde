package register

import (
	"context"

	"samspel/internal/frame/db"
)

func loadNear(ctx context.Context, tx *db.Tx, organisation string) ([]Place, error) {
	rows, err := tx.Query(ctx, `
		SELECT u.id, u.name, o.id, o.name, o.sector, o.public
		FROM   register_organisation own
		LEFT   JOIN register_municipality home ON home.code = own.municipality_code
		JOIN   register_organisation o ON o.id = own.id OR o.municipality_code = own.municipality_code
		       OR o.region_code = COALESCE(own.region_code, home.region_code)
		       OR own.region_code IS NOT NULL AND o.municipality_code IN (SELECT code FROM register_municipality WHERE region_code = own.region_code)
		JOIN   register_unit u ON u.organisation_id = o.id
		WHERE  own.id = $1
		ORDER  BY o.sort_key, o.id, u.sort_key, u.id`, organisation)
	return db.Collect(rows, err, "units near", func(p *Place) []any {
		return []any{&p.Unit, &p.UnitName, &p.Organisation, &p.OrganisationName, &p.Sector, &p.Public}
	})
}
