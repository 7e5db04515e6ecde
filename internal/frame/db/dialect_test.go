package db

import (
	"strings"
	"testing"
)

func TestParametersAreNumberedForSQLite(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ why, sql, want string }{
		{"out of order", "SELECT $2, $1", "SELECT ?2, ?1"},
		{"twice, and two digits", "SELECT $1, $10, $1", "SELECT ?1, ?10, ?1"},
		{"in a text", "SELECT '$1', $1", "SELECT '$1', ?1"},
		{"in a text with a quote", "SELECT 'it''s $1', $1", "SELECT 'it''s $1', ?1"},
		{"in a name", `SELECT "a$1" FROM t WHERE "$2" = $1`, `SELECT "a$1" FROM t WHERE "$2" = ?1`},
		{"in a bare name", "SELECT a$1 FROM t", "SELECT a$1 FROM t"},
		{"in a comment", "SELECT $1 -- not $2\n, $2", "SELECT ?1 -- not $2\n, ?2"},
		{"in a long comment", "SELECT /* $9 ' */ $1", "SELECT /* $9 ' */ ?1"},
		{"a text that never ends", "SELECT '$1", "SELECT '$1"},
		{"a comment that never ends", "SELECT /* $1", "SELECT /* $1"},
		{"a dollar alone", "SELECT $ $1", "SELECT $ ?1"},
		{"letters beyond ASCII", "SELECT å FROM ö WHERE ä = $1", "SELECT å FROM ö WHERE ä = ?1"},
		{"cast to date", "SELECT CAST($1 AS date), x AS date FROM t", "SELECT CAST(?1 AS TEXT), x AS date FROM t"},
		{"cast in a cast", "CAST(CAST($1 AS bytea) AS timestamptz)", "CAST(CAST(?1 AS BLOB) AS TEXT)"},
		{"a name inside a cast", "CAST((SELECT a AS date FROM t) AS bigint)", "CAST((SELECT a AS date FROM t) AS INTEGER)"},
	} {
		if got := rewrite(row.sql); got != row.want {
			t.Errorf("%s: %s became %s, want %s", row.why, row.sql, got, row.want)
		}
	}
}

func TestMigrationsBecomeStrict(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ why, sql, want string }{
		{"all types", "CREATE TABLE t (a text, b bigint, c boolean, d date, e timestamptz, f bytea);",
			"CREATE TABLE t (a TEXT, b INTEGER, c INTEGER, d TEXT, e TEXT, f BLOB) STRICT;"},
		{"columns called as types", "CREATE TABLE t (date date NOT NULL, text text DEFAULT 'date', \"boolean\" boolean);",
			"CREATE TABLE t (date TEXT NOT NULL, text TEXT DEFAULT 'date', \"boolean\" INTEGER) STRICT;"},
		{"constraints and nesting", "CREATE TABLE t (a bigint CHECK (a IN (1, 2)), CHECK (a > (0)), PRIMARY KEY (a));",
			"CREATE TABLE t (a INTEGER CHECK (a IN (1, 2)), CHECK (a > (0)), PRIMARY KEY (a)) STRICT;"},
		{"comments between", "CREATE TABLE t ( -- date date\n a /* x */ date);", "CREATE TABLE t ( -- date date\n a /* x */ TEXT) STRICT;"},
		{"without rowid", "CREATE TABLE IF NOT EXISTS t (a text PRIMARY KEY) WITHOUT ROWID;", "CREATE TABLE IF NOT EXISTS t (a TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;"},
		{"strict already", "CREATE TABLE t (a text) STRICT;", "CREATE TABLE t (a TEXT) STRICT;"},
		{"a new column", "ALTER TABLE t ADD COLUMN d date; ALTER TABLE t ADD date date;", "ALTER TABLE t ADD COLUMN d TEXT; ALTER TABLE t ADD date TEXT;"},
		{"an index", "CREATE INDEX i ON t (date, text);", "CREATE INDEX i ON t (date, text);"},
		{"a virtual table", "CREATE VIRTUAL TABLE f USING fts5 (text);", "CREATE VIRTUAL TABLE f USING fts5 (text);"},
		{"a lower-case statement", "create table t (a date);", "create table t (a TEXT) STRICT;"},
	} {
		if got := migrationForSQLite(row.sql); got != row.want {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", row.why, row.sql, got, row.want)
		}
	}
}

func FuzzLex(f *testing.F) {
	f.Add("SELECT $1, 'x''$2' -- c\n /* d */ \"e\" $f$ $1 $f$ a::b")
	f.Fuzz(func(t *testing.T, sql string) {
		var whole strings.Builder
		for _, token := range lex(sql) {
			if token.text == "" {
				t.Fatal("an empty token")
			}
			whole.WriteString(token.text)
		}
		if whole.String() != sql {
			t.Errorf("%q came back as %q", sql, whole.String())
		}
		_ = rewrite(sql)
		_ = migrationForSQLite(sql)
		_ = CheckSubset(sql)
	})
}

func TestSubset(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{
		"SELECT a, b FROM t WHERE c = $1 AND d IN ($2, $3)",
		"SELECT count(*) FROM t",
		"SELECT a * b, 2 * (c) FROM t",
		"INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING a",
		"WITH x AS (SELECT a FROM t) SELECT a, row_number() OVER (PARTITION BY a ORDER BY a) FROM x",
		"SELECT 'SELECT * FROM t WHERE a::text = ANY(?) FOR UPDATE, now()' -- SELECT * ?\n",
		"SELECT CAST($1 AS bigint), t.array FROM t",
		"SELECT \"now\", any_column, for_update FROM t",
		"UPDATE t SET a = CASE WHEN b THEN 1 ELSE 2 END WHERE lower(c) = lower($1)",
	} {
		if err := CheckSubset(sql); err != nil {
			t.Errorf("%s: refused: %v", sql, err)
		}
	}
	for _, sql := range []string{
		"SELECT * FROM t",
		"SELECT DISTINCT * FROM t",
		"SELECT t.* FROM t",
		"DELETE FROM t RETURNING *",
		"SELECT a::text FROM t",
		"SELECT a FROM t WHERE a ILIKE $1",
		"SELECT now()",
		"SELECT NOW ( )",
		"SELECT CURRENT_TIMESTAMP",
		"SELECT a FROM t FOR UPDATE",
		"SELECT a FROM t FOR NO KEY UPDATE",
		"SELECT a FROM t WHERE a = ANY($1)",
		"SELECT a FROM t WHERE a = any ($1)",
		"SELECT ARRAY[1, 2]",
		"SELECT a[1] FROM t",
		"SELECT array_agg(a) FROM t",
		"SELECT a FROM t WHERE b = ?",
		"SELECT a FROM t WHERE b = ?1",
		"SELECT E'\\n'",
		"SELECT $$x$$",
		"SELECT DISTINCT ON (a) a FROM t",
		"INSERT OR REPLACE INTO t (a) VALUES ($1)",
		"SELECT datetime('now')",
		"SELECT a FROM t WHERE b > $1 - INTERVAL '1 day'",
	} {
		if CheckSubset(sql) == nil {
			t.Errorf("%s: passed", sql)
		}
	}
}
