package person

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// inOneMatter says whether the child and the adult are persons of one controller's matter.
func inOneMatter(ctx context.Context, tx *db.Tx, child, adult string) (bool, error) {
	var found int
	err := tx.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   person_record c
		JOIN   person_record a ON a.matter_id = c.matter_id AND a.controller_id = c.controller_id
		WHERE  c.id = $1 AND a.id = $2 AND c.kind = 'child' AND a.kind = 'guardian'`,
		child, adult).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("compare the matters of %s and %s: %w", child, adult, err)
	}
	return found > 0, nil
}

func insertRelation(ctx context.Context, tx *db.Tx, r Relation) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO person_relation
		       (id, child_id, adult_id, kind, valid_from, valid_to, source, checked_on,
		        conflict_of_interest, may_not_know)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.Child, r.Adult, r.Kind, r.From, r.To, r.Source, r.CheckedOn, r.ConflictOfInterest, r.MayNotKnow)
	if err != nil {
		return fmt.Errorf("insert relation %s: %w", r.ID, err)
	}
	return nil
}

func loadRelations(ctx context.Context, tx *db.Tx, child string) ([]Relation, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, child_id, adult_id, kind, valid_from, valid_to, source, checked_on,
		       conflict_of_interest, may_not_know
		FROM   person_relation
		WHERE  child_id = $1
		ORDER  BY id`, child)
	return db.Collect(rows, err, "relations", func(r *Relation) []any {
		return []any{&r.ID, &r.Child, &r.Adult, &r.Kind, db.Null(&r.From), db.Null(&r.To), &r.Source, &r.CheckedOn,
			&r.ConflictOfInterest, &r.MayNotKnow}
	})
}
