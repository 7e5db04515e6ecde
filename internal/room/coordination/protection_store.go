package coordination

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

const protectionColumns = `p.id, p.matter_id, p.keyset_id, p.reason, p.child_sees, p.on_at, p.on_by, p.on_unit_id, p.confirmed_at, p.confirmed_by,
	p.reassess_on, p.off_asked_at, p.off_asked_by, p.off_at, p.off_by, p.alarmed_at, p.version`

func scanProtection(scan func(...any) error, more ...any) (Protection, error) {
	var p Protection
	err := scan(append([]any{&p.ID, &p.Matter, &p.Keyset, &p.Reason, &p.ChildSees, &p.OnAt, &p.OnBy, &p.OnUnit, db.Null(&p.ConfirmedAt), &p.ConfirmedBy,
		&p.ReassessOn, db.Null(&p.OffAskedAt), &p.OffAskedBy, db.Null(&p.OffAt), &p.OffBy, db.Null(&p.AlarmedAt), &p.Version}, more...)...)
	return p, err
}

// loadProtection is the mode that is on; the zero Protection when none is.
func loadProtection(ctx context.Context, tx *db.Tx, matter string) (Protection, error) {
	p, err := scanProtection(tx.QueryRow(ctx, `
		SELECT `+protectionColumns+`
		FROM   coordination_protection p
		WHERE  p.matter_id = $1 AND p.off_at IS NULL`, matter).Scan)
	if errors.Is(err, db.ErrNotFound) {
		return Protection{}, nil
	}
	if err != nil {
		return Protection{}, fmt.Errorf("load protection of matter %s: %w", matter, err)
	}
	return p, nil
}

func protectionBody(ctx context.Context, tx *db.Tx, protection string) (body []byte, err error) {
	if err = tx.QueryRow(ctx, `SELECT body FROM coordination_protection WHERE id = $1`, protection).Scan(&body); err != nil {
		return nil, fmt.Errorf("load words of protection %s: %w", protection, err)
	}
	return body, nil
}

func insertProtection(ctx context.Context, tx *db.Tx, p Protection, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_protection (id, matter_id, keyset_id, reason, child_sees, on_at, on_by, on_unit_id, confirmed_by, reassess_on,
			off_asked_by, off_by, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, '', '', $10, 1)`,
		p.ID, p.Matter, p.Keyset, p.Reason, p.ChildSees, p.OnAt, p.OnBy, p.OnUnit, p.ReassessOn, body); err != nil {
		return fmt.Errorf("insert protection of matter %s: %w", p.Matter, err)
	}
	return nil
}

func updateProtection(ctx context.Context, tx *db.Tx, p Protection) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_protection
		SET    confirmed_at = $3, confirmed_by = $4, reassess_on = $5, off_asked_at = $6, off_asked_by = $7, off_at = $8, off_by = $9,
		       version = version + 1
		WHERE  id = $1 AND version = $2`,
		p.ID, p.Version, p.ConfirmedAt, p.ConfirmedBy, p.ReassessOn, p.OffAskedAt, p.OffAskedBy, p.OffAt, p.OffBy)
	if err != nil {
		return fmt.Errorf("update protection %s: %w", p.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func insertShut(ctx context.Context, tx *db.Tx, protection, member string, state MemberState) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_shut (protection_id, member_id, state) VALUES ($1, $2, $3)`, protection, member, state); err != nil {
		return fmt.Errorf("insert shut member %s: %w", member, err)
	}
	return nil
}

// listShut gives what those were who left the team when the mode was switched on.
func listShut(ctx context.Context, tx *db.Tx, protection string) (map[string]MemberState, error) {
	rows, err := tx.Query(ctx, `SELECT member_id, state FROM coordination_shut WHERE protection_id = $1`, protection)
	if err != nil {
		return nil, fmt.Errorf("list shut members: %w", err)
	}
	defer rows.Close()
	shut := map[string]MemberState{}
	for rows.Next() {
		var id string
		var state MemberState
		if err := rows.Scan(&id, &state); err != nil {
			return nil, fmt.Errorf("scan shut member: %w", err)
		}
		shut[id] = state
	}
	return shut, rows.Err()
}

func insertApart(ctx context.Context, tx *db.Tx, matter, user, by string, at time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_apart (matter_id, user_id, declared_by, declared_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (matter_id, user_id) DO NOTHING`, matter, user, by, at); err != nil {
		return fmt.Errorf("insert who may not know of matter %s: %w", matter, err)
	}
	return nil
}

// listApart gives who on the staff may not know of the matter.
func listApart(ctx context.Context, tx *db.Tx, matter string) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT user_id FROM coordination_apart WHERE matter_id = $1`, matter)
	return collectIDs(rows, err)
}

// listUnknown gives those of the matters that somebody outside their teams may not know of.
func listUnknown(ctx context.Context, tx *db.Tx, user string, matters []string) ([]string, error) {
	if len(matters) == 0 {
		return nil, nil
	}
	return collectIDs(tx.Query(ctx, `
		SELECT m.id
		FROM   coordination_matter m
		WHERE  m.id IN (`+db.Numbered(2, len(matters))+`)
		AND    (EXISTS (SELECT 1 FROM coordination_apart a WHERE a.matter_id = m.id AND a.user_id = $1)
		        OR m.state <> 'closed' AND EXISTS (SELECT 1 FROM coordination_protection p WHERE p.matter_id = m.id AND p.off_at IS NULL))`,
		append([]any{user}, db.Anys(matters)...)...))
}

// dueProtection is a mode that somebody is to be told of.
type dueProtection struct {
	Protection
	holder string
}

// listUnconfirmed gives the modes that nobody has confirmed in time, and of which nobody
// has been alarmed since either. In a closed matter there is nothing left to confirm.
func listUnconfirmed(ctx context.Context, tx *db.Tx, onBefore time.Time, limit int) ([]dueProtection, error) {
	return collectDue(tx.Query(ctx, `
		SELECT `+protectionColumns+`, m.holder_id
		FROM   coordination_protection p
		JOIN   coordination_matter m ON m.id = p.matter_id
		WHERE  m.state <> 'closed' AND p.off_at IS NULL AND p.confirmed_at IS NULL AND p.on_at <= $1 AND (p.alarmed_at IS NULL OR p.alarmed_at <= $1)
		ORDER  BY p.on_at
		LIMIT  $2`, onBefore, limit))
}

// listReassess gives the modes to judge again, of which nobody was reminded on the day.
func listReassess(ctx context.Context, tx *db.Tx, today civil.Date, limit int) ([]dueProtection, error) {
	return collectDue(tx.Query(ctx, `
		SELECT `+protectionColumns+`, m.holder_id
		FROM   coordination_protection p
		JOIN   coordination_matter m ON m.id = p.matter_id
		WHERE  m.state <> 'closed' AND p.off_at IS NULL AND p.reassess_on <= $1 AND (p.reminded_on IS NULL OR p.reminded_on < $1)
		ORDER  BY p.reassess_on
		LIMIT  $2`, today, limit))
}

func collectDue(rows *db.Rows, err error) ([]dueProtection, error) {
	if err != nil {
		return nil, fmt.Errorf("list protections: %w", err)
	}
	defer rows.Close()
	var list []dueProtection
	for rows.Next() {
		var d dueProtection
		if d.Protection, err = scanProtection(rows.Scan, &d.holder); err != nil {
			return nil, fmt.Errorf("scan protection: %w", err)
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

func markAlarmed(ctx context.Context, tx *db.Tx, protection string, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE coordination_protection SET alarmed_at = $2 WHERE id = $1`, protection, at); err != nil {
		return fmt.Errorf("mark alarm of protection %s: %w", protection, err)
	}
	return nil
}

func markReassess(ctx context.Context, tx *db.Tx, protection string, today civil.Date) error {
	if _, err := tx.Exec(ctx, `UPDATE coordination_protection SET reminded_on = $2 WHERE id = $1`, protection, today); err != nil {
		return fmt.Errorf("mark reminder of protection %s: %w", protection, err)
	}
	return nil
}

// A ProtectedPeriod is a time during which the mode was on; To is zero while it is.
type ProtectedPeriod struct{ From, To time.Time }

func (p ProtectedPeriod) holds(at time.Time) bool {
	return !at.Before(p.From) && (p.To.IsZero() || !at.After(p.To))
}

func listPeriods(ctx context.Context, tx *db.Tx, matter string) ([]ProtectedPeriod, error) {
	rows, err := tx.Query(ctx, `SELECT on_at, off_at FROM coordination_protection WHERE matter_id = $1`, matter)
	return db.Collect(rows, err, "protected periods of matter "+matter, func(p *ProtectedPeriod) []any { return []any{&p.From, db.Null(&p.To)} })
}

const glassColumns = `id, matter_id, keyset_id, user_id, unit_id, opened_at, until, reviewed_at, reviewed_by`

func scanGlass(scan func(...any) error, more ...any) (Glass, error) {
	var g Glass
	err := scan(append([]any{&g.ID, &g.Matter, &g.Keyset, &g.User, &g.Unit, &g.OpenedAt, &g.Until, db.Null(&g.ReviewedAt), &g.ReviewedBy}, more...)...)
	return g, err
}

func insertGlass(ctx context.Context, tx *db.Tx, g Glass, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_glass (id, matter_id, keyset_id, user_id, unit_id, opened_at, until, body, reviewed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`, g.ID, g.Matter, g.Keyset, g.User, g.Unit, g.OpenedAt, g.Until, body); err != nil {
		return fmt.Errorf("insert emergency opening of matter %s: %w", g.Matter, err)
	}
	return nil
}

// loadGlass gives an opening; db.ErrNotFound when there is none.
func loadGlass(ctx context.Context, tx *db.Tx, id string) (Glass, error) {
	g, err := scanGlass(tx.QueryRow(ctx, `SELECT `+glassColumns+` FROM coordination_glass WHERE id = $1`, id).Scan)
	if err != nil {
		return Glass{}, fmt.Errorf("load emergency opening %s: %w", id, err)
	}
	return g, nil
}

// sealedGlass is an opening with its reason.
type sealedGlass struct {
	Glass
	body []byte
}

func listGlass(ctx context.Context, tx *db.Tx, matter string) ([]sealedGlass, error) {
	return collectGlass(tx.Query(ctx, `
		SELECT `+glassColumns+`, body FROM coordination_glass WHERE matter_id = $1 ORDER BY opened_at DESC, id`, matter))
}

// listOpenGlass gives what somebody has open now.
func listOpenGlass(ctx context.Context, tx *db.Tx, user string, now time.Time) ([]sealedGlass, error) {
	return collectGlass(tx.Query(ctx, `
		SELECT `+glassColumns+`, body FROM coordination_glass WHERE user_id = $1 AND until > $2 ORDER BY until DESC, id`, user, now))
}

func collectGlass(rows *db.Rows, err error) ([]sealedGlass, error) {
	if err != nil {
		return nil, fmt.Errorf("list emergency openings: %w", err)
	}
	defer rows.Close()
	var list []sealedGlass
	for rows.Next() {
		var g sealedGlass
		if g.Glass, err = scanGlass(rows.Scan, &g.body); err != nil {
			return nil, fmt.Errorf("scan emergency opening: %w", err)
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

func reviewGlass(ctx context.Context, tx *db.Tx, g Glass, finding []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_glass SET reviewed_at = $2, reviewed_by = $3, finding = $4
		WHERE  id = $1 AND reviewed_at IS NULL`, g.ID, g.ReviewedAt, g.ReviewedBy, finding)
	if err != nil {
		return fmt.Errorf("review emergency opening %s: %w", g.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}
