package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/job"
)

var errUndo = errors.New("undo")

func each(t *testing.T, body func(t *testing.T, s *db.Store, q *job.Queue)) {
	dbtest.EachPrepared(t, nil, "job", job.Migrate, func(t *testing.T, s *db.Store) {
		q, err := job.New(s, slog.New(slog.NewTextHandler(t.Output(), nil)))
		if err != nil {
			t.Fatal(err)
		}
		body(t, s, q)
	})
}

func enqueue(t *testing.T, s *db.Store, q *job.Queue, then error, kind string, payload any, opts ...job.Option) {
	t.Helper()
	ctx := t.Context()
	err := s.Data.Write(ctx, func(tx *db.Tx) error {
		if err := q.Enqueue(ctx, tx, kind, payload, opts...); err != nil {
			return err
		}
		return then
	})
	if !errors.Is(err, then) {
		t.Fatalf("enqueue: %v", err)
	}
}

func TestACommittedJobRunsOnceAndARolledBackOneNever(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *db.Store, q *job.Queue) {
		var got []string
		q.Handle("mail", func(_ context.Context, payload []byte) error {
			var id string
			err := json.Unmarshal(payload, &id)
			got = append(got, id)
			return err
		})
		enqueue(t, s, q, nil, "mail", "kept")
		enqueue(t, s, q, errUndo, "mail", "undone")
		enqueue(t, s, q, nil, "mail", "later", job.At(time.Now().Add(time.Hour)))
		for range 2 {
			if err := q.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) != 1 || got[0] != "kept" {
			t.Errorf("ran %q", got)
		}
	})
}

func TestUniqueJobWaitsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *db.Store, q *job.Queue) {
		var ran atomic.Int64
		q.Handle("remind", func(context.Context, []byte) error { ran.Add(1); return nil })
		enqueue(t, s, q, nil, "remind", 1, job.Unique("a"))
		enqueue(t, s, q, nil, "remind", 2, job.Unique("a"))
		enqueue(t, s, q, nil, "remind", 3, job.Unique("b"))
		if err := q.RunDue(t.Context()); err != nil || ran.Load() != 2 {
			t.Errorf("ran %d times, %v; want 2", ran.Load(), err)
		}
		enqueue(t, s, q, nil, "remind", 4, job.Unique("a"))
		if err := q.RunDue(t.Context()); err != nil || ran.Load() != 3 {
			t.Errorf("ran %d times, %v; want 3: a finished job is no longer in the way", ran.Load(), err)
		}
	})
}

func TestFailingAndPanickingHandlers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *db.Store, q *job.Queue) {
		q.Handle("fail", func(context.Context, []byte) error { return errUndo })
		q.Handle("panic", func(context.Context, []byte) error { panic("secret") })
		enqueue(t, s, q, nil, "fail", nil)
		if err := q.RunDue(t.Context()); !errors.Is(err, errUndo) {
			t.Errorf("failing: %v", err)
		}
		enqueue(t, s, q, nil, "panic", nil)
		if err := q.RunDue(t.Context()); err == nil || err.Error() != "job panic: the handler panicked with a string" {
			t.Errorf("panicking: %v", err)
		}
	})
}

func TestStartedQueueWorksWhatIsCommittedAndWhatIsPeriodic(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *db.Store, q *job.Queue) {
		ran, ticked := make(chan string, 10), make(chan bool, 10)
		q.Handle("mail", func(_ context.Context, payload []byte) error { ran <- string(payload); return nil })
		q.Every("tick", time.Hour, func(context.Context) error { ticked <- true; return nil })
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		enqueue(t, s, q, errUndo, "mail", "undone")
		enqueue(t, s, q, nil, "mail", "kept")
		if got := <-ran; got != `"kept"` {
			t.Errorf("ran %s", got)
		}
		<-ticked
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}
