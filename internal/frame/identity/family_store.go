package identity

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

func insertFamily(ctx context.Context, tx *db.Tx, user, organisation, address string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_user (id, organisation_id, name, sort_key, search, email, password_hash,
			one_time_step, oidc_issuer, oidc_subject, language, mail, created_at, family)
		VALUES ($1, $2, '', $1, '', $3, '', 0, '', '', 'sv', $4, $5, $6)`, user, organisation, address, false, now, true)
	if err != nil {
		return fmt.Errorf("insert account of a family %s: %w", user, err)
	}
	return nil
}

func bindSubject(ctx context.Context, tx *db.Tx, user, issuer, subject string) error {
	n, err := tx.Exec(ctx, `
		UPDATE identity_user SET oidc_issuer = $2, oidc_subject = $3
		WHERE  id = $1 AND password_hash = '' AND oidc_subject = '' AND closed_at IS NULL`, user, issuer, subject)
	if err != nil {
		return fmt.Errorf("bind e-identification of %s: %w", user, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func freeSubject(ctx context.Context, tx *db.Tx, user string) error {
	if _, err := tx.Exec(ctx, `UPDATE identity_user SET oidc_issuer = '', oidc_subject = '' WHERE id = $1 AND family`, user); err != nil {
		return fmt.Errorf("let go of the e-identification of %s: %w", user, err)
	}
	return nil
}
