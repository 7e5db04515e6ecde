package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"samspel/internal/frame/db"
)

// task is a job of any kind as River keeps it.
type task struct {
	kind    string
	Key     string          `json:"key,omitempty" river:"unique"`
	Payload json.RawMessage `json:"payload"`
}

// Kind implements river.JobArgs.
func (t task) Kind() string { return t.kind }

// unfinished is every state in which a job still has something to do.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
	rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// client is a River client whatever its kind of transaction.
type client interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	Subscribe(kinds ...river.EventKind) (<-chan *river.Event, func())

	insert(ctx context.Context, tx *db.Tx, x task, o *river.InsertOpts) error
	makeAvailable(ctx context.Context, now time.Time) error
	due(ctx context.Context, now time.Time) (bool, error)
}

// engineClient is a River client and the way from this program's transactions to its own.
type engineClient[T any] struct {
	*river.Client[T]
	tx func(*db.Tx) T
}

func newClient(store *db.Store, config *river.Config) (client, error) {
	if store.Engine() == db.SQLite {
		c, err := river.NewClient(riversqlite.New(store.Data.SQL()), config)
		return engineClient[*sql.Tx]{c, (*db.Tx).SQL}, err
	}
	c, err := river.NewClient(riverpgxv5.New(store.Data.Pgx()), config)
	return engineClient[pgx.Tx]{c, (*db.Tx).Pgx}, err
}

func (c engineClient[T]) insert(ctx context.Context, tx *db.Tx, x task, o *river.InsertOpts) error {
	_, err := c.InsertTx(ctx, c.tx(tx), x, o)
	return err
}

// makeAvailable lets what has waited long enough be worked at once.
func (c engineClient[T]) makeAvailable(ctx context.Context, now time.Time) error {
	list, err := c.JobList(ctx, river.NewJobListParams().First(10_000).States(rivertype.JobStateScheduled, rivertype.JobStateRetryable))
	if err != nil {
		return err
	}
	for _, j := range list.Jobs {
		if j.ScheduledAt.After(now) {
			continue
		}
		if _, err := c.JobRetry(ctx, j.ID); err != nil {
			return err
		}
	}
	return nil
}

// due is whether any job waits for a worker or is with one. A job that failed may
// be available already, for a time soon to come: it is not due.
func (c engineClient[T]) due(ctx context.Context, now time.Time) (bool, error) {
	list, err := c.JobList(ctx, river.NewJobListParams().First(10_000).States(rivertype.JobStateAvailable, rivertype.JobStateRunning))
	if err != nil {
		return false, err
	}
	for _, j := range list.Jobs {
		if j.State == rivertype.JobStateRunning || !j.ScheduledAt.After(now) {
			return true, nil
		}
	}
	return false, nil
}

// Migrate makes or changes the queue's tables.
func Migrate(ctx context.Context, store *db.Store) error {
	return store.Alone(ctx, func(ctx context.Context) error {
		_, err := migrate(ctx, store, &rivermigrate.MigrateOpts{})
		return err
	})
}

// Plan is the numbers of what Migrate would do.
func Plan(ctx context.Context, store *db.Store) ([]int, error) {
	return migrate(ctx, store, &rivermigrate.MigrateOpts{DryRun: true})
}

func migrate(ctx context.Context, store *db.Store, opts *rivermigrate.MigrateOpts) (versions []int, err error) {
	config := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	var result *rivermigrate.MigrateResult
	if store.Engine() == db.SQLite {
		m, err := rivermigrate.New(riversqlite.New(store.Data.SQL()), config)
		if err != nil {
			return nil, err
		}
		result, err = m.Migrate(ctx, rivermigrate.DirectionUp, opts)
		if err != nil {
			return nil, err
		}
	} else {
		m, err := rivermigrate.New(riverpgxv5.New(store.Data.Pgx()), config)
		if err != nil {
			return nil, err
		}
		result, err = m.Migrate(ctx, rivermigrate.DirectionUp, opts)
		if err != nil {
			return nil, err
		}
	}
	for _, v := range result.Versions {
		versions = append(versions, v.Version)
	}
	return versions, nil
}
