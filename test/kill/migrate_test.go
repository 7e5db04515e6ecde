package kill_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/test/trialtest"
)

// Killed while it migrates, at points spread over the whole time it takes: each
// step has been made or has not, and the next run makes what is left.
func TestT22KilledWhileMigrating(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		migrateAndKill(t, func() app.Config { return app.Config{Data: t.TempDir(), Kind: app.Local} })
	})
	t.Run("postgres", func(t *testing.T) {
		migrateAndKill(t, func() app.Config {
			return app.Config{Data: t.TempDir(), Kind: app.Local, Database: dbtest.Database(t, nil)}
		})
	})
}

func migrateAndKill(t *testing.T, fresh func() app.Config) {
	migrate := func(c app.Config, within time.Duration) error {
		ctx := t.Context()
		if within > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, within)
			defer cancel()
		}
		process := exec.CommandContext(ctx, program, "migrate", "--data", c.Data)
		process.Env = append(os.Environ(), "SAMSPEL_DATABASE="+c.Database)
		return process.Run()
	}
	whole := fresh()
	began := time.Now()
	if err := migrate(whole, 0); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	want := shape(t, whole)
	points, killed, left := trialtest.Size(4, 20), 0, []int{}
	for i := range points {
		c := fresh()
		if migrate(c, took*time.Duration(i+1)/time.Duration(points+1)) != nil {
			killed++
		}
		if steps, err := app.Plan(t.Context(), c); err == nil {
			left = append(left, len(steps))
		}
		if err := migrate(c, 0); err != nil {
			t.Errorf("point %d: the next run: %v", i, err)
			continue
		}
		if got := shape(t, c); !slices.Equal(got, want) {
			t.Errorf("point %d: other tables than when nobody is killed:\n%s\n%s", i, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	trialtest.Tell(t, "time to migrate", took)
	trialtest.AtLeast(t, "killed", killed, points/4)
	slices.Sort(left)
	trialtest.Tell(t, "steps left", fmt.Sprint(left))
}

// shape is what an installation's databases say of their tables.
func shape(t *testing.T, c app.Config) (tables []string) {
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, name := range []string{"data", "audit", "keys"} {
		query := `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1`
		if c.Database != "" {
			query = `SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
				FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1`
		}
		err := a.Store.Databases()[name].Read(t.Context(), func(tx *db.Tx) error {
			return rows(t.Context(), tx, query, func(r *db.Rows) error {
				var line string
				err := r.Scan(&line)
				tables = append(tables, line)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tables
}
