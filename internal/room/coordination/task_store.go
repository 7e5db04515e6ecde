package coordination

import (
	"context"
	"fmt"

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
	return tasks, rows.Err()
}
