package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertJudgement(ctx context.Context, tx *db.Tx, j Judgement, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_judgement (id, protection_id, kind, made_at, made_by, body)
		VALUES ($1, $2, $3, $4, $5, $6)`, j.ID, j.Protection, j.Kind, j.At, j.By, body); err != nil {
		return fmt.Errorf("insert judgement of protection %s: %w", j.Protection, err)
	}
	return nil
}

type sealedJudgement struct {
	Judgement
	body []byte
}

// listJudgements gives what has been judged of a mode, the latest first.
func listJudgements(ctx context.Context, tx *db.Tx, protection string) ([]sealedJudgement, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, protection_id, kind, made_at, made_by, body
		FROM   coordination_judgement
		WHERE  protection_id = $1
		ORDER  BY made_at DESC, id DESC`, protection)
	return db.Collect(rows, err, "judgements of protection "+protection, func(j *sealedJudgement) []any { return []any{&j.ID, &j.Protection, &j.Kind, &j.At, &j.By, &j.body} })
}

// calledGuardian is a meeting to come that a guardian has been called to.
type calledGuardian struct {
	Organisation, Guardian, Meeting string
	Starts                          time.Time
}

func listCalledGuardians(ctx context.Context, tx *db.Tx, matter string, after time.Time) ([]calledGuardian, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.organisation_id, a.subject_id, t.id, t.starts_at
		FROM   coordination_meeting t
		JOIN   coordination_attendance a ON a.meeting_id = t.id AND a.role = 'guardian'
		WHERE  t.matter_id = $1 AND t.state = 'called' AND t.starts_at > $2
		ORDER  BY t.starts_at, t.id`, matter, after)
	return db.Collect(rows, err, "guardians called in matter "+matter, func(x *calledGuardian) []any { return []any{&x.Organisation, &x.Guardian, &x.Meeting, &x.Starts} })
}
