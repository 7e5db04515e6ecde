package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

const commitmentColumns = `c.id, c.matter_id, c.goal_id, c.topic, c.organisation_id, c.unit_id, c.user_id, c.keyset_id, c.proposer_id, c.proposer_unit_id,
	c.state, c.plan, c.start_on, c.due, c.proposed_at, c.answered_at, c.ended_at, c.from_id, c.paragraph_id, c.version`

// sealedCommitment is a commitment with its words.
type sealedCommitment struct {
	Commitment
	body, outcome []byte
}

func scanCommitment(scan func(...any) error, more ...any) (Commitment, error) {
	var c Commitment
	err := scan(append([]any{&c.ID, &c.Matter, &c.Goal, &c.Topic, &c.Organisation, &c.Unit, &c.User, &c.Keyset, &c.Proposer, &c.ProposerUnit,
		&c.State, &c.Plan, db.Null(&c.Start), &c.Due, &c.ProposedAt, db.Null(&c.AnsweredAt), db.Null(&c.EndedAt), &c.From, &c.Decision, &c.Version}, more...)...)
	return c, err
}

func insertCommitment(ctx context.Context, tx *db.Tx, c Commitment, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_commitment (id, matter_id, goal_id, topic, organisation_id, unit_id, user_id, keyset_id, proposer_id, proposer_unit_id,
			state, plan, start_on, due, proposed_at, answered_at, ended_at, from_id, paragraph_id, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 1)`,
		c.ID, c.Matter, c.Goal, c.Topic, c.Organisation, c.Unit, c.User, c.Keyset, c.Proposer, c.ProposerUnit,
		c.State, c.Plan, c.Start, c.Due, c.ProposedAt, c.AnsweredAt, c.EndedAt, c.From, c.Decision, body); err != nil {
		return fmt.Errorf("insert commitment %s: %w", c.ID, err)
	}
	return nil
}

// moveCommitment stores an answer or an end, and what was written with it.
func moveCommitment(ctx context.Context, tx *db.Tx, c Commitment, outcome []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_commitment
		SET    state = $3, user_id = $4, answered_at = $5, ended_at = $6, outcome = $7, version = version + 1
		WHERE  id = $1 AND version = $2`, c.ID, c.Version, c.State, c.User, c.AnsweredAt, c.EndedAt, outcome)
	return changed(n, err, "move commitment "+c.ID)
}

// listCommitments gives everything promised and asked for in a matter, the oldest first.
func listCommitments(ctx context.Context, tx *db.Tx, matter string) ([]sealedCommitment, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+commitmentColumns+`, c.body, c.outcome
		FROM   coordination_commitment c
		WHERE  c.matter_id = $1
		ORDER  BY c.proposed_at, c.id`, matter)
	if err != nil {
		return nil, fmt.Errorf("list commitments of matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []sealedCommitment
	for rows.Next() {
		var x sealedCommitment
		if x.Commitment, err = scanCommitment(rows.Scan, &x.body, &x.outcome); err != nil {
			return nil, fmt.Errorf("scan commitment of matter %s: %w", matter, err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// listCommitmentIDs gives every commitment of a matter.
func listCommitmentIDs(ctx context.Context, tx *db.Tx, matter string) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM coordination_commitment WHERE matter_id = $1`, matter)
	return collectIDs(rows, err)
}

// loadCommitment gives a commitment; db.ErrNotFound when there is none.
func loadCommitment(ctx context.Context, tx *db.Tx, id string) (sealedCommitment, error) {
	var x sealedCommitment
	var err error
	if x.Commitment, err = scanCommitment(tx.QueryRow(ctx, `
		SELECT `+commitmentColumns+`, c.body, c.outcome
		FROM   coordination_commitment c
		WHERE  c.id = $1`, id).Scan, &x.body, &x.outcome); err != nil {
		return sealedCommitment{}, fmt.Errorf("load commitment %s: %w", id, err)
	}
	return x, nil
}

// mineRow is a commitment in somebody's list.
type mineRow struct {
	sealedCommitment
	protected bool
	form      string
	version   int
	child     string
}

// listMine gives what waits for the reader's unit in the matters they take part in,
// from the index coordination_commitment_mine, the soonest first.
func listMine(ctx context.Context, tx *db.Tx, who access.Actor, after PageKeyDue, limit int) ([]mineRow, error) {
	where, args := memberScope(who)
	args = append(args, limit)
	more := ""
	if !after.IsZero() {
		args = append(args, after.Due, after.ID)
		more = " AND c.due >= $4 AND (c.due > $4 OR c.id > $5)"
	}
	rows, err := tx.Query(ctx, `
		SELECT `+commitmentColumns+`, c.body, c.outcome, m.protected, m.form, m.form_version, p.child_id
		FROM   coordination_commitment c
		JOIN   coordination_member me ON me.matter_id = c.matter_id
		JOIN   coordination_matter m ON m.id = c.matter_id
		JOIN   coordination_party p ON p.matter_id = c.matter_id AND p.organisation_id = c.organisation_id
		WHERE  `+where+` AND c.unit_id = $2 AND c.state IN ('proposed', 'accepted', 'ongoing') AND m.state <> 'closed'`+more+`
		ORDER  BY c.due, c.id
		LIMIT  $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("list own commitments: %w", err)
	}
	defer rows.Close()
	var list []mineRow
	for rows.Next() {
		var x mineRow
		if x.Commitment, err = scanCommitment(rows.Scan, &x.body, &x.outcome, &x.protected, &x.form, &x.version, &x.child); err != nil {
			return nil, fmt.Errorf("scan own commitment: %w", err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// waitingFor is a commitment that nobody has answered in time.
type waitingFor struct {
	id, matter, unit, user, holder string
	// here says that who is asked takes part, and protected that the mode is on.
	here, protected bool
}

// listUnanswered gives the commitments that were proposed before the moment, still
// wait, and nobody has been told of.
func listUnanswered(ctx context.Context, tx *db.Tx, before time.Time, limit int) ([]waitingFor, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.id, c.matter_id, c.unit_id, c.user_id, m.holder_id,
		       EXISTS (SELECT 1 FROM coordination_member me
		               WHERE  me.matter_id = c.matter_id AND me.unit_id = c.unit_id AND me.user_id = c.user_id AND me.state = 'joined'),
		       EXISTS (SELECT 1 FROM coordination_protection p WHERE p.matter_id = c.matter_id AND p.off_at IS NULL)
		FROM   coordination_commitment c
		JOIN   coordination_matter m ON m.id = c.matter_id
		WHERE  c.state = 'proposed' AND c.escalated_at IS NULL AND c.proposed_at <= $1 AND m.state <> 'closed'
		ORDER  BY c.proposed_at, c.id
		LIMIT  $2`, before, limit)
	return db.Collect(rows, err, "unanswered commitments", func(w *waitingFor) []any {
		return []any{&w.id, &w.matter, &w.unit, &w.user, &w.holder, &w.here, &w.protected}
	})
}

// markEscalated says whether this is the first time.
func markEscalated(ctx context.Context, tx *db.Tx, id string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_commitment SET escalated_at = $2
		WHERE  id = $1 AND escalated_at IS NULL AND state = 'proposed'`, id, at)
	if err != nil {
		return false, fmt.Errorf("mark commitment %s: %w", id, err)
	}
	return n > 0, nil
}
