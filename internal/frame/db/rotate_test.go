package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

func nobody(int, int) {}

func openFolder(t *testing.T, dir string) *db.Store {
	t.Helper()
	s, err := db.Open(context.Background(), db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func things(t *testing.T, s *db.Store) (n int) {
	t.Helper()
	err := s.Data.Read(context.Background(), func(tx *db.Tx) error {
		return tx.QueryRow(context.Background(), `SELECT count(*) FROM thing`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func whole(t *testing.T, s *db.Store) {
	t.Helper()
	for _, d := range []*db.DB{s.Data, s.Audit, s.Keys} {
		var found string
		if err := d.SQL().QueryRowContext(context.Background(), `PRAGMA integrity_check`).Scan(&found); err != nil || found != "ok" {
			t.Errorf("integrity: %s, %v", found, err)
		}
	}
}

// What is written while the key is changed is there afterwards, under the new key.
func TestFileKeyIsChangedUnderLoad(t *testing.T) {
	t.Parallel()
	dir := dbtest.Folder(t, lines)
	s := openFolder(t, dir)
	for i := range 3000 {
		must(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, "old"+strconv.Itoa(i), strings.Repeat("text", 200)+strconv.Itoa(i))
		if i%1000 == 0 {
			must(t, s, `DELETE FROM thing WHERE id = $1`, "old"+strconv.Itoa(i))
		}
	}
	before, err := os.ReadFile(filepath.Join(dir, "samspel.key"))
	if err != nil {
		t.Fatal(err)
	}
	had := things(t, s)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var written atomic.Int64
	for w := range 4 {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				err := s.Data.Write(context.Background(), func(tx *db.Tx) error {
					_, err := tx.Exec(context.Background(), `INSERT INTO thing (id, name) VALUES ($1, $1)`, fmt.Sprintf("new%d.%d", w, i))
					return err
				})
				if err != nil {
					t.Errorf("write: %v", err)
					return
				}
				written.Add(1)
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			things(t, s)
		}
	})
	all.Go(func() { // as the job queue does
		for ctx.Err() == nil {
			if _, err := s.Data.SQL().ExecContext(context.Background(), `UPDATE thing SET amount = 1 WHERE id = 'old1'`); err != nil {
				t.Errorf("job queue: %v", err)
			}
		}
	})
	last, whole1 := 0, 0
	for range 2 {
		if err := s.RotateFileKey(t.Context(), func(done, total int) { last, whole1 = done, total }); err != nil {
			t.Error(err)
		}
	}
	stop()
	all.Wait()
	if last == 0 || last > whole1 {
		t.Errorf("told of %d pages of %d", last, whole1)
	}
	want := had + int(written.Load())
	whole(t, s)
	if got := things(t, s); got != want || written.Load() == 0 {
		t.Errorf("%d rows, want %d", got, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	after, _ := os.ReadFile(filepath.Join(dir, "samspel.key"))
	aside, _ := os.ReadFile(filepath.Join(dir, "samspel.key.old"))
	if bytes.Equal(before, after) || bytes.Equal(aside, after) || bytes.Equal(aside, before) || len(aside) == 0 {
		t.Error("the key was not changed twice")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.new*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	s = openFolder(t, dir)
	whole(t, s)
	if got := things(t, s); got != want {
		t.Errorf("%d rows after opening again, want %d", got, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "samspel.key"), before, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), db.Config{Dir: dir}); !errors.Is(err, db.ErrWrongKey) {
		t.Errorf("the first key still opens: %v", err)
	}
}

// Another process would go on writing to the old files.
func TestFileKeyIsNotChangedUnderAnother(t *testing.T) {
	t.Parallel()
	dir := dbtest.Folder(t, lines)
	s, other := openFolder(t, dir), openFolder(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.RotateFileKey(ctx, nobody); err == nil {
		t.Error("changed while another had the files open")
	}
	must(t, s, `INSERT INTO thing (id, name) VALUES ('1', '1')`)
	must(t, other, `INSERT INTO thing (id, name) VALUES ('2', '2')`)
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.RotateFileKey(t.Context(), nobody); err != nil {
		t.Error(err)
	}
	if n := things(t, s); n != 2 {
		t.Errorf("%d rows", n)
	}
}

// Whatever of the exchange was done when the power went, the next start opens a
// whole set: the new one when it had been decided, else the old.
func TestExchangeThatWasCutShort(t *testing.T) {
	t.Parallel()
	old, fresh := dbtest.Folder(t, lines), dbtest.Folder(t, lines)
	s := openFolder(t, old)
	must(t, s, `INSERT INTO thing (id, name) VALUES ('old', 'old')`)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFolder(t, fresh)
	must(t, s, `INSERT INTO thing (id, name) VALUES ('new', 'new')`)
	if err := s.RotateFileKey(t.Context(), nobody); err != nil { // or both have the template's key
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files := []string{"samspel.db", "audit.db", "keys.db"}
	for name, row := range map[string]struct {
		decided bool
		moved   int // how many of the files, and then the key
		new     []string
		want    string
	}{
		"nothing new":     {want: "old"},
		"some new files":  {new: files[:1], want: "old"},
		"all new files":   {new: files, want: "old"},
		"decided":         {new: files, decided: true, want: "new"},
		"one file moved":  {new: files, decided: true, moved: 1, want: "new"},
		"two files moved": {new: files, decided: true, moved: 2, want: "new"},
		"all files moved": {new: files, decided: true, moved: 3, want: "new"},
		"the key moved":   {new: files, decided: true, moved: 4, want: "new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			copyTo := func(from, to string) {
				content, err := os.ReadFile(from)
				if err == nil {
					err = os.WriteFile(filepath.Join(dir, to), content, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range append([]string{"samspel.key"}, files...) {
				copyTo(filepath.Join(old, f), f)
			}
			for i, f := range row.new {
				to := f + ".new"
				if i < row.moved {
					to = f
				}
				copyTo(filepath.Join(fresh, f), to)
			}
			if len(row.new) > 0 && row.moved < 4 {
				copyTo(filepath.Join(fresh, "samspel.key"), "samspel.key.new")
			}
			if row.moved == 4 {
				copyTo(filepath.Join(fresh, "samspel.key"), "samspel.key")
			}
			if row.decided {
				// The old file's log is still there when the machine stops before it is removed.
				if row.moved == 0 {
					copyTo(filepath.Join(old, "samspel.db"), "samspel.db-wal")
				}
				copyTo(os.DevNull, "samspel.swap")
			}
			s := openFolder(t, dir)
			whole(t, s)
			var id string
			err := s.Data.Read(t.Context(), func(tx *db.Tx) error {
				return tx.QueryRow(t.Context(), `SELECT id FROM thing`).Scan(&id)
			})
			if err != nil || id != row.want {
				t.Errorf("found %q, %v; want %q", id, err, row.want)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*.new*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if _, err := os.Stat(filepath.Join(dir, "samspel.swap")); err == nil {
				t.Error("the mark is left")
			}
		})
	}
}

// TestMain lets the test program be the one that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SAMSPEL_ROTATE_FOLDER"); dir != "" {
		rotateForEver(dir)
	}
	os.Exit(m.Run())
}

// rotateForEver writes rows, tells of each when it is on the disc, and changes the
// key over and over.
func rotateForEver(dir string) {
	ctx := context.Background()
	s, err := db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	go func() {
		for i := 0; ; i++ {
			name := fmt.Sprintf("%d.%d", os.Getpid(), i)
			err := s.Data.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO thing (id, name) VALUES ($1, $1)`, name)
				return err
			})
			if err != nil {
				fmt.Println("write:", err)
				os.Exit(1)
			}
			fmt.Println(name)
		}
	}()
	for {
		if err := s.RotateFileKey(ctx, nobody); err != nil {
			fmt.Println("rotate:", err)
			os.Exit(1)
		}
	}
}

func TestKilledWhileTheFileKeyIsChanged(t *testing.T) {
	t.Parallel()
	dir := dbtest.Folder(t, lines)
	s := openFolder(t, dir)
	for i := range 500 {
		must(t, s, `INSERT INTO thing (id, name) VALUES ($1, $2)`, strconv.Itoa(i), strings.Repeat("text", 300)+strconv.Itoa(i))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	told := 500
	for life := range 12 {
		program := exec.Command(os.Args[0])
		program.Env = append(os.Environ(), "SAMSPEL_ROTATE_FOLDER="+dir)
		var out bytes.Buffer
		program.Stdout = &out
		if err := program.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(250)) * time.Millisecond)
		_ = program.Process.Kill()
		_ = program.Wait()
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, ":") {
				t.Fatalf("life %d: %s", life, line)
			}
			if strings.HasSuffix(line, "\n") {
				told++
			}
		}
		s := openFolder(t, dir)
		whole(t, s)
		if n := things(t, s); n < told || n > told+1 {
			t.Fatalf("life %d: %d rows, %d told of", life, n, told)
		} else {
			told = n
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d rows", told)
}
