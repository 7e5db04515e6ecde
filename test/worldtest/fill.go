package worldtest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"samspel/internal/app"
	"samspel/internal/app/demo"
)

// refill puts the files of a filled installation in an empty folder. Filling takes
// seconds and is done once for all the worlds of a process.
func refill(t testing.TB, folder string) *demo.World {
	t.Helper()
	f, err := fillOnce()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range f.files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f.demo
}

// filled is an installation that was filled and closed.
type filled struct {
	demo  *demo.World
	files map[string][]byte
}

var fillOnce = sync.OnceValues(func() (f filled, err error) {
	folder, err := os.MkdirTemp("", "samspel-world-")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(folder)
	now := func() time.Time { return monday }
	a, err := app.Open(context.Background(), app.Config{Data: folder, Kind: app.Both, URL: "http://samspel.example/"}, slog.New(slog.DiscardHandler), now)
	if err != nil {
		return f, err
	}
	f.demo, err = demo.Fill(context.Background(), a, monday)
	if closing := a.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return f, fmt.Errorf("fill a world: %w", err)
	}
	f.files, err = filesIn(folder)
	return f, err
})

// filesIn is the content of every file in a folder without folders.
func filesIn(folder string) (map[string][]byte, error) {
	files := map[string][]byte{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(folder, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}
