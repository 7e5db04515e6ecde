package concern

import (
	"context"

	"samspel/internal/frame/db"
)

// Task (uppgift) is who has, or has had, something to do in a matter, for whoever
// reviews the log. A matter that nobody has taken is the whole unit's, and names nobody.
type Task struct {
	Reference string
	Protected bool
	Workers   []string
}

// TasksIn is those of the matters and reports with the ids, many at once.
func (c *Concerns) TasksIn(ctx context.Context, tx *db.Tx, ids []string) (map[string]Task, error) {
	tasks := map[string]Task{}
	err := loadTasks(ctx, tx, ids, func(id, reference string, protected bool, worker string) {
		t := tasks[id]
		t.Reference, t.Protected = reference, protected
		if worker != "" {
			t.Workers = append(t.Workers, worker)
		}
		tasks[id] = t
	})
	return tasks, err
}
