package db

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ncruces/go-sqlite3/vfs"
)

// halfway is a file whose writing rests in the middle.
type halfway struct {
	vfs.File
	file *os.File
	rest func()
}

func (f halfway) Fd() uintptr { return f.file.Fd() }

func (f halfway) ReadAt(p []byte, off int64) (int, error) { return f.file.ReadAt(p, off) }

func (f halfway) WriteAt(p []byte, off int64) (int, error) {
	n, err := f.file.WriteAt(p[:len(p)/2], off)
	if err != nil {
		return n, err
	}
	f.rest()
	m, err := f.file.WriteAt(p[n:], off+int64(n))
	return n + m, err
}

func TestNobodyReadsHalfABlock(t *testing.T) {
	t.Parallel()
	const size = 4096
	path := filepath.Join(t.TempDir(), "log")
	older, newer := bytes.Repeat([]byte("o"), size), bytes.Repeat([]byte("n"), size)
	if err := os.WriteFile(path, bytes.Repeat(older, 3), 0o600); err != nil {
		t.Fatal(err)
	}
	opened := func(rest func()) vfs.File {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return wholeBlocksOf(halfway{file: f, rest: rest}, vfs.OPEN_WAL)
	}
	reader, seen := opened(nil), make(chan []byte, 1)
	read := func(off int64) []byte {
		p := make([]byte, size)
		if n, err := reader.ReadAt(p, off); n != size || err != nil {
			t.Errorf("read %d bytes: %v", n, err)
		}
		return p
	}
	writer := opened(func() {
		if other := read(0); !bytes.Equal(other, older) { // does not wait for a block beside
			t.Errorf("the block beside begins %.5q", other)
		}
		go func() { seen <- read(size) }()
		select {
		case half := <-seen:
			t.Errorf("read in the middle: begins %.5q, ends %q", half, half[size-5:])
			seen <- half
		case <-time.After(50 * time.Millisecond): // it waits
		}
	})
	if n, err := writer.WriteAt(newer, size); n != size || err != nil {
		t.Fatalf("wrote %d bytes: %v", n, err)
	}
	if whole := <-seen; !bytes.Equal(whole, newer) {
		t.Errorf("begins %.5q, ends %q", whole, whole[size-5:])
	}
}

// A change appends to the log in the block where the one before ended, and whoever
// reads that one reads the block too. Before there were locks it took some tens of
// thousands of changes to meet.
func TestReadingWhereTheLogGrows(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	table := fstest.MapFS{"0001_line.sql": {Data: []byte("-- +goose Up\nCREATE TABLE line (id bigint PRIMARY KEY, text text NOT NULL);\n")}}
	if err := s.Migrate(t.Context(), []Line{{Name: "line", In: InData, FS: table}}); err != nil {
		t.Fatal(err)
	}
	const lines, changes = 40, 4000
	write := func(statement string, value, id int) {
		if err := s.Data.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), statement, fmt.Sprintf("%0900d", value), id)
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	for id := range lines {
		write(`INSERT INTO line (text, id) VALUES ($1, $2)`, id, id)
	}
	ctx, end := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				if err := s.Data.Read(t.Context(), func(tx *Tx) error { return wantLines(t.Context(), tx, lines) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range changes {
		write(`UPDATE line SET text = $1 WHERE id = $2`, n, n%lines)
	}
	end()
	readers.Wait()
}

func wantLines(ctx context.Context, tx *Tx, lines int) error {
	rows, err := tx.Query(ctx, `SELECT id, text FROM line ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	seen := 0
	for ; rows.Next(); seen++ {
		var id, value int
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(text, "%d", &value); err != nil || len(text) != 900 || value%lines != id {
			return fmt.Errorf("line %d holds %.40q", id, text)
		}
	}
	if seen != lines {
		return fmt.Errorf("%d lines of %d: %v", seen, lines, rows.Err())
	}
	return rows.Err()
}
