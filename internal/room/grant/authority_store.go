package grant

import (
	"context"
	"time"

	"samspel/internal/frame/db"
)

const authorityColumns = `id, municipality, kind, user_id, given_by, given_at, last_on, ended_by, ended_at`

func scanAuthority(scan func(...any) error) (a Authority, err error) {
	err = scan(&a.ID, &a.Municipality, &a.Kind, &a.User, &a.GivenBy, &a.GivenAt, &a.LastOn, db.Null(&a.EndedBy), db.Null(&a.EndedAt))
	return a, err
}

func insertAuthority(ctx context.Context, tx *db.Tx, a Authority) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_authority (id, municipality, kind, user_id, given_by, given_at, last_on) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.ID, a.Municipality, a.Kind, a.User, a.GivenBy, a.GivenAt, a.LastOn)
	return err
}

func loadAuthority(ctx context.Context, tx *db.Tx, id string) (Authority, error) {
	return scanAuthority(tx.QueryRow(ctx, `SELECT `+authorityColumns+` FROM grant_authority WHERE id = $1`, id).Scan)
}

func endAuthority(ctx context.Context, tx *db.Tx, id, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE grant_authority SET ended_by = $1, ended_at = $2 WHERE id = $3 AND ended_at IS NULL`, by, at, id)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// listAuthorities is everything ever given in the municipality, or to one person there.
func listAuthorities(ctx context.Context, tx *db.Tx, municipality, user string) (all []Authority, err error) {
	rows, err := tx.Query(ctx, `SELECT `+authorityColumns+` FROM grant_authority WHERE municipality = $1 AND ($2 = '' OR user_id = $2)
		ORDER BY given_at DESC, id DESC LIMIT 200`, municipality, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAuthority(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}
