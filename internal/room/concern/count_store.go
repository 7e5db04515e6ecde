package concern

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"samspel/internal/frame/db"
)

func insertHappenings(ctx context.Context, tx *db.Tx, list []happening) error {
	for _, h := range list {
		if _, err := tx.Exec(ctx, `
			INSERT INTO concern_happening (unit_id, month, measure, kind, matter_id)
			VALUES ($1, $2, $3, $4, $5)`, h.Unit, h.Month, h.Measure, h.Kind, h.Matter); err != nil {
			return fmt.Errorf("count %s of matter %s: %w", h.Measure, h.Matter, err)
		}
	}
	return nil
}

// counted is what a count is of.
type counted struct {
	Unit    string
	Month   Month
	Measure Measure
	Kind    string
}

func (c counted) compare(d counted) int {
	return cmp.Or(cmp.Compare(c.Unit, d.Unit), cmp.Compare(c.Month, d.Month), cmp.Compare(c.Measure, d.Measure), cmp.Compare(c.Kind, d.Kind))
}

// foldHappenings adds the first happenings to the counts and takes them away. What is
// written meanwhile stands outside the snapshot and is left for the next time.
func foldHappenings(ctx context.Context, tx *db.Tx, limit int) (folded int, err error) {
	rows, err := tx.Query(ctx, `
		SELECT unit_id, month, measure, kind, matter_id
		FROM   concern_happening
		ORDER  BY unit_id, month, measure, kind, matter_id
		LIMIT  $1`, limit)
	if err != nil {
		return 0, fmt.Errorf("list happenings: %w", err)
	}
	defer rows.Close()
	var last happening
	sums := map[counted]int64{}
	for rows.Next() {
		if err := rows.Scan(&last.Unit, &last.Month, &last.Measure, &last.Kind, &last.Matter); err != nil {
			return 0, fmt.Errorf("scan happening: %w", err)
		}
		sums[counted{last.Unit, last.Month, last.Measure, last.Kind}]++
		folded++
	}
	if err := rows.Err(); err != nil || folded == 0 {
		return 0, err
	}
	if err := addCounts(ctx, tx, sums); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM concern_happening
		WHERE (unit_id, month, measure, kind, matter_id) <= ($1, $2, $3, $4, $5)`,
		last.Unit, last.Month, last.Measure, last.Kind, last.Matter); err != nil {
		return 0, fmt.Errorf("take away happenings: %w", err)
	}
	return folded, nil
}

func addCounts(ctx context.Context, tx *db.Tx, sums map[counted]int64) error {
	for _, c := range slices.SortedFunc(maps.Keys(sums), counted.compare) {
		if _, err := tx.Exec(ctx, `
			INSERT INTO concern_count (unit_id, month, measure, kind, n)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (unit_id, month, measure, kind) DO UPDATE SET n = concern_count.n + excluded.n`,
			c.Unit, c.Month, c.Measure, c.Kind, sums[c]); err != nil {
			return fmt.Errorf("count %s: %w", c.Measure, err)
		}
	}
	return nil
}

// countsOf gives a unit's counts of the months from the first to the last.
func countsOf(ctx context.Context, tx *db.Tx, unit string, first, last Month) (map[counted]int64, error) {
	return queryCounts(ctx, tx, `unit_id = $1 AND month >= $2 AND month <= $3`, unit, first, last)
}

// countsSince gives every unit's counts from a month on.
func countsSince(ctx context.Context, tx *db.Tx, first Month) (map[counted]int64, error) {
	return queryCounts(ctx, tx, `month >= $1`, first)
}

func queryCounts(ctx context.Context, tx *db.Tx, where string, args ...any) (map[counted]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT unit_id, month, measure, kind, n FROM concern_count WHERE `+where+`
		UNION ALL
		SELECT unit_id, month, measure, kind, count(*) FROM concern_happening WHERE `+where+`
		GROUP  BY unit_id, month, measure, kind`, args...)
	if err != nil {
		return nil, fmt.Errorf("read counts: %w", err)
	}
	defer rows.Close()
	counts := map[counted]int64{}
	for rows.Next() {
		var c counted
		var n int64
		if err := rows.Scan(&c.Unit, &c.Month, &c.Measure, &c.Kind, &n); err != nil {
			return nil, fmt.Errorf("scan count: %w", err)
		}
		counts[c] += n
	}
	return counts, rows.Err()
}

// recount counts from the matters themselves what has happened from a month on.
func recount(ctx context.Context, tx *db.Tx, first Month, spans func(time.Time) (Times, error)) (map[counted]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`, m.forwarded_from
		FROM   `+matterTables)
	if err != nil {
		return nil, fmt.Errorf("recount: %w", err)
	}
	defer rows.Close()
	counts := map[counted]int64{}
	for rows.Next() {
		var from string
		m, err := scanMatter(rows.Scan, &from)
		if err != nil {
			return nil, fmt.Errorf("recount: %w", err)
		}
		t, err := spans(m.DeliveredAt)
		if err != nil {
			return nil, err
		}
		for _, h := range append(m.happenings(t), m.arrival(from != "")) {
			if h.Month >= first {
				counts[counted{h.Unit, h.Month, h.Measure, h.Kind}]++
			}
		}
	}
	return counts, rows.Err()
}

func anyCounts(ctx context.Context, tx *db.Tx) (found bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM concern_count) OR EXISTS (SELECT 1 FROM concern_happening)`).Scan(&found)
	return found, err
}
