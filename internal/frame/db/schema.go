package db

import (
	"context"
	"fmt"
	"strings"
)

// Schema is the definitions of one place in the engine's own words, in an order
// that does not change: what is committed so that a reviewer sees the sum of the
// migrations. Version tables are left out.
func (s *Store) Schema(ctx context.Context, p Place) (string, error) {
	query := liteSchema
	if s.engine == Postgres {
		query = pgSchema
	}
	var out strings.Builder
	err := s.In(p).Read(ctx, func(tx *Tx) error {
		out.Reset()
		rows, err := tx.Query(ctx, query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			fmt.Fprintf(&out, "%s;\n\n", strings.TrimRight(text, "; \n"))
		}
		return rows.Err()
	})
	return out.String(), err
}

const liteSchema = `
	SELECT sql FROM sqlite_schema
	WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND tbl_name NOT LIKE 'goose^_%' ESCAPE '^'
	ORDER BY tbl_name, CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name`

// pgSchema writes tables as one line a column, then constraints, indexes,
// triggers and the functions they call.
const pgSchema = `
	WITH class AS (
		SELECT oid, relname AS name FROM pg_class
		WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname NOT LIKE 'goose\_%'
	), definition AS (
		SELECT c.name, 1 AS part, '' AS item, 'CREATE TABLE ' || c.name || E' (\n' || (
			SELECT string_agg(E'\t' || line, E',\n' ORDER BY sort, line) FROM (
				SELECT a.attnum AS sort, quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) ||
					CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ||
					coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
				FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
				WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
				UNION ALL
				SELECT 10000, 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid)
				FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'u', 'f', 'c')
			) AS part_of_table
		) || E'\n)' AS text FROM class c
		UNION ALL
		SELECT c.name, 2, i.relname, pg_get_indexdef(i.oid)
		FROM class c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
		WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u'))
		UNION ALL
		SELECT c.name, 4, t.tgname, pg_get_triggerdef(t.oid)
		FROM class c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
		UNION ALL
		SELECT '', 0, p.proname, pg_get_functiondef(p.oid)
		FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
	)
	SELECT text FROM definition ORDER BY name, part, item`
