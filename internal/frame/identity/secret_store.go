package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

// bareSecret is the name of the secret from before secrets were sealed.
const bareSecret = "sealing"

// secretRow is a secret as it is kept: sealed, or bare when keyset is empty.
type secretRow struct {
	id, keyset string
	secret     []byte
	made       time.Time
}

func loadSecrets(ctx context.Context, tx *db.Tx) ([]secretRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, coalesce(keyset_id, ''), secret, created_at
		FROM   identity_secret`)
	return db.Collect(rows, err, "secrets", func(r *secretRow) []any { return []any{&r.id, &r.keyset, &r.secret, &r.made} })
}

// insertSecret leaves one that is there already, so that two nodes that start at the
// same moment agree.
func insertSecret(ctx context.Context, tx *db.Tx, r secretRow) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_secret (id, keyset_id, secret, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO NOTHING`, r.id, r.keyset, r.secret, r.made); err != nil {
		return fmt.Errorf("insert secret: %w", err)
	}
	return nil
}

func deleteBareSecret(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_secret WHERE id = $1`, bareSecret); err != nil {
		return fmt.Errorf("delete the bare secret: %w", err)
	}
	return nil
}

// sealedKey is a sealed key of one-time codes and whose it is.
type sealedKey struct {
	user   string
	sealed []byte
}

func listUserKeys(ctx context.Context, tx *db.Tx, after string, limit int) ([]sealedKey, error) {
	return listSealed(ctx, tx, `
		SELECT id, one_time_key
		FROM   identity_user
		WHERE  id > $1 AND one_time_key IS NOT NULL
		ORDER  BY id
		LIMIT  $2`, after, limit)
}

func listInvitationKeys(ctx context.Context, tx *db.Tx, after string, limit int) ([]sealedKey, error) {
	return listSealed(ctx, tx, `
		SELECT user_id, one_time_key
		FROM   identity_invitation
		WHERE  user_id > $1
		ORDER  BY user_id
		LIMIT  $2`, after, limit)
}

func listSealed(ctx context.Context, tx *db.Tx, query, after string, limit int) ([]sealedKey, error) {
	rows, err := tx.Query(ctx, query, after, limit)
	return db.Collect(rows, err, "sealed keys", func(k *sealedKey) []any { return []any{&k.user, &k.sealed} })
}

// updateUserKey leaves a key that has been changed since it was read.
func updateUserKey(ctx context.Context, tx *db.Tx, k sealedKey, again []byte) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_user
		SET    one_time_key = $3
		WHERE  id = $1 AND one_time_key = $2`, k.user, k.sealed, again); err != nil {
		return fmt.Errorf("seal the key of %s anew: %w", k.user, err)
	}
	return nil
}

func updateInvitationKey(ctx context.Context, tx *db.Tx, k sealedKey, again []byte) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_invitation
		SET    one_time_key = $3
		WHERE  user_id = $1 AND one_time_key = $2`, k.user, k.sealed, again); err != nil {
		return fmt.Errorf("seal the invitation of %s anew: %w", k.user, err)
	}
	return nil
}
