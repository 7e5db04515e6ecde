package notify

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

const eventColumns = `id, system_id, kind, subject_id, state, tries, status, made_at, tried_at`

func scanEvent(scan func(...any) error) (Event, error) {
	var e Event
	err := scan(&e.ID, &e.System, &e.Kind, &e.Subject, &e.State, &e.Tries, &e.Status, &e.Made, db.Null(&e.Tried))
	return e, err
}

func insertEvent(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO notify_event (id, system_id, kind, subject_id, state, tries, status, made_at)
		VALUES ($1, $2, $3, $4, 'waiting', 0, 0, $5)`, e.ID, e.System, e.Kind, e.Subject, e.Made)
	if err != nil {
		return fmt.Errorf("insert event %s: %w", e.ID, err)
	}
	return nil
}

func loadEvent(ctx context.Context, tx *db.Tx, id string) (Event, error) {
	e, err := scanEvent(tx.QueryRow(ctx, `SELECT `+eventColumns+` FROM notify_event WHERE id = $1`, id).Scan)
	if err != nil {
		return Event{}, fmt.Errorf("load event %s: %w", id, err)
	}
	return e, nil
}

func storeTry(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.Exec(ctx, `
		UPDATE notify_event SET state = $2, tries = $3, status = $4, tried_at = $5
		WHERE  id = $1 AND state = 'waiting'`, e.ID, e.State, e.Tries, e.Status, e.Tried)
	if err != nil {
		return fmt.Errorf("store the try of event %s: %w", e.ID, err)
	}
	return nil
}

func loadEvents(ctx context.Context, tx *db.Tx, system string, limit int) ([]Event, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+eventColumns+`
		FROM   notify_event
		WHERE  system_id = $1
		ORDER  BY made_at DESC, id DESC
		LIMIT  $2`, system, limit)
	if err != nil {
		return nil, fmt.Errorf("load events of %s: %w", system, err)
	}
	defer rows.Close()
	var all []Event
	for rows.Next() {
		e, err := scanEvent(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan events of %s: %w", system, err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func sweepEvents(ctx context.Context, tx *db.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM notify_event WHERE made_at < $1 AND state <> 'waiting'`, before); err != nil {
		return fmt.Errorf("sweep events: %w", err)
	}
	return nil
}
