package db

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// A copy that is given up while it rests between two steps ends there.
func TestACopyThatRestsIsGivenUp(t *testing.T) {
	t.Parallel()
	from, err := sqlite3.Open(":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := from.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := from.Exec("CREATE TABLE much (text); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO much SELECT zeroblob(4000) FROM n"); err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	err = copyOut(ctx, from, filepath.Join(t.TempDir(), "copy.db"), make([]byte, 32), time.Hour, func(int, int) { giveUp() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
