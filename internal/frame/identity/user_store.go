package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

func insertUser(ctx context.Context, tx *db.Tx, u User, sortKey string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_user (id, organisation_id, name, sort_key, search, email, password_hash,
			one_time_step, oidc_issuer, oidc_subject, language, mail, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', 0, $7, $8, $9, $10, $11)`,
		u.ID, u.Organisation, u.Name, sortKey, strings.ToLower(u.Name+" "+u.Email), u.Email,
		u.Issuer, u.Subject, u.Language, u.Mail, now)
	if err != nil {
		return fmt.Errorf("insert user %s: %w", u.ID, err)
	}
	return nil
}

// home is a user with the place the account belongs to.
type home struct {
	User
	place
}

const userColumns = `
	u.id, u.name, u.email, u.organisation_id, u.language, u.oidc_issuer, u.oidc_subject, u.mail,
	u.closed_at IS NOT NULL, u.password_hash <> '' OR u.oidc_subject <> '', COALESCE(o.municipality_code, '')`

type scanner interface{ Scan(...any) error }

func scanHome(row scanner) (home, error) {
	var h home
	err := row.Scan(&h.ID, &h.Name, &h.Email, &h.User.Organisation, &h.Language, &h.Issuer, &h.Subject, &h.Mail,
		&h.Disabled, &h.Ready, &h.Municipality)
	h.place.Organisation = h.User.Organisation
	return h, err
}

// loadHome finds somebody on the staff: the account of a system, or of a family, is
// nobody to invite, sign in, grant a mandate or write to.
func loadHome(ctx context.Context, tx *db.Tx, user string) (home, error) {
	h, err := scanHome(tx.QueryRow(ctx, `
		SELECT `+userColumns+`
		FROM   identity_user u
		JOIN   register_organisation o ON o.id = u.organisation_id
		WHERE  u.id = $1 AND NOT u.family AND NOT EXISTS (SELECT 1 FROM identity_client c WHERE c.id = u.id)`, user))
	if err != nil {
		return home{}, fmt.Errorf("load user %s: %w", user, err)
	}
	return h, nil
}

// loadPeople is one page of the staff within reach, in Swedish order, after the
// given sort key. Text narrows it to names and addresses that hold it.
func loadPeople(ctx context.Context, tx *db.Tx, at place, text, after string, limit int) ([]home, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+userColumns+`
		FROM   identity_user u
		JOIN   register_organisation o ON o.id = u.organisation_id
		WHERE  (o.id = $1 OR $2 <> '' AND o.municipality_code = $2)
		AND    u.search LIKE $3 ESCAPE '!'
		AND    u.sort_key > $4
		AND    NOT u.family
		AND    NOT EXISTS (SELECT 1 FROM identity_client c WHERE c.id = u.id)
		ORDER  BY u.sort_key
		LIMIT  $5`,
		at.Organisation, at.Municipality, "%"+likeEscaper.Replace(strings.ToLower(text))+"%", after, limit)
	if err != nil {
		return nil, fmt.Errorf("load people: %w", err)
	}
	defer rows.Close()
	var people []home
	for rows.Next() {
		h, err := scanHome(rows)
		if err != nil {
			return nil, fmt.Errorf("scan people: %w", err)
		}
		people = append(people, h)
	}
	return people, rows.Err()
}

var likeEscaper = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// credentials are what a sign-in is held against.
type credentials struct {
	user   string
	hash   string
	sealed []byte
	closed bool
}

// loadCredentials gives empty credentials when nobody has the address: the work
// that follows is the same.
func loadCredentials(ctx context.Context, tx *db.Tx, email string) (credentials, error) {
	var c credentials
	err := tx.QueryRow(ctx, `
		SELECT id, password_hash, one_time_key, closed_at IS NOT NULL
		FROM   identity_user
		WHERE  email = $1`, email).Scan(&c.user, &c.hash, db.Null(&c.sealed), &c.closed)
	if err != nil && !errors.Is(err, db.ErrNotFound) {
		return credentials{}, fmt.Errorf("load credentials: %w", err)
	}
	return c, nil
}

// useStep notes that the code of a half-minute is used. False means that it, or a
// later one, has been used already; the guard settles the race between two sign-ins
// with the same code.
func useStep(ctx context.Context, tx *db.Tx, user string, step int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE identity_user SET one_time_step = $2
		WHERE  id = $1 AND one_time_step < $2 AND closed_at IS NULL`, user, step)
	if err != nil {
		return false, fmt.Errorf("use one-time code of %s: %w", user, err)
	}
	return n == 1, nil
}

func loadBySubject(ctx context.Context, tx *db.Tx, issuer, subject string) (user string, closed bool, err error) {
	err = tx.QueryRow(ctx, `
		SELECT id, closed_at IS NOT NULL
		FROM   identity_user
		WHERE  oidc_issuer = $1 AND oidc_subject = $2 AND oidc_subject <> ''`, issuer, subject).Scan(&user, &closed)
	if errors.Is(err, db.ErrNotFound) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("load user by subject: %w", err)
	}
	return user, closed, nil
}

func setCredentials(ctx context.Context, tx *db.Tx, user, hash string, sealed []byte, step int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE identity_user SET password_hash = $2, one_time_key = $3, one_time_step = $4
		WHERE  id = $1 AND password_hash = '' AND oidc_subject = '' AND closed_at IS NULL`, user, hash, sealed, step)
	if err != nil {
		return fmt.Errorf("set credentials of %s: %w", user, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func closeUser(ctx context.Context, tx *db.Tx, user string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_user SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`, user, now); err != nil {
		return fmt.Errorf("close user %s: %w", user, err)
	}
	return nil
}

func loadNames(ctx context.Context, tx *db.Tx, users []string, names map[string]string) error {
	rows, err := tx.Query(ctx, `SELECT id, name FROM identity_user WHERE id IN (`+db.Numbered(1, len(users))+`)`, db.Anys(users)...)
	if err != nil {
		return fmt.Errorf("load names: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var user, name string
		if err := rows.Scan(&user, &name); err != nil {
			return fmt.Errorf("scan name: %w", err)
		}
		names[user] = name
	}
	return rows.Err()
}

func setMail(ctx context.Context, tx *db.Tx, user string, mail bool) error {
	if _, err := tx.Exec(ctx, `UPDATE identity_user SET mail = $2 WHERE id = $1`, user, mail); err != nil {
		return fmt.Errorf("set mail of %s: %w", user, err)
	}
	return nil
}

// replacePassword changes the password that was looked at, and no other.
func replacePassword(ctx context.Context, tx *db.Tx, user, present, next string) error {
	n, err := tx.Exec(ctx, `
		UPDATE identity_user SET password_hash = $3
		WHERE  id = $1 AND password_hash = $2 AND closed_at IS NULL`, user, present, next)
	if err != nil {
		return fmt.Errorf("replace password of %s: %w", user, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func replaceOneTimeKey(ctx context.Context, tx *db.Tx, user string, sealed []byte, step int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE identity_user SET one_time_key = $2, one_time_step = $3
		WHERE  id = $1 AND password_hash <> '' AND closed_at IS NULL`, user, sealed, step)
	if err != nil {
		return fmt.Errorf("replace one-time key of %s: %w", user, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// strikeWaysIn leaves an account that nothing opens.
func strikeWaysIn(ctx context.Context, tx *db.Tx, user string) error {
	for _, statement := range []string{
		`UPDATE identity_user SET password_hash = '', one_time_key = NULL, one_time_step = 0 WHERE id = $1`,
		`DELETE FROM identity_passkey WHERE user_id = $1`,
		`DELETE FROM identity_recovery WHERE user_id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, user); err != nil {
			return fmt.Errorf("strike the ways into %s: %w", user, err)
		}
	}
	return nil
}

func loadEmployed(ctx context.Context, tx *db.Tx, organisations []string, email string, today civil.Date) (user string, err error) {
	err = tx.QueryRow(ctx, `
		SELECT u.id
		FROM   identity_user u
		WHERE  u.email = $1 AND u.closed_at IS NULL AND NOT u.family
		AND    EXISTS (SELECT 1 FROM identity_mandate m JOIN register_unit n ON n.id = m.unit_id
		               WHERE m.user_id = u.id AND m.ended_at IS NULL AND (m.valid_to IS NULL OR m.valid_to >= $2)
		               AND   n.organisation_id IN (`+db.Numbered(3, len(organisations))+`))`,
		append([]any{email, today}, db.Anys(organisations)...)...).Scan(&user)
	if err != nil {
		return "", fmt.Errorf("find somebody employed: %w", err)
	}
	return user, nil
}
