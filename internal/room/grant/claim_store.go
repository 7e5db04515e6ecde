package grant

import (
	"context"
	"slices"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
	"samspel/internal/ground/giro"
)

// nextClaimSerial counts all claims, one after another: others wait for the row.
func nextClaimSerial(ctx context.Context, tx *db.Tx) (serial int64, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO grant_claim_serial (one, last) VALUES (1, 1) ON CONFLICT (one) DO UPDATE SET last = grant_claim_serial.last + 1 RETURNING last`).Scan(&serial)
	return serial, err
}

func insertClaim(ctx context.Context, tx *db.Tx, c Claim) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_claim (id, year_id, municipality, reference, reason, amount, due_on, basis, raised_by, approved_by, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.ID, c.Year, c.Municipality, c.Reference.String(), c.Reason, c.Amount, c.DueOn, c.Basis, c.RaisedBy, orNull(c.ApprovedBy), c.RaisedAt)
	return err
}

// listClaims is those that fit the condition, with what has been received and let off.
func listClaims(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Claim, err error) {
	rows, err := tx.Query(ctx, `SELECT c.id, c.year_id, c.municipality, c.reference, c.reason, c.amount, c.due_on, c.basis, c.raised_by, c.approved_by, c.raised_at,
			CAST(coalesce((SELECT sum(p.amount) FROM grant_placement p WHERE p.claim_id = c.id AND p.taken_back_by IS NULL), 0) AS bigint),
			CAST(coalesce((SELECT sum(r.amount) FROM grant_ruling r WHERE r.claim_id = c.id AND r.state = 'approved'), 0) AS bigint),
			(SELECT count(*) FROM grant_reminder m WHERE m.claim_id = c.id)
		FROM grant_claim c WHERE `+where+` ORDER BY c.due_on, c.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c Claim
		var reference string
		if err := rows.Scan(&c.ID, &c.Year, &c.Municipality, &reference, &c.Reason, &c.Amount, &c.DueOn, &c.Basis, &c.RaisedBy, db.Null(&c.ApprovedBy), &c.RaisedAt, &c.Received, &c.WrittenOff, &c.Reminders); err != nil {
			return nil, err
		}
		if c.Reference, err = giro.ParseReference(reference); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// listYearClaims is the claims of a year, or those of one municipality in it.
func listYearClaims(ctx context.Context, tx *db.Tx, year, municipality string) ([]Claim, error) {
	return listClaims(ctx, tx, `c.year_id = $1 AND ($2 = '' OR c.municipality = $2)`, year, municipality)
}

func loadClaim(ctx context.Context, tx *db.Tx, id string) (Claim, error) {
	all, err := listClaims(ctx, tx, `c.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Claim{}, err
	}
	return all[0], nil
}

// listAgencyClaims is every claim of the agency's schemes.
func listAgencyClaims(ctx context.Context, tx *db.Tx, agency string) ([]Claim, error) {
	return listClaims(ctx, tx, `c.year_id IN (SELECT y.id FROM grant_year y JOIN grant_scheme s ON s.id = y.scheme_id WHERE s.agency_id = $1)`, agency)
}

// listUntold is a scheme's claims that no letter has been written of, and that something is
// left of.
func listUntold(ctx context.Context, tx *db.Tx, scheme string) (all []Claim, err error) {
	all, err = listClaims(ctx, tx, `c.year_id IN (SELECT y.id FROM grant_year y WHERE y.scheme_id = $1) AND NOT EXISTS (SELECT 1 FROM grant_letter l WHERE l.decision_id = c.id)`, scheme)
	return slices.DeleteFunc(all, func(c Claim) bool { return c.Left() == 0 }), err
}

// listForgotten is claims that were due before the day and of which nobody has been reminded.
func listForgotten(ctx context.Context, tx *db.Tx, today civil.Date) ([]Claim, error) {
	return listClaims(ctx, tx, `c.due_on < $1 AND NOT EXISTS (SELECT 1 FROM grant_reminder m WHERE m.claim_id = c.id)`, today)
}

// Reminder is that somebody has been reminded of a claim.
type Reminder struct {
	Number int
	SentBy string
	SentAt time.Time
}

func insertReminder(ctx context.Context, tx *db.Tx, claim, by string, at time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_reminder (claim_id, number, sent_by, sent_at) SELECT CAST($1 AS text), coalesce(max(number), 0) + 1, CAST($2 AS text), CAST($3 AS timestamptz) FROM grant_reminder WHERE claim_id = $1`, claim, by, at)
	return err
}

func listReminders(ctx context.Context, tx *db.Tx, claim string) (all []Reminder, err error) {
	rows, err := tx.Query(ctx, `SELECT number, sent_by, sent_at FROM grant_reminder WHERE claim_id = $1 ORDER BY number`, claim)
	return db.Collect(rows, err, "reminders", func(r *Reminder) []any { return []any{&r.Number, &r.SentBy, &r.SentAt} })
}
