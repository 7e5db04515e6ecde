package grant

import (
	"context"

	"samspel/internal/frame/db"
)

// listDecidedYears is every year with a book, without its terms.
func listDecidedYears(ctx context.Context, tx *db.Tx) (all []SchemeYear, err error) {
	rows, err := tx.Query(ctx, `SELECT `+yearColumns+` FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id
		WHERE y.state <> 'preparing' ORDER BY y.year, s.name, y.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		y, err := scanYear(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, y)
	}
	return all, rows.Err()
}
