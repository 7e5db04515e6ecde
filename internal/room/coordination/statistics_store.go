package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/sdc"
)

// listCounted gives the municipalities that have matters.
func listCounted(ctx context.Context, tx *db.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT o.municipality_code
		FROM   register_organisation o
		WHERE  o.municipality_code IS NOT NULL
		AND    EXISTS (SELECT 1 FROM coordination_matter m WHERE m.organisation_id = o.id)
		ORDER  BY o.municipality_code`)
	return collectIDs(rows, err)
}

// listSnapshots gives the thirds that are counted in a municipality.
func listSnapshots(ctx context.Context, tx *db.Tx, municipality string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT third
		FROM   coordination_snapshot
		WHERE  municipality_code = $1
		ORDER  BY third DESC`, municipality)
	return collectIDs(rows, err)
}

// ofMunicipality are the matters m of the organisations of a municipality.
const ofMunicipality = `
		FROM   register_organisation o
		JOIN   coordination_matter m ON m.organisation_id = o.id`

// begun is a matter that was opened, with what its age is worked out from.
type begun struct {
	form, askedBy, origin, child, unit, area string
	openedAt                                 time.Time
}

func listBegun(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]begun, error) {
	return gather(ctx, tx, "matters that began", func(b *begun) []any {
		return []any{&b.form, &b.askedBy, &b.origin, &b.child, &b.unit, &b.area, &b.openedAt}
	}, `
		SELECT m.form, n.asked_by, n.origin, m.child_id, n.unit_id, COALESCE(a.name, ''), m.opened_at`+ofMunicipality+`
		JOIN   coordination_need n ON n.id = m.id
		LEFT   JOIN coordination_area a ON a.id = m.area_id
		WHERE  o.municipality_code = $1 AND m.opened_at >= $2 AND m.opened_at < $3`, municipality, from, to)
}

// listEnded gives the matters that ended, by form and reason.
func listEnded(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]happening, error) {
	return gatherHappenings(ctx, tx, MeasureClosed, `
		SELECT m.form, c.reason, m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_closure c ON c.matter_id = m.id
		WHERE  o.municipality_code = $1 AND m.closed_at >= $2 AND m.closed_at < $3`, municipality, from, to)
}

// met is a matter whose first meeting was written down.
type met struct {
	opened, starts time.Time
	unit           string
}

func listMet(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]met, error) {
	return gather(ctx, tx, "first meetings", func(x *met) []any { return []any{&x.opened, &x.starts, &x.unit} }, `
		SELECT m.opened_at, f.starts_at, m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_meeting f ON f.matter_id = m.id
		WHERE  o.municipality_code = $1 AND f.held_at >= $2 AND f.held_at < $3
		AND    NOT EXISTS (SELECT 1 FROM coordination_meeting b
		                   WHERE b.matter_id = m.id AND (b.held_at < f.held_at OR b.held_at = f.held_at AND b.id < f.id))`, municipality, from, to)
}

// listAnswered gives what was answered within a week, and what was not.
func listAnswered(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]happening, error) {
	return gatherHappenings(ctx, tx, MeasureCommitment, `
		SELECT CASE WHEN c.escalated_at IS NOT NULL THEN 'unanswered' WHEN c.state = 'declined' THEN 'declined' ELSE 'accepted' END, '', c.unit_id`+ofMunicipality+`
		JOIN   coordination_commitment c ON c.matter_id = m.id
		WHERE  o.municipality_code = $1
		AND    (c.escalated_at >= $2 AND c.escalated_at < $3
		        OR c.escalated_at IS NULL AND c.answered_at >= $2 AND c.answered_at < $3)`, municipality, from, to)
}

// listFollowedUp gives the follow-ups that were written down, in time or late, and
// those that were to be held and have not been.
func listFollowedUp(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time, first, last civil.Date) ([]happening, error) {
	return gatherHappenings(ctx, tx, MeasureFollowUp, `
		SELECT CASE WHEN f.due_on IS NOT NULL AND f.held_on > f.due_on THEN 'late' ELSE 'in_time' END, '', m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_followup f ON f.matter_id = m.id
		WHERE  o.municipality_code = $1 AND f.recorded_at >= $2 AND f.recorded_at < $3
		UNION ALL
		SELECT 'not_held', '', m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_plan p ON p.matter_id = m.id
		WHERE  o.municipality_code = $1 AND p.state = 'agreed' AND p.next_on >= $4 AND p.next_on <= $5
		AND    (m.closed_at IS NULL OR m.closed_at >= $3)`, municipality, from, to, first, last)
}

// listRated gives the follow-ups, by whether the child has said how it went.
func listRated(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]happening, error) {
	return gatherHappenings(ctx, tx, MeasureRated, `
		SELECT CASE WHEN f.child_rated THEN 'rated' ELSE 'not_rated' END, '', m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_followup f ON f.matter_id = m.id
		WHERE  o.municipality_code = $1 AND f.recorded_at >= $2 AND f.recorded_at < $3`, municipality, from, to)
}

// listTaking gives the meetings, by whether the child was there.
func listTaking(ctx context.Context, tx *db.Tx, municipality string, from, to time.Time) ([]happening, error) {
	return gatherHappenings(ctx, tx, MeasureChild, `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM coordination_attendance a WHERE a.meeting_id = g.id AND a.role = 'child' AND a.state = 'attended') THEN 'there'
		            WHEN EXISTS (SELECT 1 FROM coordination_attendance a WHERE a.meeting_id = g.id AND a.role = 'child') THEN 'asked'
		            ELSE 'not_asked' END, '', m.holder_unit_id`+ofMunicipality+`
		JOIN   coordination_meeting g ON g.matter_id = m.id
		WHERE  o.municipality_code = $1 AND g.held_at >= $2 AND g.held_at < $3`, municipality, from, to)
}

func gatherHappenings(ctx context.Context, tx *db.Tx, m Measure, query string, args ...any) ([]happening, error) {
	list, err := gather(ctx, tx, string(m), func(h *happening) []any { return []any{&h.row, &h.column, &h.unit} }, query, args...)
	for i := range list {
		list[i].measure = m
	}
	return list, err
}

func gather[T any](ctx context.Context, tx *db.Tx, what string, into func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", what, err)
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var x T
		if err := rows.Scan(into(&x)...); err != nil {
			return nil, fmt.Errorf("scan %s: %w", what, err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// insertSnapshot keeps the counts of a third. One that is there already stays as it is.
func insertSnapshot(ctx context.Context, tx *db.Tx, c Counts) error {
	var days any
	if c.Median >= 0 {
		days = c.Median
	}
	n, err := tx.Exec(ctx, `
		INSERT INTO coordination_snapshot (municipality_code, third, taken_at, median_days)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (municipality_code, third) DO NOTHING`, c.Municipality, c.Third.String(), c.TakenAt, days)
	if err != nil || n == 0 {
		return err
	}
	for _, m := range Measures {
		t, told := c.Tables[m]
		if !told {
			continue
		}
		for i, row := range t.Rows {
			for j, column := range t.Columns {
				var count any
				if cell := t.Cells[i][j]; !cell.Hidden {
					count = cell.N
				}
				if _, err := tx.Exec(ctx, `
					INSERT INTO coordination_count (municipality_code, third, measure, row_key, column_key, n)
					VALUES ($1, $2, $3, $4, $5, $6)`, c.Municipality, c.Third.String(), m, row, column, count); err != nil {
					return fmt.Errorf("keep counts of %s: %w", c.Third, err)
				}
			}
		}
	}
	return nil
}

// loadSnapshots gives a municipality's counts from a third on, the latest first.
func loadSnapshots(ctx context.Context, tx *db.Tx, municipality string, from civil.Third) ([]Counts, error) {
	type head struct {
		third string
		at    time.Time
		days  int64
	}
	heads, err := gather(ctx, tx, "counted thirds", func(x *head) []any { return []any{&x.third, &x.at, &x.days} }, `
		SELECT third, taken_at, COALESCE(median_days, -1)
		FROM   coordination_snapshot
		WHERE  municipality_code = $1 AND third >= $2
		ORDER  BY third DESC`, municipality, from.String())
	if err != nil {
		return nil, err
	}
	type cell struct {
		third       string
		measure     Measure
		row, column string
		n           int64
	}
	cells, err := gather(ctx, tx, "counts", func(x *cell) []any { return []any{&x.third, &x.measure, &x.row, &x.column, &x.n} }, `
		SELECT third, measure, row_key, column_key, COALESCE(n, -1)
		FROM   coordination_count
		WHERE  municipality_code = $1 AND third >= $2`, municipality, from.String())
	if err != nil {
		return nil, err
	}
	var list []Counts
	for _, h := range heads {
		c := Counts{Municipality: municipality, TakenAt: h.at, Tables: map[Measure]sdc.Sheet{}, Median: int(h.days)}
		if c.Third, err = civil.ParseThird(h.third); err != nil {
			return nil, err
		}
		kept := map[Measure]map[[2]string]sdc.Cell{}
		for _, x := range cells {
			if x.third != h.third {
				continue
			}
			if kept[x.measure] == nil {
				kept[x.measure] = map[[2]string]sdc.Cell{}
			}
			kept[x.measure][[2]string{x.row, x.column}] = sdc.Cell{N: max(x.n, 0), Hidden: x.n < 0}
		}
		for m, by := range kept {
			c.Tables[m] = sheetFrom(m, by)
		}
		list = append(list, c)
	}
	return list, nil
}
