package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// sealedMessage is a message with its words.
type sealedMessage struct {
	Message
	body []byte
}

func insertMessage(ctx context.Context, tx *db.Tx, m sealedMessage) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_message (id, matter_id, organisation_id, unit_id, author_id, keyset_id, topic, at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.ID, m.Matter, m.Organisation, m.Unit, m.Author, m.Keyset, m.Topic, m.At, m.body); err != nil {
		return fmt.Errorf("insert message %s: %w", m.ID, err)
	}
	return nil
}

// listMessages gives a page of what has been said in a matter, the latest first.
func listMessages(ctx context.Context, tx *db.Tx, matter string, after PageKey, limit int) ([]sealedMessage, error) {
	where, args := "", []any{matter, limit}
	if !after.IsZero() {
		where, args = "AND at <= $3 AND (at < $3 OR id < $4)", append(args, after.At, after.ID)
	}
	rows, err := tx.Query(ctx, `
		SELECT id, matter_id, organisation_id, unit_id, author_id, keyset_id, topic, at, body
		FROM   coordination_message
		WHERE  matter_id = $1 `+where+`
		ORDER  BY at DESC, id DESC
		LIMIT  $2`, args...)
	return db.Collect(rows, err, "messages of matter "+matter, func(m *sealedMessage) []any {
		return []any{&m.ID, &m.Matter, &m.Organisation, &m.Unit, &m.Author, &m.Keyset, &m.Topic, &m.At, &m.body}
	})
}

// listReceipts gives who has read the messages, the first first.
func listReceipts(ctx context.Context, tx *db.Tx, messages []string) ([]Receipt, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT message_id, member_id, at
		FROM   coordination_receipt
		WHERE  message_id IN (`+db.Numbered(1, len(messages))+`)
		ORDER  BY at, member_id`, db.Anys(messages)...)
	return db.Collect(rows, err, "receipts", func(r *Receipt) []any { return []any{&r.Message, &r.Member, &r.At} })
}

// storeReceipt keeps the first time a member had a message before them.
func storeReceipt(ctx context.Context, tx *db.Tx, matter string, r Receipt) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_receipt (message_id, matter_id, member_id, at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (message_id, member_id) DO NOTHING`, r.Message, matter, r.Member, r.At); err != nil {
		return fmt.Errorf("store receipt of message %s: %w", r.Message, err)
	}
	return nil
}
