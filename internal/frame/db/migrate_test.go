package db_test

import (
	"strings"
	"testing"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
)

func TestMigrationsRunOnceInTheirPlaceAndFromTheirPair(t *testing.T) {
	t.Parallel()
	first := map[string]string{"0001_a.sql": "-- +goose Up\nCREATE TABLE room_a (id text PRIMARY KEY);\n"}
	dbtest.Each(t, nil, func(t *testing.T, s *db.Store) {
		ctx := t.Context()
		migrate := func(files map[string]string, in db.Place) error {
			return s.Migrate(ctx, []db.Line{{Name: "room", In: in, FS: folder(files)}})
		}
		for range 3 {
			if err := migrate(first, db.InData); err != nil {
				t.Fatal(err)
			}
		}
		second := map[string]string{
			"0001_a.sql":          first["0001_a.sql"],
			"0002_b.sqlite.sql":   "-- +goose Up\nALTER TABLE room_a ADD COLUMN date date;\nCREATE TABLE room_lite (id text PRIMARY KEY) WITHOUT ROWID;\n",
			"0002_b.postgres.sql": "-- +goose Up\nALTER TABLE room_a ADD COLUMN date date;\nCREATE TABLE room_pg (id text PRIMARY KEY);\n",
		}
		for range 2 {
			if err := migrate(second, db.InData); err != nil {
				t.Fatal(err)
			}
		}
		if err := migrate(first, db.InKeys); err != nil {
			t.Fatal(err)
		}
		second["0003_c.sql"] = "-- +goose Up\nCREATE TABLE room_c (id text PRIMARY KEY);\nCREATE TABLE room_a (id text);\n"
		if err := migrate(second, db.InData); err == nil {
			t.Error("a migration that fails passed")
		}
		data, err := s.Schema(ctx, db.InData)
		if err != nil {
			t.Fatal(err)
		}
		keys, err := s.Schema(ctx, db.InKeys)
		if err != nil {
			t.Fatal(err)
		}
		own := map[db.Engine]string{db.SQLite: "room_lite", db.Postgres: "room_pg"}[s.Engine()]
		if !strings.Contains(data, own) || !strings.Contains(data, "date") || strings.Contains(data, "room_c") || strings.Contains(data, "goose") {
			t.Errorf("data:\n%s", data)
		}
		if !strings.Contains(keys, "room_a") || strings.Contains(keys, own) {
			t.Errorf("keys:\n%s", keys)
		}
		if s.Engine() == db.SQLite && strings.Count(data, "STRICT") != 2 {
			t.Errorf("not all tables are strict:\n%s", data)
		}
		again, err := s.Schema(ctx, db.InData)
		if err != nil || again != data {
			t.Errorf("the schema is not told the same twice: %v", err)
		}
	})
}

func TestSchemaTellsEverything(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		must(t, s, `CREATE INDEX thing_done ON thing (amount) WHERE done`)
		text, err := s.Schema(t.Context(), db.InData)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"thing_done", "amount >= 0", "PRIMARY KEY", "REFERENCES thing", "UNIQUE", "NOT NULL"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
	})
}
