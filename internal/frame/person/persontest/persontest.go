// Package persontest opens keyrings for tests.
package persontest

import (
	"path/filepath"
	"testing"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/person"
)

// Keyring opens a keyring with a fresh key file in a folder that goes with the test.
func Keyring(t testing.TB, s *db.Store, now func() time.Time) *person.Keyring {
	t.Helper()
	k, err := person.OpenKeyring(t.Context(), s, filepath.Join(t.TempDir(), "samspel.kek"), now)
	if err != nil {
		t.Fatalf("open keyring: %v", err)
	}
	return k
}
