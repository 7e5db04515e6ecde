package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// sealedErrand is a question with its texts.
type sealedErrand struct {
	Errand
	body, reply []byte
}

const errandColumns = `id, matter_id, commitment_id, organisation_id, unit_id, author_id, user_id, keyset_id, kind, answer, asked_at, until_on, ended_at, body, reply, version`

func scanErrand(scan func(...any) error) (sealedErrand, error) {
	var e sealedErrand
	err := scan(&e.ID, &e.Matter, &e.Commitment, &e.Organisation, &e.Unit, &e.Author, &e.User, &e.Keyset, &e.Kind, &e.Answer, &e.AskedAt, &e.Until,
		db.Null(&e.EndedAt), &e.body, db.Null(&e.reply), &e.Version)
	return e, err
}

func insertErrand(ctx context.Context, tx *db.Tx, e Errand, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_errand (id, matter_id, commitment_id, organisation_id, unit_id, author_id, user_id, keyset_id, kind, answer, asked_at, until_on, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, 1)`,
		e.ID, e.Matter, e.Commitment, e.Organisation, e.Unit, e.Author, e.User, e.Keyset, e.Kind, e.AskedAt, e.Until, body); err != nil {
		return fmt.Errorf("insert errand %s: %w", e.ID, err)
	}
	return nil
}

// reopenErrand stores the question as it was sent again, for another account.
func reopenErrand(ctx context.Context, tx *db.Tx, e Errand, version int64, body []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_errand
		SET    user_id = $3, kind = $4, until_on = $5, body = $6, version = version + 1
		WHERE  id = $1 AND version = $2 AND ended_at IS NULL`, e.ID, version, e.User, e.Kind, e.Until, body)
	return changed(n, err, "ask errand again "+e.ID)
}

// endErrand stores the answer, or that there will be none, unless somebody was first.
func endErrand(ctx context.Context, tx *db.Tx, e Errand, reply []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_errand
		SET    answer = $3, ended_at = $4, reply = $5, version = version + 1
		WHERE  id = $1 AND version = $2 AND ended_at IS NULL`, e.ID, e.Version, e.Answer, e.EndedAt, orNull(reply))
	return changed(n, err, "end errand "+e.ID)
}

func loadErrand(ctx context.Context, tx *db.Tx, id string) (sealedErrand, error) {
	e, err := scanErrand(tx.QueryRow(ctx, `SELECT `+errandColumns+` FROM coordination_errand WHERE id = $1`, id).Scan)
	if err != nil {
		return sealedErrand{}, fmt.Errorf("load errand %s: %w", id, err)
	}
	return e, nil
}

// errandOf is the question that an account was made for; db.ErrNotFound when it was for none.
func errandOf(ctx context.Context, tx *db.Tx, user string) (sealedErrand, error) {
	e, err := scanErrand(tx.QueryRow(ctx, `SELECT `+errandColumns+` FROM coordination_errand WHERE user_id = $1`, user).Scan)
	if err != nil {
		return sealedErrand{}, fmt.Errorf("load errand of an account: %w", err)
	}
	return e, nil
}

// listErrands gives the questions about a commitment, the oldest first.
func listErrands(ctx context.Context, tx *db.Tx, commitment string) ([]sealedErrand, error) {
	return errands(tx.Query(ctx, `SELECT `+errandColumns+` FROM coordination_errand WHERE commitment_id = $1 ORDER BY asked_at, id`, commitment))
}

// listPassed gives the questions whose last day has passed without an answer.
func listPassed(ctx context.Context, tx *db.Tx, today civil.Date, limit int) ([]sealedErrand, error) {
	return errands(tx.Query(ctx, `SELECT `+errandColumns+` FROM coordination_errand WHERE ended_at IS NULL AND until_on < $1 ORDER BY until_on, id LIMIT $2`, today, limit))
}

func errands(rows *db.Rows, err error) ([]sealedErrand, error) {
	if err != nil {
		return nil, fmt.Errorf("list errands: %w", err)
	}
	defer rows.Close()
	var list []sealedErrand
	for rows.Next() {
		e, err := scanErrand(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan errand: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}
