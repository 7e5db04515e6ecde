package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// storePlanTold replaces what was decided before about the version.
func storePlanTold(ctx context.Context, tx *db.Tx, t PlanTold) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_plan_told (plan_id, matter_id, to_child, to_guardians, decided_by, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (plan_id) DO UPDATE
		SET to_child = excluded.to_child, to_guardians = excluded.to_guardians,
		    decided_by = excluded.decided_by, decided_at = excluded.decided_at`,
		t.Plan, t.Matter, t.ToChild, t.ToGuardians, t.DecidedBy, t.DecidedAt); err != nil {
		return fmt.Errorf("store that plan %s is told: %w", t.Plan, err)
	}
	return nil
}

// listPlanTold gives what is decided about the versions of a matter's plan.
func listPlanTold(ctx context.Context, tx *db.Tx, matter string) (map[string]PlanTold, error) {
	rows, err := tx.Query(ctx, `
		SELECT plan_id, matter_id, to_child, to_guardians, decided_by, decided_at
		FROM   coordination_plan_told
		WHERE  matter_id = $1`, matter)
	if err != nil {
		return nil, fmt.Errorf("list what is told of the plan of matter %s: %w", matter, err)
	}
	defer rows.Close()
	told := map[string]PlanTold{}
	for rows.Next() {
		var t PlanTold
		if err := rows.Scan(&t.Plan, &t.Matter, &t.ToChild, &t.ToGuardians, &t.DecidedBy, &t.DecidedAt); err != nil {
			return nil, fmt.Errorf("scan what is told of the plan of matter %s: %w", matter, err)
		}
		told[t.Plan] = t
	}
	return told, rows.Err()
}
