package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

func insertSharing(ctx context.Context, tx *db.Tx, s Sharing, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_sharing (id, matter_id, organisation_id, unit_id, author_id, keyset_id, ground, shares, recipients, topics,
			item_id, decided_at, valid_to, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		s.ID, s.Matter, s.Organisation, s.Unit, s.Author, s.Keyset, s.Ground, s.Shares, words(s.Recipients), words(s.Topics),
		s.Item, s.DecidedAt, s.To, body); err != nil {
		return fmt.Errorf("insert decision %s: %w", s.ID, err)
	}
	return nil
}

// endSharing takes a decision back, unless somebody was first.
func endSharing(ctx context.Context, tx *db.Tx, s Sharing) error {
	n, err := tx.Exec(ctx, `UPDATE coordination_sharing SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, s.ID, s.EndedAt)
	if err != nil {
		return fmt.Errorf("end decision %s: %w", s.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func listSharings(ctx context.Context, tx *db.Tx, matters ...string) ([]Sharing, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, organisation_id, unit_id, author_id, keyset_id, ground, shares, recipients, topics, item_id,
		       decided_at, valid_to, ended_at
		FROM   coordination_sharing
		WHERE  matter_id IN (`+db.Numbered(1, len(matters))+`)
		ORDER  BY decided_at, id`, db.Anys(matters)...)
	if err != nil {
		return nil, fmt.Errorf("list decisions: %w", err)
	}
	defer rows.Close()
	var list []Sharing
	for rows.Next() {
		var s Sharing
		var recipients, topics string
		if err := rows.Scan(&s.ID, &s.Matter, &s.Organisation, &s.Unit, &s.Author, &s.Keyset, &s.Ground, &s.Shares, &recipients, &topics,
			&s.Item, &s.DecidedAt, db.Null(&s.To), db.Null(&s.EndedAt)); err != nil {
			return nil, fmt.Errorf("scan decision: %w", err)
		}
		s.Recipients, s.Topics = fromWords[string](recipients), fromWords[Topic](topics)
		list = append(list, s)
	}
	return list, rows.Err()
}

// sharingBodies gives the reasons of an organisation's own decisions in a matter.
func sharingBodies(ctx context.Context, tx *db.Tx, matter, organisation string) (map[string][]byte, error) {
	rows, err := tx.Query(ctx, `SELECT id, body FROM coordination_sharing WHERE matter_id = $1 AND organisation_id = $2`, matter, organisation)
	if err != nil {
		return nil, fmt.Errorf("list decisions of matter %s: %w", matter, err)
	}
	defer rows.Close()
	all := make(map[string][]byte)
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, fmt.Errorf("scan decision of matter %s: %w", matter, err)
		}
		all[id] = body
	}
	return all, rows.Err()
}

// matterOfSharing is the matter a decision is about; db.ErrNotFound when there is none.
func matterOfSharing(ctx context.Context, tx *db.Tx, sharing string) (matter string, err error) {
	if err = tx.QueryRow(ctx, `SELECT matter_id FROM coordination_sharing WHERE id = $1`, sharing).Scan(&matter); err != nil {
		return "", fmt.Errorf("load decision %s: %w", sharing, err)
	}
	return matter, nil
}
