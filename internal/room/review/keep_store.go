package review

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
)

// Retention hands the months and the access lists to the records. Neither is anybody's
// personal file, and neither has words for an archive: a month's report is its document.
func (v *Reviews) Retention() []retention.Source {
	return []retention.Source{
		{Name: "review.period", Walk: walk(keptPeriod, "p.id", retention.LogReview), Look: look(keptPeriod, "p.id", retention.LogReview), Remove: remove(
			`DELETE FROM review_entry WHERE period_id = $1`, `DELETE FROM review_period WHERE id = $1`), Texts: noTexts},
		{Name: "review.disclosure", Walk: walk(keptDisclosure, "d.id", retention.Asked), Look: look(keptDisclosure, "d.id", retention.Asked), Remove: remove(
			`DELETE FROM review_disclosure_line WHERE disclosure_id = $1`, `DELETE FROM review_disclosure WHERE id = $1`), Texts: noTexts},
	}
}

const (
	keptPeriod = `
	SELECT p.id, p.organisation_id, m.at, p.closed_at
	FROM   review_period p
	JOIN   review_month m ON m.month = p.month
	WHERE  `
	keptDisclosure = `
	SELECT d.id, d.organisation_id, d.made_at, d.settled_at
	FROM   review_disclosure d
	WHERE  `
)

func noTexts(context.Context, retention.Key) ([]retention.Text, error) { return nil, nil }

func walk(kept, id string, class retention.Class) func(context.Context, *db.Tx, retention.Key, int) ([]retention.Copy, error) {
	return func(ctx context.Context, tx *db.Tx, after retention.Key, limit int) ([]retention.Copy, error) {
		rows, err := tx.Query(ctx, kept+id+` > $1
	ORDER  BY `+id+`
	LIMIT  $2`, after.Matter, limit)
		return scanKept(rows, err, class)
	}
}

func look(kept, id string, class retention.Class) func(context.Context, *db.Tx, []string) ([]retention.Copy, error) {
	return func(ctx context.Context, tx *db.Tx, ids []string) ([]retention.Copy, error) {
		rows, err := tx.Query(ctx, kept+id+` IN (`+db.Numbered(1, len(ids))+`)`, db.Anys(ids)...)
		return scanKept(rows, err, class)
	}
}

func scanKept(rows *db.Rows, err error, class retention.Class) ([]retention.Copy, error) {
	if err != nil {
		return nil, fmt.Errorf("list what is kept of reviewing: %w", err)
	}
	defer rows.Close()
	var all []retention.Copy
	for rows.Next() {
		x := retention.Copy{Class: class}
		var begun, ended time.Time
		if err := rows.Scan(&x.Matter, &x.Controller, &begun, db.Null(&ended)); err != nil {
			return nil, fmt.Errorf("scan what is kept of reviewing: %w", err)
		}
		x.LastNote = civil.Of(begun)
		if !ended.IsZero() {
			x.LastNote, x.Closed = civil.Of(ended), civil.Of(ended)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

func remove(statements ...string) func(context.Context, *db.Tx, retention.Key) error {
	return func(ctx context.Context, tx *db.Tx, k retention.Key) error {
		for _, statement := range statements {
			if _, err := tx.Exec(ctx, statement, k.Matter); err != nil {
				return fmt.Errorf("delete %s: %w", k.Matter, err)
			}
		}
		return nil
	}
}
