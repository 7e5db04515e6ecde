package db_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if _, err := db.ReadKeyFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
	key, err := db.MakeKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := db.MakeKeyFile(path)
	if err != nil || !bytes.Equal(key.Derive("x"), again.Derive("x")) {
		t.Errorf("made twice: %v", err)
	}
	if bytes.Equal(key.Derive("x"), key.Derive("y")) {
		t.Error("two purposes, one key")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	text, _ := os.ReadFile(path)
	if got := fmt.Sprintf("%v %+v %#v %s %x", key, key, key, key, key); strings.Contains(got, string(text[:8])) || !strings.Contains(got, "[key]") {
		t.Error("the key can be printed")
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o666, 0o601} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ReadKeyFile(path); err == nil || !strings.Contains(err.Error(), "chmod 0600") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	for _, content := range []string{"", "zz", "abcd", strings.Repeat("a", 63), strings.Repeat("a", 66), strings.Repeat("g", 64)} {
		bad := filepath.Join(t.TempDir(), "bad")
		if err := os.WriteFile(bad, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ReadKeyFile(bad); err == nil || content != "" && strings.Contains(err.Error(), content+" ") {
			t.Errorf("content %q: %v", content, err)
		}
	}
}

func TestFilesAreEncryptedAndNeedTheirKey(t *testing.T) {
	t.Parallel()
	const marker = "Kvittblivning-av-Ekstad-marker"
	dir := dbtest.Folder(t, lines)
	ctx := t.Context()
	s, err := db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Data.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO thing (id, name) VALUES ($1, $2)`, "1", marker)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	seen := 0
	if err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		seen++
		content, err := os.ReadFile(path)
		for _, plain := range []string{marker, "SQLite format 3", "CREATE TABLE"} {
			if bytes.Contains(content, []byte(plain)) {
				t.Errorf("%s holds %q in clear", e.Name(), plain)
			}
		}
		return err
	}); err != nil || seen < 6 {
		t.Errorf("%d files, %v", seen, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "samspel.key")
	right, _ := os.ReadFile(key)
	if err := os.WriteFile(key, []byte(strings.Repeat("0f", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(ctx, db.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), "cannot be read with this key") {
		t.Errorf("wrong key: %v", err)
	} else if strings.Contains(err.Error(), "0f0f") {
		t.Errorf("the error holds the key: %v", err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(ctx, db.Config{Dir: dir}); !errors.Is(err, db.ErrKeyMissing) {
		t.Errorf("no key: %v", err)
	}
	if err := os.WriteFile(key, right, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = db.Open(ctx, db.Config{Dir: dir})
	if err != nil {
		t.Fatalf("right key again: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestAnAddressIsNotTold(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://someone:hunter2@127.0.0.1:1/nothing?sslmode=disable&connect_timeout=1",
		"postgres://someone:hunter2@[::bad/nothing",
	} {
		if _, err := db.Open(t.Context(), db.Config{URL: url}); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v", err)
		}
	}
}
