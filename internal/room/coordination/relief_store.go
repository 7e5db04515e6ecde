package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/frame/identity"
)

func insertRelief(ctx context.Context, tx *db.Tx, x Relief, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_relief (id, matter_id, keyset_id, from_id, to_id, unit_id, by_id, at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, x.ID, x.Matter, x.Keyset, x.From, x.To, x.Unit, x.By, x.At, body); err != nil {
		return fmt.Errorf("insert relief %s: %w", x.ID, err)
	}
	return nil
}

func latestRelief(ctx context.Context, tx *db.Tx, matter string) (x Relief, body []byte, err error) {
	err = tx.QueryRow(ctx, `
		SELECT id, matter_id, keyset_id, from_id, to_id, unit_id, by_id, at, body
		FROM   coordination_relief
		WHERE  matter_id = $1
		ORDER  BY at DESC, id DESC
		LIMIT  1`, matter).Scan(&x.ID, &x.Matter, &x.Keyset, &x.From, &x.To, &x.Unit, &x.By, &x.At, &body)
	return x, body, err
}

// heldAt gives the open matters held together at a unit that are not in protected mode,
// and that the reader may know of.
func heldAt(ctx context.Context, tx *db.Tx, unit, reader string, limit int) ([]Matter, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.id, m.holder_id, m.protected, m.opened_at
		FROM   coordination_matter m
		WHERE  m.holder_unit_id = $1 AND m.state <> 'closed'
		AND    NOT EXISTS (SELECT 1 FROM coordination_protection p WHERE p.matter_id = m.id AND p.off_at IS NULL)
		AND    NOT EXISTS (SELECT 1 FROM coordination_apart a WHERE a.matter_id = m.id AND a.user_id = $2)
		ORDER  BY m.holder_id, m.opened_at, m.id
		LIMIT  $3`, unit, reader, limit)
	return db.Collect(rows, err, "matters held at "+unit, func(m *Matter) []any { return []any{&m.ID, &m.Baton.User, &m.Protected, &m.OpenedAt} })
}

// untold is the open matters, not in protected mode, that somebody away holds together
// and nobody has been told of: $1 their unit, $2 they, $3 the absence.
const untold = `
		FROM   coordination_matter m
		WHERE  m.holder_unit_id = $1 AND m.holder_id = $2 AND m.state <> 'closed' AND (m.told_away IS NULL OR m.told_away <> $3)
		AND    NOT EXISTS (SELECT 1 FROM coordination_protection p WHERE p.matter_id = m.id AND p.off_at IS NULL)`

func hasUntold(ctx context.Context, tx *db.Tx, a identity.Absence) (there bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1`+untold+`)`, a.Unit, a.User, a.ID).Scan(&there)
	return there, err
}

// mayKnowUntold says whether there is one among them that the manager may know of.
func mayKnowUntold(ctx context.Context, tx *db.Tx, a identity.Absence, manager string, covers bool) (there bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1`+untold+`
		AND    (NOT m.protected OR $5)
		AND    NOT EXISTS (SELECT 1 FROM coordination_apart x WHERE x.matter_id = m.id AND x.user_id = $4))`, a.Unit, a.User, a.ID, manager, covers).Scan(&there)
	return there, err
}

func markTold(ctx context.Context, tx *db.Tx, a identity.Absence) error {
	_, err := tx.Exec(ctx, `UPDATE coordination_matter SET told_away = $3 WHERE id IN (SELECT m.id`+untold+`)`, a.Unit, a.User, a.ID)
	return err
}
