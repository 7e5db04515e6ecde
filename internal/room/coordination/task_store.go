package coordination

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"samspel/internal/frame/db"
)

func loadTasks(ctx context.Context, tx *db.Tx, ids []string) (map[string]Task, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT m.id, m.protected, t.user_id
		FROM   coordination_matter m JOIN coordination_member t ON t.matter_id = m.id
		WHERE  t.user_id <> '' AND m.id IN (`+db.Numbered(1, len(ids))+`)`, db.Anys(ids)...)
	if err != nil {
		return nil, fmt.Errorf("load tasks: %w", err)
	}
	defer rows.Close()
	tasks := map[string]Task{}
	for rows.Next() {
		var id, worker string
		var t Task
		if err := rows.Scan(&id, &t.Protected, &worker); err != nil {
			return nil, fmt.Errorf("scan task: %w", err)
		}
		t.Workers = append(tasks[id].Workers, worker)
		tasks[id] = t
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return tasks, protectedTasks(ctx, tx, tasks)
}

// protectedTasks fills in when the matters have been in protected mode, and who may not know of them.
func protectedTasks(ctx context.Context, tx *db.Tx, tasks map[string]Task) error {
	if len(tasks) == 0 {
		return nil
	}
	list, args := db.Numbered(1, len(tasks)), db.Anys(slices.Collect(maps.Keys(tasks)))
	type period struct {
		matter string
		ProtectedPeriod
	}
	periods, err := gather(ctx, tx, "protected periods", func(p *period) []any { return []any{&p.matter, &p.From, db.Null(&p.To)} }, `
		SELECT matter_id, on_at, off_at
		FROM   coordination_protection
		WHERE  matter_id IN (`+list+`)`, args...)
	if err != nil {
		return err
	}
	for _, p := range periods {
		t := tasks[p.matter]
		t.Protected, t.Periods = t.Protected || p.To.IsZero(), append(t.Periods, p.ProtectedPeriod)
		tasks[p.matter] = t
	}
	apart, err := gather(ctx, tx, "who may not know", func(a *[2]string) []any { return []any{&a[0], &a[1]} }, `
		SELECT matter_id, user_id
		FROM   coordination_apart
		WHERE  matter_id IN (`+list+`)`, args...)
	for _, a := range apart {
		t := tasks[a[0]]
		t.Apart = append(t.Apart, a[1])
		tasks[a[0]] = t
	}
	return err
}
