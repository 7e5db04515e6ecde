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

// session is one row: who came in, when, and under which mandate.
type session struct {
	id        string
	token     string
	user      string
	mandate   string
	assurance int
	started   time.Time
	seen      time.Time
	// proved is when the holder last showed who they are.
	proved time.Time
}

func insertSession(ctx context.Context, tx *db.Tx, s session) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO identity_session (id, token_hash, user_id, mandate_id, assurance, started_at, seen_at, proved_at)
		VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8)`,
		s.id, hashOf(s.token), s.user, s.mandate, s.assurance, s.started, s.seen, s.proved)
	if err != nil {
		return fmt.Errorf("insert session %s: %w", s.id, err)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO identity_arrival (user_id, at)
		VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET at = excluded.at`, s.user, s.started); err != nil {
		return fmt.Errorf("note sign-in of %s: %w", s.user, err)
	}
	return nil
}

// loadActor is the one statement that every request makes: the session, the
// account if it is open, and the mandate if it is in force on the day.
func loadActor(ctx context.Context, tx *db.Tx, token string, on civil.Date) (access.Actor, session, error) {
	var a access.Actor
	s := session{token: token}
	var family bool
	err := tx.QueryRow(ctx, `
		SELECT s.id, s.user_id, u.family, s.assurance, s.started_at, s.seen_at, s.proved_at,
		       m.id, m.role, m.protected, n.id, o.id, o.municipality_code, o.sector
		FROM   identity_session s
		JOIN   identity_user u ON u.id = s.user_id AND u.closed_at IS NULL
		LEFT   JOIN identity_mandate m ON m.id = s.mandate_id AND m.user_id = s.user_id AND m.ended_at IS NULL
		       AND m.valid_from <= $2 AND (m.valid_to IS NULL OR m.valid_to >= $2)
		LEFT   JOIN register_unit n ON n.id = m.unit_id
		LEFT   JOIN register_organisation o ON o.id = n.organisation_id
		WHERE  s.token_hash = $1`, hashOf(token), on).Scan(
		&s.id, &s.user, &family, &s.assurance, &s.started, &s.seen, db.Null(&s.proved),
		db.Null(&a.Mandate), db.Null(&a.Role), db.Null(&a.Protected), db.Null(&a.Unit), db.Null(&a.Organisation),
		db.Null(&a.Municipality), db.Null(&a.Sector))
	if errors.Is(err, db.ErrNotFound) {
		return access.Actor{}, session{}, nil
	}
	if err != nil {
		return access.Actor{}, session{}, fmt.Errorf("load session: %w", err)
	}
	s.mandate = a.Mandate
	if family {
		a.Role = access.Family
	}
	a.User, a.Session, a.Assurance = s.user, s.id, s.assurance
	return a, s, nil
}

func touchSession(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		UPDATE identity_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2`, id, now); err != nil {
		return fmt.Errorf("touch session %s: %w", id, err)
	}
	return nil
}

// turnSession gives a session a new token and a new id, so that the old cookie
// opens nothing. Its beginning stays: neither a choice of mandate nor a new proof
// makes a day longer.
func turnSession(ctx context.Context, tx *db.Tx, old, next session) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE identity_session
		SET    id = $2, token_hash = $3, mandate_id = NULLIF($4, ''), seen_at = $5, proved_at = $6, assurance = $7
		WHERE  token_hash = $1`,
		hashOf(old.token), next.id, hashOf(next.token), next.mandate, next.seen, next.proved, next.assurance)
	if err != nil {
		return false, fmt.Errorf("turn session %s: %w", old.id, err)
	}
	return n == 1, nil
}

func deleteSession(ctx context.Context, tx *db.Tx, token string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE token_hash = $1`, hashOf(token)); err != nil {
		return fmt.Errorf("delete session: %w", err)
	}
	return nil
}

// deleteSessionOf says whether the user had the session.
func deleteSessionOf(ctx context.Context, tx *db.Tx, user, session string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE user_id = $1 AND id = $2`, user, session)
	if err != nil {
		return false, fmt.Errorf("delete session %s: %w", session, err)
	}
	return n == 1, nil
}

func deleteSessions(ctx context.Context, tx *db.Tx, user string) (int64, error) {
	n, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE user_id = $1`, user)
	if err != nil {
		return 0, fmt.Errorf("delete sessions of %s: %w", user, err)
	}
	return n, nil
}

func deleteOtherSessions(ctx context.Context, tx *db.Tx, user, but string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM identity_session WHERE user_id = $1 AND id <> $2`, user, but); err != nil {
		return fmt.Errorf("delete other sessions of %s: %w", user, err)
	}
	return nil
}

func loadSessions(ctx context.Context, tx *db.Tx, user string, startedAfter, seenAfter time.Time) ([]session, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, assurance, started_at, seen_at
		FROM   identity_session
		WHERE  user_id = $1 AND started_at > $2 AND seen_at > $3
		ORDER  BY seen_at DESC, id`, user, startedAfter, seenAfter)
	if err != nil {
		return nil, fmt.Errorf("load sessions of %s: %w", user, err)
	}
	defer rows.Close()
	var all []session
	for rows.Next() {
		s := session{user: user}
		if err := rows.Scan(&s.id, &s.assurance, &s.started, &s.seen); err != nil {
			return nil, fmt.Errorf("scan sessions of %s: %w", user, err)
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// sweep removes what no longer opens or slows anything.
func sweep(ctx context.Context, tx *db.Tx, startedBefore, seenBefore, seenAfter, triedBefore, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		DELETE FROM identity_session WHERE started_at <= $1 OR seen_at <= $2 OR seen_at > $3`, startedBefore, seenBefore, seenAfter); err != nil {
		return fmt.Errorf("sweep sessions: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_attempt WHERE last_at <= $1`, triedBefore); err != nil {
		return fmt.Errorf("sweep attempts: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_invitation WHERE expires_at <= $1`, now); err != nil {
		return fmt.Errorf("sweep invitations: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM identity_import WHERE expires_at <= $1`, now); err != nil {
		return fmt.Errorf("sweep imports: %w", err)
	}
	return sweepClients(ctx, tx, now)
}
