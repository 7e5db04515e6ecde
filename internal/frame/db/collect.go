package db

import "fmt"

// Collect reads every row of a question that was just put, and closes it: columns says
// where each column of a row goes, and what names the rows in an error. Rows and err are
// what [Tx.Query] gave.
func Collect[T any](rows *Rows, err error, what string, columns func(*T) []any) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", what, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var x T
		if err := rows.Scan(columns(&x)...); err != nil {
			return nil, fmt.Errorf("scan %s: %w", what, err)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// Single is the columns of a row with one.
func Single[T any](x *T) []any { return []any{x} }
