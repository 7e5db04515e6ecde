package restore_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"samspel/internal/app"
	"samspel/internal/frame/db"
)

// kept are the tables in which a row that is written stays as it is while reports are
// sent: a restore must hold each that was there before, and none that never was.
var kept = map[db.Place][]string{
	db.InData: {"concern_report", "concern_matter", "concern_entry", "person_record", "person_relation", "identity_user", "identity_mandate",
		"register_organisation", "register_unit"},
	db.InAudit: {"audit_record"},
	db.InKeys:  {"keys_keyset", "keys_secret"},
}

// rowsOf is a hash of every row of the tables.
func rowsOf(t *testing.T, a *app.App) map[string]map[[16]byte]bool {
	t.Helper()
	found := map[string]map[[16]byte]bool{}
	for p, tables := range kept {
		for _, table := range tables {
			found[table] = map[[16]byte]bool{}
			err := eachRow(t.Context(), a.Store.In(p), table, func(text string) {
				sum := sha256.Sum256([]byte(text))
				found[table][[16]byte(sum[:])] = true
			})
			if err != nil {
				t.Fatalf("%s: %v", table, err)
			}
		}
	}
	return found
}

func eachRow(ctx context.Context, d *db.DB, table string, each func(string)) error {
	if d.Engine() == db.Postgres {
		rows, err := d.Pgx().Query(ctx, "SELECT t::text FROM "+table+" t")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			each(text)
		}
		return rows.Err()
	}
	rows, err := d.SQL().QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(at...); err != nil {
			return err
		}
		var text strings.Builder
		for _, v := range values {
			fmt.Fprintf(&text, "%x|", v)
		}
		each(text.String())
	}
	return rows.Err()
}

// holds compares what was restored with what there was before and after the backup.
func holds(t *testing.T, before, restored, after map[string]map[[16]byte]bool, gone map[string]int) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(before)) {
		missing, strange := 0, 0
		for row := range before[table] {
			if !restored[table][row] {
				missing++
			}
		}
		for row := range restored[table] {
			if !after[table][row] && !before[table][row] {
				strange++
			}
		}
		if missing != gone[table] || strange > 0 {
			t.Errorf("%s: %d of %d rows are missing, want %d, and %d were never there", table, missing, len(before[table]), gone[table], strange)
		}
		if len(restored[table]) == 0 && len(before[table]) > 0 {
			t.Errorf("%s is empty", table)
		}
	}
}
