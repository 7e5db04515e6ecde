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
	if err != nil {
		return nil, fmt.Errorf("list judgements of protection %s: %w", protection, err)
	}
	defer rows.Close()
	var list []sealedJudgement
	for rows.Next() {
		var j sealedJudgement
		if err := rows.Scan(&j.ID, &j.Protection, &j.Kind, &j.At, &j.By, &j.body); err != nil {
			return nil, fmt.Errorf("scan judgement of protection %s: %w", protection, err)
		}
		list = append(list, j)
	}
	return list, rows.Err()
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
	if err != nil {
		return nil, fmt.Errorf("list guardians called in matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []calledGuardian
	for rows.Next() {
		var x calledGuardian
		if err := rows.Scan(&x.Organisation, &x.Guardian, &x.Meeting, &x.Starts); err != nil {
			return nil, fmt.Errorf("scan guardians called in matter %s: %w", matter, err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}
