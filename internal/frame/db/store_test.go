package db_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/db/dbtest"
	"samspel/internal/ground/civil"
)

func folder(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

var lines = []db.Line{{Name: "thing", In: db.InData, FS: folder(map[string]string{
	"0001_thing.sql": `-- +goose Up
CREATE TABLE thing (
	id text PRIMARY KEY,
	name text NOT NULL UNIQUE,
	amount bigint CHECK (amount >= 0),
	done boolean,
	"on" date,
	at timestamptz,
	raw bytea,
	parent text REFERENCES thing (id)
);
`})}}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, lines, func(t *testing.T, s *db.Store) {
		type name string
		at := time.Date(2026, 11, 23, 14, 32, 1, 123456789, civil.Stockholm)
		on := civil.On(2012, 2, 29)
		ctx := t.Context()
		err := s.Data.Write(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(ctx, `INSERT INTO thing (id, name, amount, done, "on", at, raw) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				"a", name("it's $1, ?"), 12, true, on, at, []byte{0, 1, 255})
			if n != 1 {
				t.Errorf("rows touched = %d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Data.Read(ctx, func(tx *db.Tx) error {
			var (
				n    name
				amt  int
				done bool
				d    civil.Date
				m    time.Time
				raw  []byte
				par  string
			)
			if err := tx.QueryRow(ctx, `SELECT name, amount, done, "on", at, raw, parent FROM thing WHERE id = $1`, "a").
				Scan(&n, &amt, &done, &d, &m, &raw, db.Null(&par)); err != nil {
				return err
			}
			if n != "it's $1, ?" || amt != 12 || !done || d != on || !m.Equal(db.Moment(at)) || m.Location() != time.UTC || string(raw) != "\x00\x01\xff" {
				t.Errorf("got %v %v %v %v %v %v", n, amt, done, d, m, raw)
			}
			if err := tx.QueryRow(ctx, `SELECT name FROM thing WHERE id = $1`, "b").Scan(&n); !errors.Is(err, db.ErrNotFound) {
				t.Errorf("absent row: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
