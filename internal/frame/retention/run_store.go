package retention

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

var errRaced = errors.New("retention: changed meanwhile")

const runColumns = `id, controller_id, state, proposed_by, proposed_at, confirmed_by, confirmed_at, shredded_at, final_on, final_at`

func (r *Run) columns() []any {
	return []any{&r.ID, &r.Controller, &r.State, &r.ProposedBy, &r.ProposedAt, &r.ConfirmedBy, db.Null(&r.ConfirmedAt),
		db.Null(&r.ShreddedAt), db.Null(&r.FinalOn), db.Null(&r.FinalAt)}
}

func insertRun(ctx context.Context, tx *db.Tx, r Run) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_run (id, controller_id, state, proposed_by, proposed_at, confirmed_by)
		VALUES ($1, $2, $3, $4, $5, '')`, r.ID, r.Controller, r.State, r.ProposedBy, r.ProposedAt)
	if err != nil {
		return fmt.Errorf("insert run %s: %w", r.ID, err)
	}
	return nil
}

// updateRun stores what a rule has changed, unless somebody else was first.
func updateRun(ctx context.Context, tx *db.Tx, r Run, from RunState) error {
	n, err := tx.Exec(ctx, `
		UPDATE retention_run
		SET    state = $3, confirmed_by = $4, confirmed_at = $5, shredded_at = $6, final_on = $7, final_at = $8
		WHERE  id = $1 AND state = $2`, r.ID, from, r.State, r.ConfirmedBy, r.ConfirmedAt, r.ShreddedAt, r.FinalOn, r.FinalAt)
	if err != nil {
		return fmt.Errorf("update run %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func loadRun(ctx context.Context, tx *db.Tx, id string) (Run, error) {
	var r Run
	err := tx.QueryRow(ctx, `
		SELECT `+runColumns+`
		FROM   retention_run
		WHERE  id = $1`, id).Scan(r.columns()...)
	if err != nil {
		return Run{}, fmt.Errorf("load run %s: %w", id, err)
	}
	return r, nil
}

// listRuns gives a controller's runs, the latest first.
func listRuns(ctx context.Context, tx *db.Tx, controller string, limit int) ([]Run, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+runColumns+`
		FROM   retention_run
		WHERE  controller_id = $1 AND state <> 'withdrawn'
		ORDER  BY proposed_at DESC, id DESC
		LIMIT  $2`, controller, limit)
	return db.Collect(rows, err, "runs", (*Run).columns)
}

func listAgedOut(ctx context.Context, tx *db.Tx, on civil.Date, limit int) ([]Run, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+runColumns+`
		FROM   retention_run
		WHERE  state = 'shredded' AND final_on <= $1
		ORDER  BY final_on
		LIMIT  $2`, on, limit)
	return db.Collect(rows, err, "runs whose key copies have aged out", (*Run).columns)
}

func insertItem(ctx context.Context, tx *db.Tx, x Item) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_item (run_id, matter_id, controller_id, source, class, rule, due_year, state, spared)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`, x.Run, x.Key.Matter, x.Key.Controller, x.Source, x.Class, x.Rule, x.DueYear, x.State)
	if err != nil {
		return fmt.Errorf("insert item of run %s: %w", x.Run, err)
	}
	return nil
}

func updateItem(ctx context.Context, tx *db.Tx, x Item) error {
	_, err := tx.Exec(ctx, `
		UPDATE retention_item
		SET    state = $3, spared = $4, gone_at = $5
		WHERE  run_id = $1 AND matter_id = $2`, x.Run, x.Key.Matter, x.State, x.Spared, x.GoneAt)
	if err != nil {
		return fmt.Errorf("update item of run %s: %w", x.Run, err)
	}
	return nil
}

const itemColumns = `run_id, matter_id, controller_id, source, class, rule, due_year, state, spared, gone_at`

func (x *Item) columns() []any {
	return []any{&x.Run, &x.Key.Matter, &x.Key.Controller, &x.Source, &x.Class, &x.Rule, &x.DueYear, &x.State, &x.Spared, db.Null(&x.GoneAt)}
}

func listItems(ctx context.Context, tx *db.Tx, run string) ([]Item, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+itemColumns+`
		FROM   retention_item
		WHERE  run_id = $1
		ORDER  BY due_year, matter_id`, run)
	return db.Collect(rows, err, "items", (*Item).columns)
}

// listLeft gives a portion of what a run has still to do, doomed or not.
func listLeft(ctx context.Context, tx *db.Tx, run string, limit int) ([]Item, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+itemColumns+`
		FROM   retention_item
		WHERE  run_id = $1 AND state IN ('proposed', 'doomed')
		ORDER  BY matter_id
		LIMIT  $2`, run, limit)
	return db.Collect(rows, err, "items that are left", (*Item).columns)
}

// isDoomed says whether the copy is being destroyed, so that nothing stops it.
func isDoomed(ctx context.Context, tx *db.Tx, k Key) (doomed bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM retention_item WHERE matter_id = $1 AND controller_id = $2 AND state = 'doomed')`,
		k.Matter, k.Controller).Scan(&doomed)
	return doomed, err
}

// A Tally is how many copies of a class a run has, by what became of them.
type Tally struct {
	Class Class
	Rule  string
	State ItemState
	N     int
}

func countItems(ctx context.Context, tx *db.Tx, run string) ([]Tally, error) {
	rows, err := tx.Query(ctx, `
		SELECT class, rule, state, count(*)
		FROM   retention_item
		WHERE  run_id = $1
		GROUP  BY class, rule, state
		ORDER  BY class, rule, state`, run)
	return db.Collect(rows, err, "what is in a run", func(t *Tally) []any { return []any{&t.Class, &t.Rule, &t.State, &t.N} })
}

func hasOpenRun(ctx context.Context, tx *db.Tx, controller string) (bool, error) {
	var open bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM retention_run WHERE controller_id = $1 AND state IN ('proposed', 'running'))`, controller).Scan(&open)
	return open, err
}
