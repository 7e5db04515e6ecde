// Package dbtest runs a test on both databases: on SQLite in encrypted files of
// its own, always, and on PostgreSQL in a database of its own when
// SAMSPEL_TEST_POSTGRES holds the address of a server.
package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"samspel/internal/frame/db"
	"samspel/internal/ground/id"
)

// Each runs body as the subtests "sqlite" and "postgres" on migrated databases
// that nobody else uses. The lines are migrated once; every test gets a copy.
func Each(t *testing.T, lines []db.Line, body func(t *testing.T, s *db.Store)) {
	t.Helper()
	EachPrepared(t, lines, "", nil, body)
}

// EachPrepared is Each with something more done to the template after its
// migrations, under a name that tells it from other templates.
func EachPrepared(t *testing.T, lines []db.Line, name string, prepare func(context.Context, *db.Store) error, body func(t *testing.T, s *db.Store)) {
	t.Helper()
	p := preparation{lines, name, prepare}
	t.Run("sqlite", func(t *testing.T) { body(t, open(t, db.Config{Dir: p.folder(t)})) })
	t.Run("postgres", func(t *testing.T) {
		server := os.Getenv("SAMSPEL_TEST_POSTGRES")
		if server == "" {
			t.Skip("SAMSPEL_TEST_POSTGRES is not set")
		}
		body(t, open(t, db.Config{URL: p.database(t, server)}))
	})
}

// Folder is a folder with migrated SQLite files, for tests that open the store
// themselves.
func Folder(t testing.TB, lines []db.Line) string {
	t.Helper()
	return preparation{lines: lines}.folder(t)
}

// Database is the address of a migrated PostgreSQL database, for tests that open
// the store themselves; they are skipped without a server.
func Database(t testing.TB, lines []db.Line) string {
	t.Helper()
	server := os.Getenv("SAMSPEL_TEST_POSTGRES")
	if server == "" {
		t.Skip("SAMSPEL_TEST_POSTGRES is not set")
	}
	return preparation{lines: lines}.database(t, server)
}

func open(t testing.TB, c db.Config) *db.Store {
	t.Helper()
	s, err := db.Open(t.Context(), c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

type preparation struct {
	lines   []db.Line
	name    string
	prepare func(context.Context, *db.Store) error
}

func (p preparation) run(t testing.TB, c db.Config) {
	t.Helper()
	ctx := context.Background()
	s, err := db.Open(ctx, c)
	if err != nil {
		t.Fatalf("open template: %v", err)
	}
	err = s.Migrate(ctx, p.lines)
	if err == nil && p.prepare != nil {
		err = p.prepare(ctx, s)
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatalf("make template: %v", err)
	}
}

// key is the same for lines that say the same.
func (p preparation) key(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", p.name)
	for _, line := range p.lines {
		fmt.Fprintf(h, "%q %d\n", line.Name, line.In)
		names, err := fs.Glob(line.FS, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(line.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(h, "%q %d\n%s", name, len(text), text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// folders are the SQLite templates of this test run, kept in memory.
var folders = struct {
	sync.Mutex
	files map[string]map[string][]byte
}{files: map[string]map[string][]byte{}}

func (p preparation) folder(t testing.TB) string {
	t.Helper()
	key := p.key(t)
	folders.Lock()
	defer folders.Unlock()
	files, ok := folders.files[key]
	if !ok {
		made := t.TempDir()
		p.run(t, db.Config{Dir: made})
		files = map[string][]byte{}
		for _, name := range []string{"samspel.db", "audit.db", "keys.db", "samspel.key"} {
			content, err := os.ReadFile(filepath.Join(made, name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = content
		}
		folders.files[key] = files
	}
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// templates guards the making of PostgreSQL templates in this process; an
// advisory lock guards it between processes. A template stays, for the next run:
// every database named samspel_template_… may be dropped at any time.
var templates sync.Mutex

const templateLock = 0x74656d706c617465

func (p preparation) database(t testing.TB, server string) string {
	t.Helper()
	ctx := context.Background()
	template := "samspel_template_" + p.key(t)
	fresh := "samspel_test_" + strings.ReplaceAll(id.New(), "-", "")

	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to SAMSPEL_TEST_POSTGRES: %v", err)
	}
	defer conn.Close(ctx)
	run := func(sql string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(ctx, sql, args...); err != nil {
			t.Fatal(err)
		}
	}

	templates.Lock()
	defer templates.Unlock()
	run("SELECT pg_advisory_lock($1)", int64(templateLock))
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", template).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if !there {
		// Made under another name first: what stands half-made is never taken.
		half := template + "_half"
		run("DROP DATABASE IF EXISTS " + half + " WITH (FORCE)")
		run("CREATE DATABASE " + half)
		p.run(t, db.Config{URL: address(t, server, half)})
		run("ALTER DATABASE " + half + " RENAME TO " + template)
	}
	run("CREATE DATABASE " + fresh + " TEMPLATE " + template)
	t.Cleanup(func() { drop(t, server, fresh) })
	return address(t, server, fresh)
}

func drop(t testing.TB, server, name string) {
	conn, err := pgx.Connect(context.Background(), server)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
		t.Error(err)
	}
}

func address(t testing.TB, server, database string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("SAMSPEL_TEST_POSTGRES is no address")
	}
	u.Path = "/" + database
	return u.String()
}
