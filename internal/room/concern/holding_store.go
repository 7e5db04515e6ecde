package concern

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// heldMatter is a matter with its sealed account.
type heldMatter struct {
	Matter
	content []byte
}

// mattersHeld gives every matter of the organisation about the persons, the first first.
func mattersHeld(ctx context.Context, tx *db.Tx, organisation string, persons []string) ([]heldMatter, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`, m.content
		FROM   `+matterTables+`
		WHERE  m.organisation_id = $1 AND m.child_id IN (`+db.Numbered(2, len(persons))+`)
		ORDER  BY m.delivered_at, m.id`, append([]any{organisation}, db.Anys(persons)...)...)
	if err != nil {
		return nil, fmt.Errorf("list matters held: %w", err)
	}
	defer rows.Close()
	var list []heldMatter
	for rows.Next() {
		var m heldMatter
		if m.Matter, err = scanMatter(rows.Scan, &m.content); err != nil {
			return nil, fmt.Errorf("scan matter held: %w", err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// reportsHeld gives some of what the organisation has sent, in the order of their ids.
func reportsHeld(ctx context.Context, tx *db.Tx, organisation, after string, limit int) ([]sealedReport, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+reportColumns+`, body
		FROM   concern_report
		WHERE  organisation_id = $1 AND state <> 'draft' AND id > $2
		ORDER  BY id
		LIMIT  $3`, organisation, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list reports held: %w", err)
	}
	defer rows.Close()
	var list []sealedReport
	for rows.Next() {
		var r sealedReport
		if r.Report, err = scanReport(rows.Scan, &r.body); err != nil {
			return nil, fmt.Errorf("scan report held: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
