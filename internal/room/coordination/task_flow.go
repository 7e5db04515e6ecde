package coordination

import (
	"context"

	"samspel/internal/frame/db"
)

// Task (uppgift) is who takes part in a matter, or has, for whoever reviews the log.
type Task struct {
	// Protected says that the child's identity is, or that the matter is in protected mode;
	// Periods is when it has been.
	Protected bool
	Periods   []ProtectedPeriod
	Workers   []string
	// Apart is who on the staff may not know of it.
	Apart []string
}

// TasksIn is those of the matters with the ids, many at once.
func (c *Matters) TasksIn(ctx context.Context, tx *db.Tx, ids []string) (map[string]Task, error) {
	return loadTasks(ctx, tx, ids)
}
