package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// insertClientUser is the account a system acts as: nobody can sign in to it, and it
// is no person on any list.
func insertClientUser(ctx context.Context, tx *db.Tx, c Client, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_user (id, organisation_id, name, sort_key, search, email, password_hash,
			one_time_step, oidc_issuer, oidc_subject, language, mail, created_at)
		VALUES ($1, $2, $3, $4, '', $5, '', 0, '', '', 'sv', $6, $7)`,
		c.ID, c.Organisation, c.Name, sortKey(c.Name, c.ID), c.ID+"@system.invalid", false, now)
	if err != nil {
		return fmt.Errorf("insert the account of client %s: %w", c.ID, err)
	}
	return nil
}

func insertClient(ctx context.Context, tx *db.Tx, c Client, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_client (id, mandate_id, scope, made_at, hook_url, hook_version)
		VALUES ($1, $2, $3, $4, '', 1)`, c.ID, c.Mandate.ID, c.Scope, now)
	if err != nil {
		return fmt.Errorf("insert client %s: %w", c.ID, err)
	}
	return nil
}

const clientColumns = `
	c.id, u.name, c.scope, c.made_at, c.used_at, c.revoked_at IS NOT NULL, c.hook_url,` + mandateColumns

const clientTables = mandateTables + `
	JOIN identity_client c ON c.mandate_id = m.id
	JOIN identity_user u ON u.id = c.id`

func scanClient(row scanner) (Client, error) {
	var c Client
	m := &c.Mandate
	err := row.Scan(&c.ID, &c.Name, &c.Scope, &c.Made, db.Null(&c.Used), &c.Revoked, &c.HookURL,
		&m.ID, &m.User, &m.Unit, &m.Role, &m.Protected, &m.From, db.Null(&m.To), &m.Ended, db.Null(&m.Deputy),
		&m.UnitName, &m.Organisation, &m.OrganisationName, &m.Municipality, &m.Sector, db.Null(&m.Unconfirmed))
	return c, err
}

func loadClient(ctx context.Context, tx *db.Tx, client string) (Client, error) {
	c, err := scanClient(tx.QueryRow(ctx, `SELECT `+clientColumns+` FROM `+clientTables+` WHERE c.id = $1`, client))
	if err != nil {
		return Client{}, fmt.Errorf("load client %s: %w", client, err)
	}
	return c, nil
}

// loadClients is every system within reach, those in force first and then in Swedish order.
func loadClients(ctx context.Context, tx *db.Tx, at place) ([]Client, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+clientColumns+` FROM `+clientTables+`
		WHERE  o.id = $1 OR $2 <> '' AND o.municipality_code = $2
		ORDER  BY c.revoked_at IS NOT NULL, u.sort_key
		LIMIT  500`, at.Organisation, at.Municipality)
	if err != nil {
		return nil, fmt.Errorf("load clients: %w", err)
	}
	defer rows.Close()
	var all []Client
	for rows.Next() {
		c, err := scanClient(rows)
		if err != nil {
			return nil, fmt.Errorf("scan clients: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

func loadClientSecrets(ctx context.Context, tx *db.Tx, client string, now time.Time) ([]ClientSecret, error) {
	rows, err := tx.Query(ctx, `
		SELECT made_at, expires_at
		FROM   identity_client_secret
		WHERE  client_id = $1 AND (expires_at IS NULL OR expires_at > $2)
		ORDER  BY made_at DESC`, client, now)
	return db.Collect(rows, err, "secrets of "+client, func(s *ClientSecret) []any { return []any{&s.Made, db.Null(&s.Expires)} })
}

func insertClientSecret(ctx context.Context, tx *db.Tx, client, secretHash string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_client_secret (secret_hash, client_id, made_at)
		VALUES ($1, $2, $3)`, secretHash, client, now)
	if err != nil {
		return fmt.Errorf("insert secret of %s: %w", client, err)
	}
	return nil
}

// fadeClientSecrets gives the secrets that have no end one.
func fadeClientSecrets(ctx context.Context, tx *db.Tx, client string, expires time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE identity_client_secret SET expires_at = $2
		WHERE  client_id = $1 AND expires_at IS NULL`, client, expires)
	if err != nil {
		return fmt.Errorf("fade secrets of %s: %w", client, err)
	}
	return nil
}

// shutClient takes everything away that opens.
func shutClient(ctx context.Context, tx *db.Tx, client string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_client SET revoked_at = $2, hook_url = '' WHERE id = $1 AND revoked_at IS NULL`, client, now); err != nil {
		return fmt.Errorf("revoke client %s: %w", client, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_client_secret WHERE client_id = $1`, client); err != nil {
		return fmt.Errorf("delete secrets of %s: %w", client, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_client_token WHERE client_id = $1`, client); err != nil {
		return fmt.Errorf("delete tokens of %s: %w", client, err)
	}
	return nil
}

// loadSecretHashes is the hashes that open a client on the day; none for one whose
// mandate is over, and none for one that is not there.
func loadSecretHashes(ctx context.Context, tx *db.Tx, client string, on civil.Date, now time.Time) (hashes []string, scope string, err error) {
	rows, err := tx.Query(ctx, `
		SELECT s.secret_hash, c.scope
		FROM   identity_client_secret s
		JOIN   identity_client c ON c.id = s.client_id AND c.revoked_at IS NULL
		JOIN   identity_mandate m ON m.id = c.mandate_id AND m.ended_at IS NULL
		       AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)
		WHERE  s.client_id = $1 AND (s.expires_at IS NULL OR s.expires_at > $3)`, client, on, now)
	if err != nil {
		return nil, "", fmt.Errorf("load secrets of a client: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash, &scope); err != nil {
			return nil, "", fmt.Errorf("scan secrets of a client: %w", err)
		}
		hashes = append(hashes, hash)
	}
	return hashes, scope, rows.Err()
}

func insertToken(ctx context.Context, tx *db.Tx, client string, t Token) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_client_token (token_hash, client_id, scope, expires_at)
		VALUES ($1, $2, $3, $4)`, hashOf(t.Text), client, t.Scope, t.Expires)
	if err != nil {
		return fmt.Errorf("insert token of %s: %w", client, err)
	}
	return nil
}

// loadClientActor is the one statement that every request of a system makes: the
// token, the client if it is not revoked, and its mandate if it is in force.
func loadClientActor(ctx context.Context, tx *db.Tx, token string, on civil.Date, now time.Time) (a access.Actor, used time.Time, err error) {
	err = tx.QueryRow(ctx, `
		SELECT c.id, t.scope, c.used_at, m.id, m.role, n.id, o.id, o.municipality_code, o.sector
		FROM   identity_client_token t
		JOIN   identity_client c ON c.id = t.client_id AND c.revoked_at IS NULL
		JOIN   identity_mandate m ON m.id = c.mandate_id AND m.ended_at IS NULL
		       AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)
		JOIN   register_unit n ON n.id = m.unit_id
		JOIN   register_organisation o ON o.id = n.organisation_id
		WHERE  t.token_hash = $1 AND t.expires_at > $3`, hashOf(token), on, now).Scan(
		&a.User, &a.Scope, db.Null(&used), &a.Mandate, &a.Role, &a.Unit, &a.Organisation, db.Null(&a.Municipality), &a.Sector)
	if errors.Is(err, db.ErrNotFound) {
		return access.Actor{}, time.Time{}, nil
	}
	if err != nil {
		return access.Actor{}, time.Time{}, fmt.Errorf("load token: %w", err)
	}
	return a, used, nil
}

func touchClient(ctx context.Context, tx *db.Tx, client string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_client SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $2)`, client, now); err != nil {
		return fmt.Errorf("touch client %s: %w", client, err)
	}
	return nil
}

func isClient(ctx context.Context, tx *db.Tx, user string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM identity_client WHERE id = $1`, user).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("is %s a client: %w", user, err)
	}
	return n > 0, nil
}

// hook is where and with which versions of the secret a client's events are sent.
type hook struct {
	url     string
	version int64
	turned  time.Time
}

func loadHook(ctx context.Context, tx *db.Tx, client string) (hook, error) {
	var h hook
	err := tx.QueryRow(ctx, `
		SELECT hook_url, hook_version, hook_turned_at
		FROM   identity_client
		WHERE  id = $1 AND revoked_at IS NULL`, client).Scan(&h.url, &h.version, db.Null(&h.turned))
	if errors.Is(err, db.ErrNotFound) {
		return hook{}, nil
	}
	if err != nil {
		return hook{}, fmt.Errorf("load hook of %s: %w", client, err)
	}
	return h, nil
}

func storeHook(ctx context.Context, tx *db.Tx, client string, h hook) error {
	_, err := tx.Exec(ctx, `
		UPDATE identity_client SET hook_url = $2, hook_version = $3, hook_turned_at = $4
		WHERE  id = $1 AND revoked_at IS NULL`, client, h.url, h.version, h.turned)
	if err != nil {
		return fmt.Errorf("store hook of %s: %w", client, err)
	}
	return nil
}

func sweepClients(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_client_token WHERE expires_at <= $1`, now); err != nil {
		return fmt.Errorf("sweep tokens: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_client_secret WHERE expires_at <= $1`, now); err != nil {
		return fmt.Errorf("sweep secrets of clients: %w", err)
	}
	return nil
}
