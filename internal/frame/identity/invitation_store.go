package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// storeInvitation replaces any earlier invitation of the same person.
func storeInvitation(ctx context.Context, tx *db.Tx, user, codeHash string, sealed []byte, by string, expires time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_invitation (user_id, code_hash, one_time_key, made_by, expires_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (user_id) DO UPDATE
		SET code_hash = excluded.code_hash, one_time_key = excluded.one_time_key,
		    made_by = excluded.made_by, expires_at = excluded.expires_at`,
		user, codeHash, sealed, by, expires)
	if err != nil {
		return fmt.Errorf("store invitation of %s: %w", user, err)
	}
	return nil
}

// invited is an invitation that still holds; the zero value when there is none.
type invited struct {
	user   string
	email  string
	sealed []byte
}

func loadInvited(ctx context.Context, tx *db.Tx, codeHash string, now time.Time) (invited, error) {
	var i invited
	err := tx.QueryRow(ctx, `
		SELECT u.id, u.email, i.one_time_key
		FROM   identity_invitation i
		JOIN   identity_user u ON u.id = i.user_id AND u.closed_at IS NULL AND u.password_hash = '' AND u.oidc_subject = ''
		WHERE  i.code_hash = $1 AND i.expires_at > $2`, codeHash, now).Scan(&i.user, &i.email, &i.sealed)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return invited{}, fmt.Errorf("load invitation: %w", err)
	}
	return i, nil
}

func deleteInvitation(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_invitation WHERE user_id = $1`, user); err != nil {
		return fmt.Errorf("delete invitation of %s: %w", user, err)
	}
	return nil
}
