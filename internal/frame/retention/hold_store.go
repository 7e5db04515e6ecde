package retention

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertHold(ctx context.Context, tx *db.Tx, h Hold) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_hold (id, matter_id, controller_id, kind, reference, made_by, made_at, ended_by, ended_at, decision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', NULL, '')`,
		h.ID, h.Key.Matter, h.Key.Controller, h.Kind, h.Reference, h.MadeBy, h.MadeAt)
	if err != nil {
		return fmt.Errorf("insert hold %s: %w", h.ID, err)
	}
	return nil
}

// endHold ends a hold that stands; 0 when it has been ended already.
func endHold(ctx context.Context, tx *db.Tx, k Key, id, who, decision string, at time.Time) (int64, error) {
	n, err := tx.Exec(ctx, `
		UPDATE retention_hold
		SET    ended_by = $4, ended_at = $5, decision = $6
		WHERE  id = $1 AND matter_id = $2 AND controller_id = $3 AND ended_at IS NULL`, id, k.Matter, k.Controller, who, at, decision)
	if err != nil {
		return 0, fmt.Errorf("end hold %s: %w", id, err)
	}
	return n, nil
}

// listHolds gives the holds of a controller's copies, those that have ended too.
func listHolds(ctx context.Context, tx *db.Tx, matters []string) ([]Hold, error) {
	list, args := in(matters)
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, controller_id, kind, reference, made_by, made_at, ended_by, ended_at, decision
		FROM   retention_hold
		WHERE  matter_id IN (`+list+`)
		ORDER  BY made_at, id`, args...)
	return db.Collect(rows, err, "holds", func(h *Hold) []any {
		return []any{&h.ID, &h.Key.Matter, &h.Key.Controller, &h.Kind, &h.Reference, &h.MadeBy, &h.MadeAt, &h.EndedBy, db.Null(&h.EndedAt), &h.Decision}
	})
}

func insertMark(ctx context.Context, tx *db.Tx, m Mark) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_mark (id, matter_id, controller_id, class, made_by, made_at, ended_by, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', NULL)`, m.ID, m.Key.Matter, m.Key.Controller, m.Class, m.MadeBy, m.MadeAt)
	if err != nil {
		return fmt.Errorf("insert mark %s: %w", m.ID, err)
	}
	return nil
}

func endMark(ctx context.Context, tx *db.Tx, k Key, id, who string, at time.Time) (int64, error) {
	n, err := tx.Exec(ctx, `
		UPDATE retention_mark
		SET    ended_by = $4, ended_at = $5
		WHERE  id = $1 AND matter_id = $2 AND controller_id = $3 AND ended_at IS NULL`, id, k.Matter, k.Controller, who, at)
	if err != nil {
		return 0, fmt.Errorf("end mark %s: %w", id, err)
	}
	return n, nil
}

func listMarks(ctx context.Context, tx *db.Tx, matters []string) ([]Mark, error) {
	list, args := in(matters)
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, controller_id, class, made_by, made_at, ended_by, ended_at
		FROM   retention_mark
		WHERE  matter_id IN (`+list+`)
		ORDER  BY made_at, id`, args...)
	return db.Collect(rows, err, "marks", func(m *Mark) []any {
		return []any{&m.ID, &m.Key.Matter, &m.Key.Controller, &m.Class, &m.MadeBy, &m.MadeAt, &m.EndedBy, db.Null(&m.EndedAt)}
	})
}

// A PlanRow is what a controller has decided about one class.
type PlanRow struct {
	Class    Class
	Years    int
	Decision string
	SetBy    string
	SetAt    time.Time
}

func listPlan(ctx context.Context, tx *db.Tx, controller string) ([]PlanRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT class, years, decision, set_by, set_at
		FROM   retention_plan
		WHERE  controller_id = $1
		ORDER  BY class`, controller)
	return db.Collect(rows, err, "plan", func(p *PlanRow) []any { return []any{&p.Class, &p.Years, &p.Decision, &p.SetBy, &p.SetAt} })
}

func savePlan(ctx context.Context, tx *db.Tx, controller string, p PlanRow) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO retention_plan (controller_id, class, years, decision, set_by, set_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (controller_id, class) DO UPDATE
		SET    years = excluded.years, decision = excluded.decision, set_by = excluded.set_by, set_at = excluded.set_at`,
		controller, p.Class, p.Years, p.Decision, p.SetBy, p.SetAt)
	if err != nil {
		return fmt.Errorf("save plan of %s: %w", controller, err)
	}
	return nil
}
