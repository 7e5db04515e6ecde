package retention

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

const copyColumns = `matter_id, controller_id, source, child_id, class, last_note, closed_on, coalesce(due_year, 0)`

func (c *Copy) columns() []any {
	return []any{&c.Matter, &c.Controller, &c.Source, &c.Child, &c.Class, &c.LastNote, db.Null(&c.Closed), &c.DueYear}
}

// in binds a list of ids after the arguments there are.
func in(ids []string, before ...any) (list string, args []any) {
	args = append(args, before...)
	for _, id := range ids {
		args = append(args, id)
	}
	return db.Numbered(len(before)+1, len(ids)), args
}

// saveCopy keeps what a room says; its term is not worked out yet.
func saveCopy(ctx context.Context, tx *db.Tx, c Copy) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_copy (matter_id, controller_id, source, child_id, class, last_note, closed_on, outcome, wait, due_year)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 'open', NULL)
		ON CONFLICT (matter_id, controller_id) DO UPDATE
		SET    child_id = excluded.child_id, class = excluded.class, last_note = excluded.last_note, closed_on = excluded.closed_on`,
		c.Matter, c.Controller, c.Source, c.Child, c.Class, c.LastNote, c.Closed)
	if err != nil {
		return fmt.Errorf("save copy of matter %s: %w", c.Matter, err)
	}
	return nil
}

// saveTerm keeps the year of a term, never its day.
func saveTerm(ctx context.Context, tx *db.Tx, k Key, t Term) error {
	var year any
	if t.Outcome == Disposed || t.Outcome == HandedOver {
		year = t.From.Year
	}
	_, err := tx.Exec(ctx, `
		UPDATE retention_copy
		SET    outcome = $3, wait = $4, due_year = $5
		WHERE  matter_id = $1 AND controller_id = $2`, k.Matter, k.Controller, t.Outcome, t.Wait, year)
	if err != nil {
		return fmt.Errorf("save term of matter %s: %w", k.Matter, err)
	}
	return nil
}

func loadCopy(ctx context.Context, tx *db.Tx, k Key) (Copy, error) {
	var c Copy
	err := tx.QueryRow(ctx, `
		SELECT `+copyColumns+`
		FROM   retention_copy
		WHERE  matter_id = $1 AND controller_id = $2`, k.Matter, k.Controller).Scan(c.columns()...)
	if err != nil {
		return Copy{}, fmt.Errorf("load copy of matter %s: %w", k.Matter, err)
	}
	return c, nil
}

// listCopiesOf gives what is kept of children, by the ids of their records.
func listCopiesOf(ctx context.Context, tx *db.Tx, children []string) ([]Copy, error) {
	if len(children) == 0 {
		return nil, nil
	}
	list, args := in(children)
	rows, err := tx.Query(ctx, `
		SELECT `+copyColumns+`
		FROM   retention_copy
		WHERE  child_id IN (`+list+`) AND child_id <> ''`, args...)
	return db.Collect(rows, err, "copies of children", (*Copy).columns)
}

// listDue gives copies that fall due in or before a year, those that have waited longest first.
func listDue(ctx context.Context, tx *db.Tx, controller string, first, last int, after PageKey, limit int) ([]Copy, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+copyColumns+`
		FROM   retention_copy
		WHERE  controller_id = $1 AND due_year >= $2 AND due_year <= $3 AND (due_year > $4 OR due_year = $4 AND matter_id > $5)
		ORDER  BY due_year, matter_id
		LIMIT  $6`, controller, first, last, after.Year, after.Matter, limit)
	return db.Collect(rows, err, "copies that fall due", (*Copy).columns)
}

// listOther gives copies that never fall due, or of which it cannot be said.
func listOther(ctx context.Context, tx *db.Tx, controller string, o Outcome, after string, limit int) ([]Copy, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+copyColumns+`
		FROM   retention_copy
		WHERE  controller_id = $1 AND outcome = $2 AND due_year IS NULL AND matter_id > $3
		ORDER  BY matter_id
		LIMIT  $4`, controller, o, after, limit)
	return db.Collect(rows, err, "copies that do not fall due", (*Copy).columns)
}

func deleteCopy(ctx context.Context, tx *db.Tx, k Key) error {
	for _, statement := range []string{
		`DELETE FROM retention_copy WHERE matter_id = $1 AND controller_id = $2`,
		`DELETE FROM retention_mark WHERE matter_id = $1 AND controller_id = $2`,
		`DELETE FROM retention_hold WHERE matter_id = $1 AND controller_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, k.Matter, k.Controller); err != nil {
			return fmt.Errorf("forget copy of matter %s: %w", k.Matter, err)
		}
	}
	return nil
}

// loadWalk is where the walk through a source has come; the zero key at its start.
func loadWalk(ctx context.Context, tx *db.Tx, source string) (Key, error) {
	rows, err := tx.Query(ctx, `
		SELECT matter_id, controller_id
		FROM   retention_walk
		WHERE  source = $1`, source)
	list, err := db.Collect(rows, err, "walk", func(k *Key) []any { return []any{&k.Matter, &k.Controller} })
	if err != nil || len(list) == 0 {
		return Key{}, err
	}
	return list[0], nil
}

func saveWalk(ctx context.Context, tx *db.Tx, source string, k Key) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_walk (source, matter_id, controller_id)
		VALUES ($1, $2, $3)
		ON CONFLICT (source) DO UPDATE
		SET    matter_id = excluded.matter_id, controller_id = excluded.controller_id`, source, k.Matter, k.Controller)
	if err != nil {
		return fmt.Errorf("save walk through %s: %w", source, err)
	}
	return nil
}
