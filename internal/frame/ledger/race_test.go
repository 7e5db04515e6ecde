package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/frame/ledger"
	"samspel/internal/ground/money"
)

// Everybody draws the last kronor at once: each gets what there is or is told how much
// was left, and never more is drawn than there was.
func TestNobodyOverdraws(t *testing.T) {
	t.Parallel()
	const many, each = 32, 7
	ways := map[string]func(*db.DB, context.Context, func(*db.Tx) error) error{"append": (*db.DB).Append, "write": (*db.DB).Write}
	for way, write := range ways {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
				b := filled(t, s)
				ctx := t.Context()
				var won, lost, busy atomic.Int64
				var wg sync.WaitGroup
				for i := range many {
					p := b.move("drawn", frame("9902"), paid("9902"), each)
					p.Reference = fmt.Sprintf("draw:%d", i)
					wg.Go(func() {
						for {
							err := write(b.db, ctx, func(tx *db.Tx) error {
								_, err := ledger.Post(ctx, tx, b.key, noon, p)
								return err
							})
							over := (*ledger.Overdrawn)(nil)
							switch {
							case err == nil:
								won.Add(1)
							case errors.As(err, &over) && over.Left < money.Kronor(each) && over.Left >= 0:
								lost.Add(1)
							case errors.Is(err, db.ErrBusy):
								busy.Add(1) // a serializable transaction that lost ten times: asked to come again
								continue
							default:
								t.Error(err)
							}
							return
						}
					})
				}
				wg.Wait()
				if want := int64(200 / each); won.Load() != want || lost.Load() != many-want {
					t.Errorf("%d drew and %d were refused, want %d and %d", won.Load(), lost.Load(), want, many-want)
				}
				if way == "append" && busy.Load() > 0 {
					t.Errorf("%d were asked to come again", busy.Load())
				}
				t.Logf("%d asked to come again", busy.Load())
				b.holds(frame("9902"), money.Kronor(200%each))
				b.whole()
			})
		})
	}
}

// The same posting from everywhere at once is made once, and all get its answer.
func TestTheSameFromEverywhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, ledger.Lines, func(t *testing.T, s *db.Store) {
		b := filled(t, s)
		p := b.move("drawn", frame("9902"), paid("9902"), 150)
		var fresh atomic.Int64
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				made, err := b.post(p)
				if err != nil || made[0].Seq != 4 {
					t.Errorf("%+v, %v", made, err)
				} else if !made[0].Again {
					fresh.Add(1)
				}
			})
		}
		wg.Wait()
		if fresh.Load() != 1 {
			t.Errorf("it was made %d times", fresh.Load())
		}
		b.holds(paid("9902"), money.Kronor(150))
		b.whole()
	})
}
