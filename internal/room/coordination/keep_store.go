package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
)

// kept is every organisation's part of every matter and each need without one. In a
// closed matter nothing is written but what the family answers afterwards.
const kept = `
	SELECT k.matter_id, k.organisation_id, k.child_id, k.closed_at, k.noted_at,
	       (SELECT max(a.at) FROM coordination_afterwards a WHERE a.matter_id = k.matter_id AND a.organisation_id = k.organisation_id)
	FROM   (SELECT p.matter_id AS matter_id, p.organisation_id AS organisation_id, p.child_id AS child_id, m.closed_at AS closed_at,
	               coalesce(m.closed_at, p.since) AS noted_at
	        FROM   coordination_party p
	        JOIN   coordination_matter m ON m.id = p.matter_id
	        UNION ALL
	        SELECT n.id, n.organisation_id, n.child_id, CASE WHEN n.state = 'refused' THEN n.decided_at END, coalesce(n.decided_at, n.raised_at)
	        FROM   coordination_need n
	        WHERE  n.state <> 'accepted') k`

func walkKept(ctx context.Context, tx *db.Tx, after retention.Key, limit int) ([]retention.Copy, error) {
	rows, err := tx.Query(ctx, kept+`
	WHERE  k.matter_id > $1 OR k.matter_id = $1 AND k.organisation_id > $2
	ORDER  BY k.matter_id, k.organisation_id
	LIMIT  $3`, after.Matter, after.Controller, limit)
	return scanKept(rows, err)
}

func lookKept(ctx context.Context, tx *db.Tx, matters []string) ([]retention.Copy, error) {
	args := make([]any, len(matters))
	for i, m := range matters {
		args[i] = m
	}
	rows, err := tx.Query(ctx, kept+`
	WHERE  k.matter_id IN (`+db.Numbered(1, len(matters))+`)`, args...)
	return scanKept(rows, err)
}

func scanKept(rows *db.Rows, err error) ([]retention.Copy, error) {
	if err != nil {
		return nil, fmt.Errorf("list what is kept: %w", err)
	}
	defer rows.Close()
	var all []retention.Copy
	for rows.Next() {
		x := retention.Copy{Class: retention.Coordination}
		var closed, noted, answered time.Time
		if err := rows.Scan(&x.Matter, &x.Controller, &x.Child, db.Null(&closed), &noted, db.Null(&answered)); err != nil {
			return nil, fmt.Errorf("scan what is kept: %w", err)
		}
		if answered.After(noted) {
			noted = answered
		}
		x.LastNote = civil.Of(noted)
		if !closed.IsZero() {
			x.Closed = civil.Of(closed)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// leaveParty takes an organisation out of a matter, and says whether nobody is left.
func leaveParty(ctx context.Context, tx *db.Tx, k retention.Key) (last bool, err error) {
	if _, err := tx.Exec(ctx, `
		DELETE FROM coordination_party
		WHERE  matter_id = $1 AND organisation_id = $2`, k.Matter, k.Controller); err != nil {
		return false, fmt.Errorf("leave matter %s: %w", k.Matter, err)
	}
	err = tx.QueryRow(ctx, `SELECT NOT EXISTS (SELECT 1 FROM coordination_party WHERE matter_id = $1)`, k.Matter).Scan(&last)
	return last, err
}

// deletePart takes away what an organisation has written and what is sealed for it.
// A meeting that it called stays, emptied, for what the others wrote in its minutes.
func deletePart(ctx context.Context, tx *db.Tx, k retention.Key) error {
	const (
		theirs   = ` matter_id = $1 AND organisation_id = $2`
		members  = `(SELECT id FROM coordination_member WHERE` + theirs + `)`
		messages = `(SELECT id FROM coordination_message WHERE` + theirs + `)`
		items    = `(SELECT id FROM coordination_item WHERE` + theirs + `)`
		meetings = `(SELECT id FROM coordination_meeting WHERE matter_id = $1)`
		called   = `(SELECT id FROM coordination_meeting WHERE` + theirs + `)`
		owned    = `EXISTS (SELECT 1 FROM coordination_matter m WHERE m.id = $1 AND m.organisation_id = $2)`
		plans    = `(SELECT id FROM coordination_plan WHERE` + theirs + `)`
	)
	for _, statement := range []string{
		`DELETE FROM coordination_told WHERE item_id IN ` + items,
		`DELETE FROM coordination_version WHERE item_id IN ` + items,
		`DELETE FROM coordination_item WHERE` + theirs,
		`DELETE FROM coordination_receipt WHERE message_id IN ` + messages + ` OR member_id IN ` + members,
		`DELETE FROM coordination_message WHERE` + theirs,
		`DELETE FROM coordination_wording WHERE meeting_id IN ` + meetings + ` AND organisation_id = $2`,
		`DELETE FROM coordination_confirmation WHERE member_id IN ` + members,
		`DELETE FROM coordination_attendance WHERE meeting_id IN ` + called,
		`DELETE FROM coordination_errand WHERE` + theirs,
		`DELETE FROM coordination_commitment WHERE` + theirs,
		`DELETE FROM coordination_sharing WHERE` + theirs,
		`DELETE FROM coordination_afterwards WHERE` + theirs,
		`DELETE FROM coordination_closure WHERE` + theirs,
		`DELETE FROM coordination_shut WHERE member_id IN ` + members,
		`DELETE FROM coordination_slot WHERE member_id IN ` + members,
		`DELETE FROM coordination_member WHERE` + theirs,

		// What follows is sealed for the organisation whose matter it is, whoever wrote it.
		`DELETE FROM coordination_agreement WHERE plan_id IN ` + plans,
		`DELETE FROM coordination_followup WHERE plan_id IN ` + plans,
		`DELETE FROM coordination_copy WHERE plan_id IN ` + plans,
		`DELETE FROM coordination_plan_told WHERE plan_id IN ` + plans,
		`DELETE FROM coordination_plan WHERE` + theirs,
		`DELETE FROM coordination_giver WHERE consent_id IN (SELECT id FROM coordination_consent WHERE matter_id = $1) AND ` + owned,
		`DELETE FROM coordination_consent WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_voice WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_kin WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_apart WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_relief WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_glass WHERE matter_id = $1 AND ` + owned,
		`DELETE FROM coordination_shut WHERE protection_id IN (SELECT id FROM coordination_protection WHERE matter_id = $1) AND ` + owned,
		`DELETE FROM coordination_judgement WHERE protection_id IN (SELECT id FROM coordination_protection WHERE matter_id = $1) AND ` + owned,
		`DELETE FROM coordination_protection WHERE matter_id = $1 AND ` + owned,
	} {
		if _, err := tx.Exec(ctx, statement, k.Matter, k.Controller); err != nil {
			return fmt.Errorf("delete a part of matter %s: %w", k.Matter, err)
		}
	}
	for _, statement := range []string{
		`UPDATE coordination_point SET title = $3 WHERE meeting_id IN ` + called,
		`UPDATE coordination_meeting SET body = $3, outcome = NULL WHERE` + theirs,
		`UPDATE coordination_member SET body = $3 WHERE matter_id = $1 AND ` + owned,
		`UPDATE coordination_need SET body = $3, reasons = NULL WHERE id = $1 AND organisation_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, k.Matter, k.Controller, []byte{}); err != nil {
			return fmt.Errorf("empty a part of matter %s: %w", k.Matter, err)
		}
	}
	return nil
}

// deleteAll takes away a matter that nobody has a part in any more, or a need that
// never became one.
func deleteAll(ctx context.Context, tx *db.Tx, matter string) error {
	const (
		meetings = ` meeting_id IN (SELECT id FROM coordination_meeting WHERE matter_id = $1)`
		plans    = ` plan_id IN (SELECT id FROM coordination_plan WHERE matter_id = $1)`
	)
	for _, statement := range []string{
		`DELETE FROM coordination_told WHERE matter_id = $1`,
		`DELETE FROM coordination_version WHERE item_id IN (SELECT id FROM coordination_item WHERE matter_id = $1)`,
		`DELETE FROM coordination_item WHERE matter_id = $1`,
		`DELETE FROM coordination_receipt WHERE matter_id = $1`,
		`DELETE FROM coordination_message WHERE matter_id = $1`,
		`DELETE FROM coordination_wording WHERE` + meetings,
		`DELETE FROM coordination_paragraph WHERE` + meetings,
		`DELETE FROM coordination_confirmation WHERE` + meetings,
		`DELETE FROM coordination_attendance WHERE` + meetings,
		`DELETE FROM coordination_point WHERE` + meetings,
		`DELETE FROM coordination_slot WHERE` + meetings,
		`DELETE FROM coordination_meeting WHERE matter_id = $1`,
		`DELETE FROM coordination_shut WHERE protection_id IN (SELECT id FROM coordination_protection WHERE matter_id = $1)`,
		`DELETE FROM coordination_judgement WHERE protection_id IN (SELECT id FROM coordination_protection WHERE matter_id = $1)`,
		`DELETE FROM coordination_protection WHERE matter_id = $1`,
		`DELETE FROM coordination_apart WHERE matter_id = $1`,
		`DELETE FROM coordination_relief WHERE matter_id = $1`,
		`DELETE FROM coordination_glass WHERE matter_id = $1`,
		`DELETE FROM coordination_voice WHERE matter_id = $1`,
		`DELETE FROM coordination_kin WHERE matter_id = $1`,
		`DELETE FROM coordination_giver WHERE consent_id IN (SELECT id FROM coordination_consent WHERE matter_id = $1)`,
		`DELETE FROM coordination_consent WHERE matter_id = $1`,
		`DELETE FROM coordination_sharing WHERE matter_id = $1`,
		`DELETE FROM coordination_commitment WHERE matter_id = $1`,
		`DELETE FROM coordination_agreement WHERE` + plans,
		`DELETE FROM coordination_followup WHERE matter_id = $1`,
		`DELETE FROM coordination_copy WHERE matter_id = $1`,
		`DELETE FROM coordination_plan_told WHERE matter_id = $1`,
		`DELETE FROM coordination_plan WHERE matter_id = $1`,
		`DELETE FROM coordination_afterwards WHERE matter_id = $1`,
		`DELETE FROM coordination_closure WHERE matter_id = $1`,
		`DELETE FROM coordination_entry WHERE matter_id = $1`,
		`DELETE FROM coordination_member WHERE matter_id = $1`,
		`DELETE FROM coordination_same WHERE matter_id = $1 OR need_id = $1`,
		`DELETE FROM coordination_matter WHERE id = $1`,
		`DELETE FROM coordination_need WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, matter); err != nil {
			return fmt.Errorf("delete matter %s: %w", matter, err)
		}
	}
	return nil
}

// sealedText is one text; its part is what it is of several things that one column holds.
type sealedText struct {
	column, part, row, keyset string
	at                        time.Time
	sealed                    []byte
}

// allTexts is every text of the room that is sealed, wherever it lies.
const allTexts = `
	SELECT '` + needColumn + `' AS place, '' AS part, x.id AS row_id, x.id AS matter_id, x.keyset_id AS keyset_id, x.raised_at AS at, x.body AS sealed FROM coordination_need x
	UNION ALL SELECT '` + titleColumn + `', '', v.item_id || '/' || v.number, x.matter_id, x.keyset_id, v.at, v.title FROM coordination_version v JOIN coordination_item x ON x.id = v.item_id
	UNION ALL SELECT '` + bodyColumn + `', '', v.item_id || '/' || v.number, x.matter_id, x.keyset_id, v.at, v.body FROM coordination_version v JOIN coordination_item x ON x.id = v.item_id
	UNION ALL SELECT '` + planColumn + `', '', x.id, x.matter_id, x.keyset_id, x.made_at, x.body FROM coordination_plan x
	UNION ALL SELECT '` + followUpColumn + `', '', f.id, f.matter_id, x.keyset_id, f.recorded_at, f.body FROM coordination_followup f JOIN coordination_plan x ON x.id = f.plan_id
	UNION ALL SELECT '` + agreementColumn + `', '', a.id, x.matter_id, x.keyset_id, a.at, a.body FROM coordination_agreement a JOIN coordination_plan x ON x.id = a.plan_id
	UNION ALL SELECT '` + commitmentColumn + `', '', x.id, x.matter_id, x.keyset_id, x.proposed_at, x.body FROM coordination_commitment x
	UNION ALL SELECT '` + consentColumn + `', '', c.id, c.matter_id, x.keyset_id, c.asked_at, c.body FROM coordination_consent c JOIN coordination_matter x ON x.id = c.matter_id
	UNION ALL SELECT '` + sharingColumn + `', '', x.id, x.matter_id, x.keyset_id, x.decided_at, x.body FROM coordination_sharing x
	UNION ALL SELECT '` + meetingColumn + `', '', x.id, x.matter_id, x.keyset_id, x.made_at, x.body FROM coordination_meeting x
	UNION ALL SELECT '` + messageColumn + `', '', x.id, x.matter_id, x.keyset_id, x.at, x.body FROM coordination_message x
	UNION ALL SELECT '` + voiceColumn + `', '', x.id, x.matter_id, x.keyset_id, x.at, x.body FROM coordination_voice x
	UNION ALL SELECT '` + protectionColumn + `', '', x.id, x.matter_id, x.keyset_id, x.on_at, x.body FROM coordination_protection x
	UNION ALL SELECT '` + weighedColumn + `', '', j.id, x.matter_id, x.keyset_id, j.made_at, j.body FROM coordination_judgement j JOIN coordination_protection x ON x.id = j.protection_id
	UNION ALL SELECT '` + reasonColumn + `', '', x.id, x.id, x.keyset_id, x.decided_at, x.reasons FROM coordination_need x WHERE x.reasons IS NOT NULL AND x.decided_at IS NOT NULL
	UNION ALL SELECT '` + memberColumn + `', '', m.id, m.matter_id, x.keyset_id, m.invited_at, m.body FROM coordination_member m JOIN coordination_matter x ON x.id = m.matter_id
	UNION ALL SELECT '` + endingColumn + `', '', x.id, x.matter_id, x.keyset_id, coalesce(x.ended_at, x.answered_at, x.proposed_at), x.outcome FROM coordination_commitment x WHERE x.outcome IS NOT NULL
	UNION ALL SELECT '` + errandColumn + `', '', x.id, x.matter_id, x.keyset_id, x.asked_at, x.body FROM coordination_errand x
	UNION ALL SELECT '` + replyColumn + `', '', x.id, x.matter_id, x.keyset_id, x.ended_at, x.reply FROM coordination_errand x WHERE x.reply IS NOT NULL
	UNION ALL SELECT '` + copyColumn + `', '', y.id, y.matter_id, x.keyset_id, y.at, y.body FROM coordination_copy y JOIN coordination_plan x ON x.id = y.plan_id
	UNION ALL SELECT '` + judgementColumn + `', '', k.id, k.matter_id, x.keyset_id, k.judged_at, k.judgement FROM coordination_kin k JOIN coordination_matter x ON x.id = k.matter_id WHERE k.judgement IS NOT NULL
	UNION ALL SELECT '` + answerColumn + `', '', x.id, x.matter_id, x.keyset_id, x.answered_at, x.answer FROM coordination_voice x WHERE x.answer IS NOT NULL
	UNION ALL SELECT '` + glassColumn + `', '', x.id, x.matter_id, x.keyset_id, x.opened_at, x.body FROM coordination_glass x
	UNION ALL SELECT '` + findingColumn + `', '', x.id, x.matter_id, x.keyset_id, x.reviewed_at, x.finding FROM coordination_glass x WHERE x.finding IS NOT NULL
	UNION ALL SELECT '` + reliefColumn + `', '', x.id, x.matter_id, x.keyset_id, x.at, x.body FROM coordination_relief x
	UNION ALL SELECT '` + afterwardsColumn + `', '', x.id, x.matter_id, x.keyset_id, x.at, x.body FROM coordination_afterwards x
	UNION ALL SELECT '` + attendanceColumn + `', '', a.id, m.matter_id, m.keyset_id, m.made_at, a.name FROM coordination_attendance a JOIN coordination_meeting m ON m.id = a.meeting_id WHERE a.name IS NOT NULL
	UNION ALL SELECT '` + closureColumn + `', '', x.matter_id, x.matter_id, x.keyset_id, x.begun_at, x.body FROM coordination_closure x
	UNION ALL SELECT '` + wordingColumn + `', g.kind, x.id || '/' || x.version, m.matter_id, x.keyset_id, x.at, x.body FROM coordination_wording x JOIN coordination_meeting m ON m.id = x.meeting_id JOIN coordination_paragraph g ON g.id = x.paragraph_id
	UNION ALL SELECT '` + outcomeColumn + `', '', x.id, x.matter_id, x.keyset_id, x.held_at, x.outcome FROM coordination_meeting x WHERE x.outcome IS NOT NULL
	UNION ALL SELECT '` + pointColumn + `', '', x.id, m.matter_id, m.keyset_id, m.made_at, x.title FROM coordination_point x JOIN coordination_meeting m ON m.id = x.meeting_id
	UNION ALL SELECT '` + confirmationColumn + `', '', x.meeting_id || '/' || x.member_id, m.matter_id, x.keyset_id, x.at, x.remark FROM coordination_confirmation x JOIN coordination_meeting m ON m.id = x.meeting_id WHERE x.remark IS NOT NULL`

// listTexts gives what an organisation has in a matter under its keyset there, oldest first.
func listTexts(ctx context.Context, tx *db.Tx, k retention.Key) ([]sealedText, error) {
	rows, err := tx.Query(ctx, `
	SELECT t.place, t.part, t.row_id, p.keyset_id, t.at, t.sealed
	FROM   coordination_party p
	JOIN   (`+allTexts+`
	       ) t ON t.matter_id = p.matter_id AND t.keyset_id = p.keyset_id
	WHERE  p.matter_id = $1 AND p.organisation_id = $2
	ORDER  BY t.at, t.row_id, t.place`, k.Matter, k.Controller)
	return db.Collect(rows, err, "texts of matter "+k.Matter, func(x *sealedText) []any { return []any{&x.column, &x.part, &x.row, &x.keyset, &x.at, &x.sealed} })
}
