package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

const memberColumns = `me.id, me.matter_id, me.organisation_id, me.unit_id, me.user_id, me.state, me.holds, me.opened_at,
	me.invited_by, me.invited_at, me.answered_at, me.version`

func scanMember(scan func(...any) error, more ...any) (Member, error) {
	var m Member
	err := scan(append([]any{&m.ID, &m.Matter, &m.Organisation, &m.Unit, &m.User, &m.State, &m.Holds, &m.OpenedAt,
		&m.InvitedBy, &m.InvitedAt, db.Null(&m.AnsweredAt), &m.Version}, more...)...)
	return m, err
}

func insertMember(ctx context.Context, tx *db.Tx, m Member, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_member (id, matter_id, organisation_id, unit_id, user_id, state, holds, opened_at,
			invited_by, invited_at, answered_at, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)`,
		m.ID, m.Matter, m.Organisation, m.Unit, m.User, m.State, m.Holds, m.OpenedAt, m.InvitedBy, m.InvitedAt, m.AnsweredAt, body); err != nil {
		return fmt.Errorf("insert member %s: %w", m.ID, err)
	}
	return nil
}

func updateMember(ctx context.Context, tx *db.Tx, m Member) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_member
		SET    state = $3, user_id = $4, answered_at = $5, version = version + 1
		WHERE  id = $1 AND version = $2`, m.ID, m.Version, m.State, m.User, m.AnsweredAt)
	if err != nil {
		return fmt.Errorf("update member %s: %w", m.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return memberSlots(ctx, tx, m)
}

func listMembers(ctx context.Context, tx *db.Tx, matter string) ([]Member, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+memberColumns+`
		FROM   coordination_member me
		WHERE  me.matter_id = $1
		ORDER  BY me.invited_at, me.id`, matter)
	if err != nil {
		return nil, fmt.Errorf("list members of matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []Member
	for rows.Next() {
		m, err := scanMember(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan member of matter %s: %w", matter, err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// memberBodies gives what was written with each invitation of a matter.
func memberBodies(ctx context.Context, tx *db.Tx, matter string) (map[string][]byte, error) {
	rows, err := tx.Query(ctx, `SELECT id, body FROM coordination_member WHERE matter_id = $1`, matter)
	if err != nil {
		return nil, fmt.Errorf("list invitations of matter %s: %w", matter, err)
	}
	defer rows.Close()
	all := make(map[string][]byte)
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, fmt.Errorf("scan invitation of matter %s: %w", matter, err)
		}
		all[id] = body
	}
	return all, rows.Err()
}

// invitation is one that waits, with the form of its matter.
type invitation struct {
	Member
	form    string
	version int
}

// listAsked gives the invitations that wait for the reader or for somebody at the
// unit, the oldest first.
func listAsked(ctx context.Context, tx *db.Tx, who access.Actor, limit int) ([]invitation, error) {
	where, args := askedScope(who)
	rows, err := tx.Query(ctx, `
		SELECT `+memberColumns+`, m.form, m.form_version
		FROM   coordination_member me
		JOIN   coordination_matter m ON m.id = me.matter_id
		WHERE  `+where+`
		ORDER  BY me.invited_at, me.id
		LIMIT  `+db.Numbered(len(args)+1, 1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	defer rows.Close()
	var list []invitation
	for rows.Next() {
		var x invitation
		if x.Member, err = scanMember(rows.Scan, &x.form, &x.version); err != nil {
			return nil, fmt.Errorf("scan invitation: %w", err)
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// askedScope is mayAnswer as a condition on coordination_member me, but for the
// protection: an invitation in a list names nobody.
func askedScope(who access.Actor) (where string, args []any) {
	where = "me.state = 'invited' AND me.unit_id = $1 AND (me.user_id = '' OR me.user_id = $2) AND " + notApart("$2")
	if !mayTakePart(who).Allowed() {
		where = "1 = 0 AND " + where
	}
	return where, []any{who.Unit, who.User}
}

// countAsked counts the invitations that wait, up to a cap.
func countAsked(ctx context.Context, tx *db.Tx, who access.Actor, most int) (int, error) {
	where, args := askedScope(who)
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM (SELECT 1 FROM coordination_member me WHERE `+where+` LIMIT $3) AS counted`, append(args, most)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count invitations: %w", err)
	}
	return n, nil
}

// takesPart says whether the member still takes part in an open matter, whose protected
// mode is the one they were let in to, or off as it was: what a writer asks again in the
// transaction that writes.
func takesPart(ctx context.Context, tx *db.Tx, member, protection string) (bool, error) {
	var is bool
	err := tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1
		               FROM   coordination_member me
		               JOIN   coordination_matter m ON m.id = me.matter_id
		               WHERE  me.id = $1 AND me.state = 'joined' AND m.state <> 'closed'
		               AND    coalesce((SELECT p.id FROM coordination_protection p WHERE p.matter_id = m.id AND p.off_at IS NULL), '') = $2)`,
		member, protection).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("look for member %s: %w", member, err)
	}
	return is, nil
}
