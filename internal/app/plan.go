package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"samspel/internal/frame/db"
	"samspel/internal/frame/job"
)

// Plan is what migrating the installation would do, one line for each step, and
// changes nothing. ErrNew says that there is no installation yet: everything would be made.
func Plan(ctx context.Context, c Config) (steps []string, err error) {
	c, _, err = c.secrets()
	if err != nil {
		return nil, err
	}
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "samspel.db")); errors.Is(err, os.ErrNotExist) {
			return nil, ErrNew
		}
	}
	store, err := db.Open(ctx, db.Config{Dir: c.Data, URL: c.Database, KeyFile: c.KeyFile, Look: true})
	if err != nil {
		return nil, fmt.Errorf("open the databases: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	pending, err := store.Plan(ctx, lines(c.Kind))
	if err != nil {
		return nil, err
	}
	for _, step := range pending {
		steps = append(steps, step.In+": "+step.Name)
	}
	queue, err := job.Plan(ctx, store)
	for _, version := range queue {
		steps = append(steps, fmt.Sprintf("data: queue/%d", version))
	}
	return steps, err
}

// ErrNew is an installation that has not been made.
var ErrNew = errors.New("there is no installation yet")

// refuseNewer stops a program that is older than the tables before it does anything to them.
func refuseNewer(ctx context.Context, store *db.Store, kind Kind, log *slog.Logger) error {
	steps, err := store.Plan(ctx, lines(kind))
	if err != nil {
		return err
	}
	for _, step := range steps {
		log.InfoContext(ctx, "migrating", "in", step.In, "step", step.Name)
	}
	return nil
}
