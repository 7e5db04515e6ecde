package app

import (
	"context"
	"crypto/rand"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
	"samspel/internal/room/review"
)

// ReviewsAt is the room of log review with a clock of its own.
func (a *App) ReviewsAt(now func() time.Time) *review.Reviews {
	return review.New(review.Services{Store: a.Store, Audit: a.Audit, People: a.People, Keys: a.Keys, Register: a.Register, Identity: a.Gate,
		Notify: a.Notices, Tasks: a.tasks, Seals: a.Seals, Now: now, NewID: id.New, NewSeed: rand.Text})
}

// tasks is what the rooms know of matters that somebody has read about.
func (a *App) tasks(ctx context.Context, tx *db.Tx, ids []string) (map[string]review.Task, error) {
	all := map[string]review.Task{}
	concerns, err := a.Concerns.TasksIn(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for id, t := range concerns {
		all[id] = review.Task{Reference: t.Reference, Shielded: t.Protected, Workers: t.Workers}
	}
	matters, err := a.Matters.TasksIn(ctx, tx, ids)
	for id, t := range matters {
		task := review.Task{Shielded: t.Protected, Workers: t.Workers, Apart: t.Apart}
		for _, p := range t.Periods {
			task.Spans = append(task.Spans, review.Span(p))
		}
		all[id] = task
	}
	return all, err
}
