package db_test

import (
	"testing"

	"samspel/internal/frame/db"
)

func TestGuarded(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		url     string
		guarded bool
	}{
		{"postgres://samspel@db.ekstad.example/samspel", false},
		{"postgres://samspel@db.ekstad.example/samspel?sslmode=disable", false},
		{"postgres://samspel@db.ekstad.example/samspel?sslmode=prefer", false},
		{"postgres://samspel@db.ekstad.example/samspel?sslmode=require", false},
		{"postgres://samspel@db.ekstad.example/samspel?sslmode=verify-ca", false},
		{"postgres://samspel@127.0.0.1,db.ekstad.example/samspel?sslmode=prefer", false},
		{"postgres://samspel@10.0.0.5/samspel?sslmode=disable", false},
		{"postgres://samspel@127.0.0.1.ekstad.example/samspel?sslmode=disable", false},
		{"postgres://samspel@db.ekstad.example/samspel?sslmode=verify-full", true},
		{"postgres://samspel@a.ekstad.example,b.ekstad.example/samspel?sslmode=verify-full", true},
		{"postgres://samspel@127.0.0.1/samspel?sslmode=disable", true},
		{"postgres://samspel@[::1]:5433/samspel", true},
		{"postgres://samspel@localhost/samspel?sslmode=disable", true},
		{"postgres:///samspel?host=/run/postgresql", true},
	} {
		if guarded, err := db.Guarded(row.url); guarded != row.guarded || err != nil {
			t.Errorf("%s: %v, %v", row.url, guarded, err)
		}
	}
	if _, err := db.Guarded("postgres://samspel:secret@:x/"); err == nil {
		t.Error("an address that cannot be read is taken")
	} else if want := "the address of the database cannot be read"; err.Error() != want {
		t.Errorf("said %q", err)
	}
}
