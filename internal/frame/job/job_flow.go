// Package job does later what must not be forgotten: a job (jobb) is a row written
// in the same transaction as its cause, and worked once that transaction is
// committed. Below is River, on both engines; nobody else names it.
//
// A payload holds ids only, never personal data: the handler reads what it needs
// when it runs. A handler may run more than once, after a crash, and must bear it.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"samspel/internal/frame/db"
)

// Queue (kö) is where jobs wait.
type Queue struct {
	logger *slog.Logger
	store  *db.Store
	insert client

	mu       sync.Mutex
	handlers map[string]func(context.Context, []byte) error
	periodic []*river.PeriodicJob
	working  client
}

// New makes a queue that can be written to; Start makes it work. Of what the
// queue itself has to say, only warnings and errors reach the logger.
func New(store *db.Store, logger *slog.Logger) (*Queue, error) {
	q := &Queue{
		logger: slog.New(quiet{logger.Handler()}), store: store,
		handlers: map[string]func(context.Context, []byte) error{},
	}
	var err error
	q.insert, err = newClient(store, &river.Config{Logger: q.logger})
	return q, err
}

// Handle says what to do with jobs of a kind, before Start. An error makes the
// job run again later, ever more seldom; it must hold no personal data, for it is
// kept with the job.
func (q *Queue) Handle(kind string, fn func(ctx context.Context, payload []byte) error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, twice := q.handlers[kind]; twice {
		panic("job: two handlers of " + kind)
	}
	q.handlers[kind] = fn
}

// Every runs fn at start and then at every interval, on one node of those that
// share the database, and never beside itself.
func (q *Queue) Every(kind string, d time.Duration, fn func(ctx context.Context) error) {
	q.Handle(kind, func(ctx context.Context, _ []byte) error { return fn(ctx) })
	q.mu.Lock()
	defer q.mu.Unlock()
	q.periodic = append(q.periodic, river.NewPeriodicJob(
		river.PeriodicInterval(d),
		func() (river.JobArgs, *river.InsertOpts) {
			opts := &river.InsertOpts{MaxAttempts: 1}
			Unique("every")(&task{}, opts)
			return task{kind: kind, Key: "every", Payload: json.RawMessage("null")}, opts
		},
		&river.PeriodicJobOpts{RunOnStart: true},
	))
}

// Option changes when or whether a job is enqueued.
type Option func(*task, *river.InsertOpts)

// At lets the job wait until a time.
func At(t time.Time) Option {
	return func(_ *task, o *river.InsertOpts) { o.ScheduledAt = t }
}

// Unique enqueues nothing while a job of the same kind and key waits or runs.
func Unique(key string) Option {
	return func(x *task, o *river.InsertOpts) {
		x.Key = key
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished}
	}
}

// Enqueue writes a job in a transaction of the data: it runs when the transaction
// is committed, and never if it is not.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, kind string, payload any, opts ...Option) error {
	text, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	x := task{kind: kind, Payload: text}
	var o river.InsertOpts
	for _, option := range opts {
		option(&x, &o)
	}
	// To cut a statement short would roll back the transaction others share.
	if err := q.insert.insert(context.WithoutCancel(ctx), tx, x, &o); err != nil {
		return fmt.Errorf("enqueue %s: %w", kind, err)
	}
	return nil
}

// Start works the queue until Stop, or until ctx ends.
func (q *Queue) Start(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.working != nil {
		return errors.New("the job queue has been started already")
	}
	c, err := newClient(q.store, &river.Config{
		Logger: q.logger, Workers: q.workers(nil), PeriodicJobs: q.periodic,
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		JobTimeout: 5 * time.Minute,
		// On SQLite, listening would ask the one writing connection 20 times a second.
		PollOnly: q.store.Engine() == db.SQLite,
	})
	if err != nil {
		return err
	}
	if err := c.Start(ctx); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	q.working = c
	return nil
}

// Stop lets running jobs end, until ctx does; then it cancels them.
func (q *Queue) Stop(ctx context.Context) error {
	q.mu.Lock()
	c := q.working
	q.working = nil
	q.mu.Unlock()
	if c == nil {
		return nil
	}
	err := c.Stop(ctx)
	if err != nil && ctx.Err() != nil {
		err = c.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}

// RunDue works every job that is due and gives the errors of those that failed;
// for tests, and for commands that end. Jobs that jobs enqueue are worked too.
func (q *Queue) RunDue(ctx context.Context) error {
	failed := &failures{}
	q.mu.Lock()
	workers := q.workers(failed)
	q.mu.Unlock()
	if err := q.insert.makeAvailable(ctx, time.Now()); err != nil {
		return err
	}
	c, err := newClient(q.store, &river.Config{
		Logger: q.logger, Workers: workers, PollOnly: true, LeaderElectionDisabled: true,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		FetchCooldown:     time.Millisecond,
		FetchPollInterval: 5 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	ended, cancel := c.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled, river.EventKindJobSnoozed)
	defer cancel()
	if err := c.Start(ctx); err != nil {
		return err
	}
	for {
		due, err := q.insert.due(ctx, time.Now())
		if err != nil || !due {
			return errors.Join(err, c.Stop(ctx), failed.err())
		}
		select {
		case <-ended:
		case <-time.After(20 * time.Millisecond): // an event may have been before the subscription
		case <-ctx.Done():
			return errors.Join(ctx.Err(), c.StopAndCancel(context.WithoutCancel(ctx)))
		}
	}
}

type failures struct {
	mu   sync.Mutex
	errs []error
}

func (f *failures) add(err error) {
	if f != nil {
		f.mu.Lock()
		f.errs = append(f.errs, err)
		f.mu.Unlock()
	}
}

func (f *failures) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.errs...)
}

func (q *Queue) workers(failed *failures) *river.Workers {
	workers := river.NewWorkers()
	for kind, fn := range q.handlers {
		river.AddWorkerArgs(workers, task{kind: kind}, river.WorkFunc(func(ctx context.Context, j *river.Job[task]) error {
			err := q.work(ctx, kind, fn, j.Args.Payload)
			if err != nil {
				failed.add(fmt.Errorf("job %s: %w", kind, err))
			}
			return err
		}))
	}
	return workers
}

// work runs a handler; what it may panic with stays out of the job's row.
func (q *Queue) work(ctx context.Context, kind string, fn func(context.Context, []byte) error, payload []byte) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the handler panicked with a %T", v)
			q.logger.Error("job panicked", "kind", kind, "stack", string(debug.Stack()))
		}
	}()
	return fn(ctx, payload)
}

// quiet passes warnings and errors on.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (h quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(attrs)} }

// WithGroup implements slog.Handler.
func (h quiet) WithGroup(name string) slog.Handler { return quiet{h.Handler.WithGroup(name)} }
