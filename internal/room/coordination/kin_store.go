package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

const kinColumns = `k.id, k.matter_id, k.user_id, k.person_id, k.child_id, k.capacity, k.made_by, k.made_at, k.open, k.judged_by, k.judged_at, k.ended_at`

func collectKin(rows *db.Rows, err error) ([]Kin, error) {
	if err != nil {
		return nil, fmt.Errorf("list kin: %w", err)
	}
	defer rows.Close()
	var list []Kin
	for rows.Next() {
		var k Kin
		if err := rows.Scan(&k.ID, &k.Matter, &k.User, &k.Person, &k.Child, &k.Capacity, &k.MadeBy, &k.MadeAt, &k.Open, &k.JudgedBy,
			db.Null(&k.JudgedAt), db.Null(&k.EndedAt)); err != nil {
			return nil, fmt.Errorf("scan kin: %w", err)
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

// listOwn is what an account may come near: open, in a matter that is, and not in
// protected mode. It is one query, and a matter it does not give costs what no matter
// costs: nobody can tell them apart by the clock.
func listOwn(ctx context.Context, tx *db.Tx, user string) ([]Kin, error) {
	return collectKin(tx.Query(ctx, `
		SELECT `+kinColumns+`
		FROM   coordination_kin k
		JOIN   coordination_matter m ON m.id = k.matter_id AND m.state <> 'closed'
		WHERE  k.user_id = $1 AND k.ended_at IS NULL AND k.open
		AND    NOT EXISTS (SELECT 1 FROM coordination_protection p
		                   WHERE  p.matter_id = k.matter_id AND p.off_at IS NULL AND (k.capacity = 'guardian' OR NOT p.child_sees))
		ORDER  BY k.made_at, k.id`, user))
}

// listKin gives every account of a matter, for its team.
func listKin(ctx context.Context, tx *db.Tx, matter string) ([]Kin, error) {
	return collectKin(tx.Query(ctx, `
		SELECT `+kinColumns+`
		FROM   coordination_kin k
		WHERE  k.matter_id = $1 AND k.ended_at IS NULL
		ORDER  BY k.made_at, k.id`, matter))
}

func insertKin(ctx context.Context, tx *db.Tx, k Kin) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_kin (id, matter_id, user_id, person_id, child_id, capacity, made_by, made_at, open, judged_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		k.ID, k.Matter, k.User, k.Person, k.Child, k.Capacity, k.MadeBy, k.MadeAt, k.Open); err != nil {
		return fmt.Errorf("insert kin %s: %w", k.ID, err)
	}
	return nil
}

func updateKin(ctx context.Context, tx *db.Tx, k Kin, judgement []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_kin
		SET    open = $2, judged_by = $3, judged_at = $4, judgement = $5, ended_at = $6
		WHERE  id = $1 AND ended_at IS NULL`, k.ID, k.Open, k.JudgedBy, k.JudgedAt, judgement, k.EndedAt)
	if err != nil {
		return fmt.Errorf("update kin %s: %w", k.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// storeTold replaces what was decided before about the item.
func storeTold(ctx context.Context, tx *db.Tx, t Told) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_told (item_id, matter_id, number, to_child, to_guardians, decided_by, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (item_id) DO UPDATE
		SET number = excluded.number, to_child = excluded.to_child, to_guardians = excluded.to_guardians,
		    decided_by = excluded.decided_by, decided_at = excluded.decided_at`,
		t.Item, t.Matter, t.Number, t.ToChild, t.ToGuardians, t.DecidedBy, t.DecidedAt); err != nil {
		return fmt.Errorf("store what is told of item %s: %w", t.Item, err)
	}
	return nil
}

// sealedTold is an item in the words that are shown.
type sealedTold struct {
	Told
	item        Item
	title, body []byte
}

// listTold gives what the family may see, and what it might, the newest first. What its
// owner has taken back is not there.
func listTold(ctx context.Context, tx *db.Tx, matter string) ([]sealedTold, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.item_id, t.matter_id, t.number, t.to_child, t.to_guardians, t.decided_by, t.decided_at,
		       i.id, i.keyset_id, i.kind, i.topic, i.organisation_id, i.unit_id, v.title, v.body
		FROM   coordination_told t
		JOIN   coordination_item i ON i.id = t.item_id AND i.withdrawn_at IS NULL
		JOIN   coordination_version v ON v.item_id = t.item_id AND v.number = t.number
		WHERE  t.matter_id = $1
		ORDER  BY t.decided_at DESC, t.item_id`, matter)
	return db.Collect(rows, err, "what is told of matter "+matter, func(t *sealedTold) []any {
		return []any{&t.Item, &t.Matter, &t.Number, &t.ToChild, &t.ToGuardians, &t.DecidedBy, &t.DecidedAt,
			&t.item.ID, &t.item.Keyset, &t.item.Kind, &t.item.Topic, &t.item.Organisation, &t.item.Unit, &t.title, &t.body}
	})
}

// sealedVoice is what was said, with its words.
type sealedVoice struct {
	Voice
	body, answer []byte
}

const voiceColumns = `v.id, v.matter_id, v.kin_id, v.person_id, v.capacity, v.kind, v.at, v.keyset_id, v.answered_at, v.answered_by, v.body, v.answer`

func collectVoices(rows *db.Rows, err error) ([]sealedVoice, error) {
	if err != nil {
		return nil, fmt.Errorf("list voices: %w", err)
	}
	defer rows.Close()
	var list []sealedVoice
	for rows.Next() {
		var v sealedVoice
		if err := rows.Scan(&v.ID, &v.Matter, &v.Kin, &v.Person, &v.Capacity, &v.Kind, &v.At, &v.Keyset, db.Null(&v.AnsweredAt), &v.AnsweredBy,
			&v.body, db.Null(&v.answer)); err != nil {
			return nil, fmt.Errorf("scan voice: %w", err)
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// listVoices gives what everybody in the family has said, for the team, the newest first.
func listVoices(ctx context.Context, tx *db.Tx, matter string, limit int) ([]sealedVoice, error) {
	return collectVoices(tx.Query(ctx, `
		SELECT `+voiceColumns+`
		FROM   coordination_voice v
		WHERE  v.matter_id = $1
		ORDER  BY v.at DESC, v.id DESC
		LIMIT  $2`, matter, limit))
}

// listOwnVoices gives what one of them has said.
func listOwnVoices(ctx context.Context, tx *db.Tx, kin string, limit int) ([]sealedVoice, error) {
	return collectVoices(tx.Query(ctx, `
		SELECT `+voiceColumns+`
		FROM   coordination_voice v
		WHERE  v.kin_id = $1
		ORDER  BY v.at DESC, v.id DESC
		LIMIT  $2`, kin, limit))
}

func insertVoice(ctx context.Context, tx *db.Tx, v Voice, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_voice (id, matter_id, kin_id, person_id, capacity, kind, at, keyset_id, body, answered_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		v.ID, v.Matter, v.Kin, v.Person, v.Capacity, v.Kind, v.At, v.Keyset, body); err != nil {
		return fmt.Errorf("insert voice %s: %w", v.ID, err)
	}
	return nil
}

func answerVoice(ctx context.Context, tx *db.Tx, matter string, v Voice, answer []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_voice SET answered_at = $3, answered_by = $4, answer = $5
		WHERE  id = $1 AND matter_id = $2 AND answered_at IS NULL`, v.ID, matter, v.AnsweredAt, v.AnsweredBy, answer)
	if err != nil {
		return fmt.Errorf("answer voice %s: %w", v.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}
