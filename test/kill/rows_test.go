package kill_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/test/trialtest"
)

// Killed while it migrates many rows: a step adds a column, fills it in and makes an
// index of it. The table has all of a step or nothing of it, and the next run goes on.
func TestT22KilledWhileMigratingRows(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { rewriteAndKill(t, rewriting{dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { rewriteAndKill(t, rewriting{url: dbtest.Database(t, nil)}) })
}

// rewriting is a table and how many steps have been thought of for it. Another process
// can be told of it by its environment.
type rewriting struct {
	dir, url string
	steps    int
}

const rewritingVariable = "SAMSPEL_REWRITING_"

func (r rewriting) environment() []string {
	return append(os.Environ(), rewritingVariable+"DIR="+r.dir, rewritingVariable+"URL="+r.url, rewritingVariable+"STEPS="+strconv.Itoa(r.steps))
}

// rewritingHere is what this process was started for, if it was.
func rewritingHere() (rewriting, bool) {
	steps, err := strconv.Atoi(os.Getenv(rewritingVariable + "STEPS"))
	return rewriting{os.Getenv(rewritingVariable + "DIR"), os.Getenv(rewritingVariable + "URL"), steps}, err == nil
}

func (r rewriting) lines() []db.Line {
	files := fstest.MapFS{"0001_line.sql": {Data: []byte("-- +goose Up\nCREATE TABLE line (id bigint PRIMARY KEY, text text NOT NULL);\n")}}
	for step := 2; step <= r.steps; step++ {
		files[fmt.Sprintf("%04d_step.sql", step)] = &fstest.MapFile{Data: fmt.Appendf(nil, "-- +goose Up\n"+
			"ALTER TABLE line ADD COLUMN c%[1]d bigint;\nUPDATE line SET c%[1]d = id * %[1]d;\nCREATE INDEX line_c%[1]d ON line (c%[1]d);\n", step)}
	}
	return []db.Line{{Name: "line", In: db.InData, FS: fs.FS(files)}}
}

// open runs a function on the store.
func (r rewriting) open(ctx context.Context, fn func(*db.Store) error) error {
	s, err := db.Open(ctx, db.Config{Dir: r.dir, URL: r.url})
	if err != nil {
		return err
	}
	err = fn(s)
	if closing := s.Close(); err == nil {
		err = closing
	}
	return err
}

func (r rewriting) migrate(ctx context.Context) error {
	return r.open(ctx, func(s *db.Store) error { return s.Migrate(ctx, r.lines()) })
}

// elsewhere migrates in a process of its own, which is killed when the time is over.
func (r rewriting) elsewhere(ctx context.Context) error {
	process := exec.CommandContext(ctx, os.Args[0])
	process.Env = r.environment()
	return process.Run()
}

func rewriteAndKill(t *testing.T, r rewriting) {
	rows, points := trialtest.Size(5_000, 1_000_000), trialtest.Size(3, 20)
	r.steps = 1
	if err := r.migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.fill(t, rows)
	r.steps++
	began := time.Now()
	if err := r.elsewhere(t.Context()); err != nil {
		t.Fatal(err)
	}
	took, killed, done := time.Since(began), 0, 0
	trialtest.Tell(t, "time of one step", took)
	for point := range points {
		r.steps++
		within := time.Duration((float64(point) + rand.Float64()) / float64(points) * float64(took))
		ctx, cancel := context.WithTimeout(t.Context(), within)
		if r.elsewhere(ctx) != nil {
			killed++
		}
		cancel()
		if r.whole(t, rows) == r.steps {
			done++
		}
		if err := r.elsewhere(t.Context()); err != nil {
			t.Fatalf("point %d: the next run: %v", point, err)
		}
		if version := r.whole(t, rows); version != r.steps {
			t.Fatalf("point %d: the next run ended at step %d of %d", point, version, r.steps)
		}
	}
	trialtest.Tell(t, "rows", rows)
	trialtest.AtLeast(t, "killed", killed, points/2)
	trialtest.Tell(t, "steps that were whole when the next run began", done)
}

func (r rewriting) fill(t *testing.T, rows int) {
	const portion = 5_000
	err := r.open(t.Context(), func(s *db.Store) error {
		for from := 0; from < rows; from += portion {
			if err := s.Data.Write(t.Context(), func(tx *db.Tx) error {
				for id := from; id < min(from+portion, rows); id++ {
					if _, err := tx.Exec(t.Context(), `INSERT INTO line (id, text) VALUES ($1, $2)`, id, "a line of some length, for the sake of it"); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whole gives the version of the table and wants every step up to it to be there, in
// every row, and nothing of the next.
func (r rewriting) whole(t *testing.T, rows int) (version int) {
	err := r.open(t.Context(), func(s *db.Store) error {
		versions, err := s.Versions(t.Context(), r.lines())
		if err != nil {
			return err
		}
		version = int(versions[r.lines()[0].Key()])
		return s.Data.Read(t.Context(), func(tx *db.Tx) error {
			columns, indexes := `SELECT count(*) FROM pragma_table_info('line')`, `SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'line_c%'`
			if r.url != "" {
				columns = `SELECT count(*) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = 'line'`
				indexes = `SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE 'line_c%'`
			}
			all := `SELECT count(*) FROM line`
			if version > 1 {
				all += fmt.Sprintf(" WHERE c%[1]d = id * %[1]d", version)
			}
			for query, want := range map[string]int{columns: version + 1, indexes: version - 1, all: rows} {
				var n int
				if err := tx.QueryRow(t.Context(), query).Scan(&n); err != nil {
					return err
				}
				if n != want {
					t.Errorf("step %d: %s: %d, want %d", version, query, n, want)
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return version
}
