package coordination

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// errRaced says that another request changed the row first.
var errRaced = errors.New("changed by somebody else at the same time")

const needColumns = `n.id, n.organisation_id, n.unit_id, n.author_id, n.asked_by, n.origin, n.child_id, n.keyset_id, n.protected,
	n.state, n.raised_at, n.decided_at, n.decided_by, n.version`

func scanNeed(scan func(...any) error, more ...any) (Need, error) {
	var n Need
	err := scan(append([]any{&n.ID, &n.Organisation, &n.Unit, &n.Author, &n.AskedBy, &n.Origin, &n.Child, &n.Keyset, &n.Protected,
		&n.State, &n.RaisedAt, db.Null(&n.DecidedAt), &n.DecidedBy, &n.Version}, more...)...)
	return n, err
}

// sealedNeed is a need with its texts, as the store takes them.
type sealedNeed struct {
	Need
	body, reasons []byte
}

func insertNeed(ctx context.Context, tx *db.Tx, n Need, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_need (id, organisation_id, unit_id, author_id, asked_by, origin, child_id, keyset_id, protected,
			state, raised_at, decided_by, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, 1)`,
		n.ID, n.Organisation, n.Unit, n.Author, n.AskedBy, n.Origin, n.Child, n.Keyset, n.Protected,
		n.State, n.RaisedAt, body); err != nil {
		return fmt.Errorf("insert need %s: %w", n.ID, err)
	}
	return nil
}

// loadNeed gives the need; db.ErrNotFound when there is none.
func loadNeed(ctx context.Context, tx *db.Tx, id string) (sealedNeed, error) {
	var s sealedNeed
	var err error
	s.Need, err = scanNeed(tx.QueryRow(ctx, `
		SELECT `+needColumns+`, n.body, n.reasons
		FROM   coordination_need n
		WHERE  n.id = $1`, id).Scan, &s.body, db.Null(&s.reasons))
	if err != nil {
		return sealedNeed{}, fmt.Errorf("load need %s: %w", id, err)
	}
	return s, nil
}

// decideNeed stores the decision, unless somebody was first.
func decideNeed(ctx context.Context, tx *db.Tx, n Need, reasons []byte) error {
	changed, err := tx.Exec(ctx, `
		UPDATE coordination_need
		SET    state = $3, decided_at = $4, decided_by = $5, reasons = $6, compared_at = NULL, version = version + 1
		WHERE  id = $1 AND version = $2 AND state = 'raised'`,
		n.ID, n.Version, n.State, n.DecidedAt, n.DecidedBy, orNull(reasons))
	if err != nil {
		return fmt.Errorf("decide need %s: %w", n.ID, err)
	}
	if changed == 0 {
		return errRaced
	}
	return nil
}

func orNull(sealed []byte) any {
	if sealed == nil {
		return nil
	}
	return sealed
}

// listNeeds gives the needs that the reader's unit has yet to assess, the oldest first.
func listNeeds(ctx context.Context, tx *db.Tx, who access.Actor, limit int) ([]sealedNeed, error) {
	where, args := needScope(who)
	rows, err := tx.Query(ctx, `
		SELECT `+needColumns+`, n.body
		FROM   coordination_need n
		WHERE  `+where+` AND n.state = 'raised'
		ORDER  BY n.raised_at, n.id
		LIMIT  `+db.Numbered(len(args)+1, 1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list needs: %w", err)
	}
	defer rows.Close()
	var list []sealedNeed
	for rows.Next() {
		var s sealedNeed
		if s.Need, err = scanNeed(rows.Scan, &s.body); err != nil {
			return nil, fmt.Errorf("scan need: %w", err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// needScope is mayReadNeed as a condition on coordination_need n, but for the
// protection, which a row shows by being masked.
func needScope(who access.Actor) (where string, args []any) {
	if !mayTakePart(who).Allowed() {
		return "1 = 0 AND n.unit_id = $1", []any{who.Unit}
	}
	return "n.unit_id = $1", []any{who.Unit}
}
