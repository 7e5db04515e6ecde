package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// sealedPlan is a version with its words.
type sealedPlan struct {
	Plan
	body []byte
}

const planColumns = `id, matter_id, organisation_id, keyset_id, number, state, author_id, made_at, laid_at, agreed_at, next_on, version, body`

func scanPlan(scan func(...any) error) (sealedPlan, error) {
	var p sealedPlan
	err := scan(&p.ID, &p.Matter, &p.Organisation, &p.Keyset, &p.Number, &p.State, &p.Author, &p.MadeAt, db.Null(&p.LaidAt), db.Null(&p.AgreedAt),
		db.Null(&p.NextOn), &p.Version, &p.body)
	return p, err
}

func insertPlan(ctx context.Context, tx *db.Tx, p Plan, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_plan (id, matter_id, organisation_id, keyset_id, number, state, author_id, made_at, laid_at, agreed_at, next_on, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)`,
		p.ID, p.Matter, p.Organisation, p.Keyset, p.Number, p.State, p.Author, p.MadeAt, p.LaidAt, p.AgreedAt, p.NextOn, body); err != nil {
		return fmt.Errorf("insert plan %s: %w", p.ID, err)
	}
	return nil
}

// rewritePlan stores a draft's words; the guard refuses a version that is laid forward.
func rewritePlan(ctx context.Context, tx *db.Tx, p Plan, body []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_plan
		SET    body = $3, next_on = $4, version = version + 1
		WHERE  id = $1 AND version = $2 AND state = 'draft'`, p.ID, p.Version, body, p.NextOn)
	return changed(n, err, "rewrite plan "+p.ID)
}

// movePlan stores how far a version has come.
func movePlan(ctx context.Context, tx *db.Tx, p Plan) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_plan
		SET    state = $3, laid_at = $4, agreed_at = $5, next_on = $6, version = version + 1
		WHERE  id = $1 AND version = $2`, p.ID, p.Version, p.State, p.LaidAt, p.AgreedAt, p.NextOn)
	return changed(n, err, "move plan "+p.ID)
}

// replacePlans lets earlier versions be replaced by one that is agreed.
func replacePlans(ctx context.Context, tx *db.Tx, p Plan) error {
	if _, err := tx.Exec(ctx, `
		UPDATE coordination_plan
		SET    state = 'replaced', version = version + 1
		WHERE  matter_id = $1 AND number < $2 AND state <> 'replaced'`, p.Matter, p.Number); err != nil {
		return fmt.Errorf("replace plans of matter %s: %w", p.Matter, err)
	}
	return nil
}

// changed makes a guarded update that found nothing a lost race.
func changed(n int64, err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// listPlans gives every version, the newest first.
func listPlans(ctx context.Context, tx *db.Tx, matter string) ([]sealedPlan, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+planColumns+`
		FROM   coordination_plan
		WHERE  matter_id = $1
		ORDER  BY number DESC`, matter)
	if err != nil {
		return nil, fmt.Errorf("list plans of matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []sealedPlan
	for rows.Next() {
		p, err := scanPlan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan plan of matter %s: %w", matter, err)
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// sealedAgreement is an answer with its reason.
type sealedAgreement struct {
	Agreement
	body []byte
}

func insertAgreement(ctx context.Context, tx *db.Tx, a Agreement, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_agreement (id, plan_id, capacity, who_id, agrees, at, recorded_by, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, a.ID, a.Plan, a.By, a.Who, a.Agrees, a.At, a.RecordedBy, body); err != nil {
		return fmt.Errorf("insert agreement %s: %w", a.ID, err)
	}
	return nil
}

// listAgreements gives every answer to a version, the oldest first.
func listAgreements(ctx context.Context, tx *db.Tx, plan string) ([]sealedAgreement, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, plan_id, capacity, who_id, agrees, at, recorded_by, body
		FROM   coordination_agreement
		WHERE  plan_id = $1
		ORDER  BY at, id`, plan)
	return db.Collect(rows, err, "answers to plan "+plan, func(a *sealedAgreement) []any {
		return []any{&a.ID, &a.Plan, &a.By, &a.Who, &a.Agrees, &a.At, &a.RecordedBy, &a.body}
	})
}

type sealedFollowUp struct {
	FollowUp
	body []byte
}

func insertFollowUp(ctx context.Context, tx *db.Tx, f FollowUp, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_followup (id, plan_id, matter_id, held_on, due_on, recorded_at, recorded_by, child_rated, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, f.ID, f.Plan, f.Matter, f.HeldOn, f.DueOn, f.RecordedAt, f.RecordedBy, f.ChildRated, body); err != nil {
		return fmt.Errorf("insert follow-up %s: %w", f.ID, err)
	}
	return nil
}

// listFollowUps gives the latest of them, the newest first.
func listFollowUps(ctx context.Context, tx *db.Tx, matter string, limit int) ([]sealedFollowUp, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, plan_id, matter_id, held_on, recorded_at, recorded_by, child_rated, body
		FROM   coordination_followup
		WHERE  matter_id = $1
		ORDER  BY held_on DESC, id DESC
		LIMIT  $2`, matter, limit)
	return db.Collect(rows, err, "follow-ups of matter "+matter, func(f *sealedFollowUp) []any {
		return []any{&f.ID, &f.Plan, &f.Matter, &f.HeldOn, &f.RecordedAt, &f.RecordedBy, &f.ChildRated, &f.body}
	})
}

type sealedCopy struct {
	Copy
	body []byte
}

func insertCopy(ctx context.Context, tx *db.Tx, c Copy, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_copy (id, plan_id, matter_id, format, at, author_id, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.ID, c.Plan, c.Matter, c.Format, c.At, c.Author, body); err != nil {
		return fmt.Errorf("insert copy %s: %w", c.ID, err)
	}
	return nil
}

func loadCopy(ctx context.Context, tx *db.Tx, id string) (sealedCopy, error) {
	var c sealedCopy
	err := tx.QueryRow(ctx, `
		SELECT id, plan_id, matter_id, format, at, author_id, body
		FROM   coordination_copy
		WHERE  id = $1`, id).Scan(&c.ID, &c.Plan, &c.Matter, &c.Format, &c.At, &c.Author, &c.body)
	if err != nil {
		return sealedCopy{}, fmt.Errorf("load copy %s: %w", id, err)
	}
	return c, nil
}

// listCopies gives the latest copies handed out, the newest first.
func listCopies(ctx context.Context, tx *db.Tx, matter string, limit int) ([]sealedCopy, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, plan_id, matter_id, format, at, author_id, body
		FROM   coordination_copy
		WHERE  matter_id = $1
		ORDER  BY at DESC, id DESC
		LIMIT  $2`, matter, limit)
	return db.Collect(rows, err, "copies of matter "+matter, func(c *sealedCopy) []any {
		return []any{&c.ID, &c.Plan, &c.Matter, &c.Format, &c.At, &c.Author, &c.body}
	})
}
