package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// storeClosure keeps why a matter ends; closing that is begun again is written anew.
func storeClosure(ctx context.Context, tx *db.Tx, c Closure, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_closure (matter_id, organisation_id, author_id, keyset_id, reason, begun_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (matter_id) DO UPDATE
		SET organisation_id = $2, author_id = $3, keyset_id = $4, reason = $5, begun_at = $6, body = $7`,
		c.Matter, c.Organisation, c.Author, c.Keyset, c.Reason, c.BegunAt, body); err != nil {
		return fmt.Errorf("store closure of matter %s: %w", c.Matter, err)
	}
	return nil
}

// loadClosure gives why a matter ends; db.ErrNotFound when it does not.
func loadClosure(ctx context.Context, tx *db.Tx, matter string) (c Closure, body []byte, err error) {
	if err = tx.QueryRow(ctx, `
		SELECT matter_id, organisation_id, author_id, keyset_id, reason, begun_at, body
		FROM   coordination_closure
		WHERE  matter_id = $1`, matter).Scan(&c.Matter, &c.Organisation, &c.Author, &c.Keyset, &c.Reason, &c.BegunAt, &body); err != nil {
		return Closure{}, nil, fmt.Errorf("load closure of matter %s: %w", matter, err)
	}
	return c, body, nil
}

// hasComing says whether a meeting is still to be held.
func hasComing(ctx context.Context, tx *db.Tx, matter string, after time.Time) (bool, error) {
	var n int
	if err := tx.QueryRow(ctx, `
		SELECT count(*) FROM coordination_meeting
		WHERE  matter_id = $1 AND starts_at > $2 AND state IN ('planned', 'called')`, matter, after).Scan(&n); err != nil {
		return false, fmt.Errorf("count meetings of matter %s: %w", matter, err)
	}
	return n > 0, nil
}

func insertAfterwards(ctx context.Context, tx *db.Tx, id string, s Standing, p Party, author string, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_afterwards (id, matter_id, organisation_id, author_id, keyset_id, at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, s.Matter.ID, p.Organisation, author, p.Keyset, s.Now, body); err != nil {
		return fmt.Errorf("insert voice in matter %s: %w", s.Matter.ID, err)
	}
	return nil
}

func countAfterwards(ctx context.Context, tx *db.Tx, matter string) (n int, err error) {
	if err = tx.QueryRow(ctx, `SELECT count(*) FROM coordination_afterwards WHERE matter_id = $1`, matter).Scan(&n); err != nil {
		return 0, fmt.Errorf("count voices in matter %s: %w", matter, err)
	}
	return n, nil
}
