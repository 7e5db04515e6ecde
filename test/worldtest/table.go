package worldtest

import (
	"database/sql"
	"fmt"
	"strings"

	"samspel/internal/frame/db"
)

// Tables is every row of every table of an SQLite installation, read behind the
// program's back: table to the rows' texts.
func (w *World) Tables() map[string][]string {
	w.Helper()
	all := map[string][]string{}
	for place, d := range map[string]*db.DB{"data": w.App.Store.Data, "audit": w.App.Store.Audit, "keys": w.App.Store.Keys} {
		for _, name := range w.rows(d.SQL(), `SELECT name FROM sqlite_master WHERE type = 'table'`) {
			all[place+"."+name] = w.rows(d.SQL(), `SELECT * FROM "`+name+`"`)
		}
	}
	return all
}

func (w *World) rows(pool *sql.DB, query string) []string {
	w.Helper()
	rows, err := pool.QueryContext(w.Context(), query)
	if err != nil {
		w.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		w.Fatal(err)
	}
	var list []string
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.Fatal(err)
		}
		var row []string
		for _, cell := range cells {
			if raw, ok := cell.([]byte); ok {
				cell = string(raw)
			}
			row = append(row, fmt.Sprint(cell))
		}
		list = append(list, strings.Join(row, "|"))
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	return list
}
