package grant

import (
	"context"

	"samspel/internal/frame/db"
)

func insertReview(ctx context.Context, tx *db.Tx, r Review) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_review (id, year_id, municipality, registration_number, subject, reason, blocks, state, opened_by, opened_at, findings) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, '')`,
		r.ID, r.Year, r.Municipality, r.RegistrationNumber, r.Subject, r.Reason, r.Blocks, r.OpenedBy, r.OpenedAt)
	return err
}

func closeReview(ctx context.Context, tx *db.Tx, r Review) error {
	n, err := tx.Exec(ctx, `UPDATE grant_review SET state = $1, findings = $2, closed_by = $3, closed_at = $4 WHERE id = $5 AND state = 'open'`, r.State, r.Findings, r.ClosedBy, r.ClosedAt, r.ID)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// listReviews is those of a year that fit, newest first, each with its questions.
func listReviews(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Review, err error) {
	rows, err := tx.Query(ctx, `SELECT r.id, r.year_id, r.municipality, r.registration_number, r.subject, r.reason, r.blocks, r.state, r.opened_by, r.opened_at, r.findings, r.closed_by, r.closed_at
		FROM grant_review r WHERE `+where+` ORDER BY r.opened_at DESC, r.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := map[string]int{}
	for rows.Next() {
		var r Review
		if err := rows.Scan(&r.ID, &r.Year, &r.Municipality, &r.RegistrationNumber, &r.Subject, &r.Reason, &r.Blocks, &r.State, &r.OpenedBy, &r.OpenedAt, &r.Findings, db.Null(&r.ClosedBy), db.Null(&r.ClosedAt)); err != nil {
			return nil, err
		}
		at[r.ID] = len(all)
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	questions, err := tx.Query(ctx, `SELECT q.id, q.review_id, q.number, q.words, q.due_on, q.asked_at, q.answer, q.answered_at
		FROM grant_question q JOIN grant_review r ON r.id = q.review_id WHERE `+where+` ORDER BY q.review_id, q.number`, args...)
	if err != nil {
		return nil, err
	}
	defer questions.Close()
	for questions.Next() {
		var q Question
		if err := questions.Scan(&q.ID, &q.Review, &q.Number, &q.Words, &q.DueOn, &q.AskedAt, &q.Answer, db.Null(&q.AnsweredAt)); err != nil {
			return nil, err
		}
		of := &all[at[q.Review]]
		of.Questions = append(of.Questions, q)
	}
	return all, questions.Err()
}

// listYearReviews is the reviews of a year, or those of one municipality in it.
func listYearReviews(ctx context.Context, tx *db.Tx, year, municipality string) ([]Review, error) {
	return listReviews(ctx, tx, `r.year_id = $1 AND ($2 = '' OR r.municipality = $2)`, year, municipality)
}

func loadReview(ctx context.Context, tx *db.Tx, id string) (Review, error) {
	all, err := listReviews(ctx, tx, `r.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Review{}, err
	}
	return all[0], nil
}

func insertQuestion(ctx context.Context, tx *db.Tx, q Question, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_question (id, review_id, number, words, due_on, asked_by, asked_at, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		q.ID, q.Review, q.Number, q.Words, q.DueOn, by, q.AskedAt)
	return err
}

func answerQuestion(ctx context.Context, tx *db.Tx, q Question, by string) error {
	n, err := tx.Exec(ctx, `UPDATE grant_question SET answer = $1, answered_by = $2, answered_at = $3 WHERE id = $4 AND answer = ''`, q.Answer, by, q.AnsweredAt, q.ID)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

// blockedIn is the municipalities whose review keeps them from redistribution.
func blockedIn(ctx context.Context, tx *db.Tx, year string) (map[string]bool, error) {
	codes, err := texts(tx.Query(ctx, `SELECT municipality FROM grant_review WHERE year_id = $1 AND state = 'open' AND blocks`, year))
	blocked := map[string]bool{}
	for _, code := range codes {
		blocked[code] = true
	}
	return blocked, err
}
