package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
)

const passkeyColumns = `id, user_id, name, credential, public_key, sign_count, backup_eligible, added_at, used_at, copied_at IS NOT NULL`

func scanPasskey(row scanner) (Passkey, error) {
	var p Passkey
	var count int64
	err := row.Scan(&p.ID, &p.user, &p.Name, &p.credential, &p.publicKey, &count, &p.backupEligible, &p.Added, db.Null(&p.Used), &p.Copied)
	p.signCount = uint32(count)
	return p, err
}

func insertPasskey(ctx context.Context, tx *db.Tx, p Passkey) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_passkey (id, user_id, name, credential, public_key, sign_count, backup_eligible, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.user, p.Name, p.credential, p.publicKey, int64(p.signCount), p.backupEligible, p.Added)
	if err != nil {
		return fmt.Errorf("insert passkey of %s: %w", p.user, err)
	}
	return nil
}

// loadPasskeys is somebody's passkeys, the oldest first.
func loadPasskeys(ctx context.Context, tx *db.Tx, user string) ([]Passkey, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+passkeyColumns+` FROM identity_passkey
		WHERE  user_id = $1
		ORDER  BY added_at, id`, user)
	if err != nil {
		return nil, fmt.Errorf("load passkeys of %s: %w", user, err)
	}
	defer rows.Close()
	var all []Passkey
	for rows.Next() {
		p, err := scanPasskey(rows)
		if err != nil {
			return nil, fmt.Errorf("scan passkeys of %s: %w", user, err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// loadByCredential is the zero Passkey when nobody has the credential.
func loadByCredential(ctx context.Context, tx *db.Tx, credential []byte) (p Passkey, closed bool, err error) {
	p, err = scanPasskey(tx.QueryRow(ctx, `SELECT `+passkeyColumns+` FROM identity_passkey WHERE credential = $1`, credential))
	if errors.Is(err, db.ErrNotFound) {
		return Passkey{}, false, nil
	}
	if err != nil {
		return Passkey{}, false, fmt.Errorf("load passkey: %w", err)
	}
	h, err := loadHome(ctx, tx, p.user)
	return p, h.Disabled, err
}

// usePasskey notes that a passkey was used. False means that it has been used,
// removed or stopped since it was read.
func usePasskey(ctx context.Context, tx *db.Tx, p Passkey, count uint32, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE identity_passkey SET sign_count = $3, used_at = $4
		WHERE  id = $1 AND sign_count = $2 AND copied_at IS NULL`, p.ID, int64(p.signCount), int64(count), now)
	if err != nil {
		return false, fmt.Errorf("use passkey of %s: %w", p.user, err)
	}
	return n == 1, nil
}

func stopPasskey(ctx context.Context, tx *db.Tx, p Passkey, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_passkey SET copied_at = $2 WHERE id = $1 AND copied_at IS NULL`, p.ID, now); err != nil {
		return fmt.Errorf("stop passkey of %s: %w", p.user, err)
	}
	return nil
}

func deletePasskey(ctx context.Context, tx *db.Tx, user, passkey string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM identity_passkey WHERE id = $1 AND user_id = $2`, passkey, user)
	if err != nil {
		return false, fmt.Errorf("delete passkey of %s: %w", user, err)
	}
	return n == 1, nil
}

func insertCeremony(ctx context.Context, tx *db.Tx, challenge, purpose, session string, now, expires time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_ceremony WHERE expires_at <= $1`, now); err != nil {
		return fmt.Errorf("forget ceremonies: %w", err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_ceremony (challenge_hash, purpose, session_id, expires_at)
		VALUES ($1, $2, $3, $4)`, hashOf(challenge), purpose, session, expires); err != nil {
		return fmt.Errorf("begin ceremony: %w", err)
	}
	return nil
}

// takeCeremony uses a challenge up. False means that there is none: it was never
// made, was made for something or somebody else, has been used, or has run out.
func takeCeremony(ctx context.Context, tx *db.Tx, challenge, purpose, session string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		DELETE FROM identity_ceremony
		WHERE  challenge_hash = $1 AND purpose = $2 AND session_id = $3 AND expires_at > $4`,
		hashOf(challenge), purpose, session, now)
	if err != nil {
		return false, fmt.Errorf("end ceremony: %w", err)
	}
	return n == 1, nil
}
