package person

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// row is a person as stored: who it is still sealed.
type row struct {
	person                    Person
	identity, contact         []byte
	numberHash, nameBirthHash []byte
	createdAt                 time.Time
}

func insertRecord(ctx context.Context, tx *db.Tx, r row) error {
	x := r.person
	_, err := tx.Exec(ctx, `
		INSERT INTO person_record
		       (id, controller_id, matter_id, kind, protection, keyset_id,
		        identity, contact, number_hash, name_birth_hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		x.ID, x.Controller, x.Matter, x.Kind, x.Protection, x.Keyset,
		r.identity, r.contact, orNull(r.numberHash), orNull(r.nameBirthHash), r.createdAt)
	if err != nil {
		return fmt.Errorf("insert person %s: %w", x.ID, err)
	}
	return nil
}

func loadRecords(ctx context.Context, tx *db.Tx, ids []string) ([]row, error) {
	return inChunks(ids, func(list string, args []any) ([]row, error) {
		rows, err := tx.Query(ctx, `
		SELECT id, controller_id, matter_id, kind, protection, keyset_id, identity, contact
		FROM   person_record
		WHERE  id IN (`+list+`)`, args...)
		return db.Collect(rows, err, "persons", func(r *row) []any {
			x := &r.person
			return []any{&x.ID, &x.Controller, &x.Matter, &x.Kind, &x.Protection, &x.Keyset, &r.identity, &r.contact}
		})
	})
}

// loadAround is the persons with the ids, and everybody in the matters with the ids, each once.
func loadAround(ctx context.Context, tx *db.Tx, ids []string) ([]row, error) {
	var all []row
	seen := map[string]bool{}
	for _, column := range []string{"id", "matter_id"} {
		found, err := inChunks(ids, func(list string, args []any) ([]row, error) {
			rows, err := tx.Query(ctx, `
		SELECT id, controller_id, matter_id, kind, protection, keyset_id, identity, contact
		FROM   person_record
		WHERE  `+column+` IN (`+list+`)`, args...)
			return db.Collect(rows, err, "persons", func(r *row) []any {
				x := &r.person
				return []any{&x.ID, &x.Controller, &x.Matter, &x.Kind, &x.Protection, &x.Keyset, &r.identity, &r.contact}
			})
		})
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if !seen[r.person.ID] {
				seen[r.person.ID] = true
				all = append(all, r)
			}
		}
	}
	return all, nil
}

func findByNumber(ctx context.Context, tx *db.Tx, controller string, hash []byte) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM   person_record
		WHERE  number_hash = $1 AND controller_id = $2
		ORDER  BY id`, hash, controller)
	return db.Collect(rows, err, "persons by number", db.Single[string])
}

func findByNameAndBirth(ctx context.Context, tx *db.Tx, controller string, hash []byte) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM   person_record
		WHERE  name_birth_hash = $1 AND controller_id = $2
		ORDER  BY id`, hash, controller)
	return db.Collect(rows, err, "persons by name and birth", db.Single[string])
}

// findSame gives pairs of an id and another of the same controller with a hash in common.
func findSame(ctx context.Context, tx *db.Tx, ids []string) ([][2]string, error) {
	return inChunks(ids, func(list string, args []any) ([][2]string, error) {
		rows, err := tx.Query(ctx, `
		SELECT p.id, q.id
		FROM   person_record p
		JOIN   person_record q ON q.number_hash = p.number_hash AND q.controller_id = p.controller_id AND q.id <> p.id
		WHERE  p.id IN (`+list+`)
		UNION
		SELECT p.id, q.id
		FROM   person_record p
		JOIN   person_record q ON q.name_birth_hash = p.name_birth_hash AND q.controller_id = p.controller_id AND q.id <> p.id
		WHERE  p.id IN (`+list+`)`, args...)
		return db.Collect(rows, err, "records of the same person", func(pair *[2]string) []any { return []any{&pair[0], &pair[1]} })
	})
}

func forgetRecords(ctx context.Context, tx *db.Tx, controller, matter string) error {
	const theirs = `(SELECT id FROM person_record WHERE controller_id = $1 AND matter_id = $2)`
	for _, end := range []string{"child_id", "adult_id"} {
		if _, err := tx.Exec(ctx, `DELETE FROM person_relation WHERE `+end+` IN `+theirs, controller, matter); err != nil {
			return fmt.Errorf("forget relations in matter %s: %w", matter, err)
		}
	}
	if _, err := tx.Exec(ctx, `
		UPDATE person_record
		SET    identity = $3, contact = $3, number_hash = NULL, name_birth_hash = NULL
		WHERE  controller_id = $1 AND matter_id = $2`, controller, matter, []byte{}); err != nil {
		return fmt.Errorf("forget persons in matter %s: %w", matter, err)
	}
	return nil
}

func deleteRecords(ctx context.Context, tx *db.Tx, matter string) error {
	const theirs = `(SELECT id FROM person_record WHERE matter_id = $1)`
	for _, statement := range []string{
		`DELETE FROM person_relation WHERE child_id IN ` + theirs,
		`DELETE FROM person_relation WHERE adult_id IN ` + theirs,
		`DELETE FROM person_record WHERE matter_id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, matter); err != nil {
			return fmt.Errorf("delete persons in matter %s: %w", matter, err)
		}
	}
	return nil
}

func listInMatter(ctx context.Context, tx *db.Tx, controller, matter string) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM   person_record
		WHERE  matter_id = $1 AND controller_id = $2
		ORDER  BY id`, matter, controller)
	return db.Collect(rows, err, "persons in a matter", db.Single[string])
}

// orNull keeps an empty hash out of the partial indexes.
func orNull(hash []byte) any {
	if hash == nil {
		return nil
	}
	return hash
}
