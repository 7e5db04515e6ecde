package disclosure

import (
	"context"
	"errors"
	"fmt"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// errRaced says that another request changed the row first.
var errRaced = errors.New("changed by somebody else at the same time")

const requestColumns = `id, reference, organisation_id, unit_id, author_id, kind, state, asker, COALESCE(person_id, ''), keyset_id, received_on, due_on,
	extended, registered_at, identified_at, identified_by, released_at, released_by, version`

func scanRequest(scan func(...any) error, more ...any) (Request, error) {
	var r Request
	err := scan(append([]any{&r.ID, &r.Reference, &r.Organisation, &r.Unit, &r.Author, &r.Kind, &r.State, &r.Asker, &r.Person, &r.Keyset, &r.ReceivedOn, &r.DueOn,
		&r.Extended, &r.RegisteredAt, db.Null(&r.IdentifiedAt), &r.IdentifiedBy, db.Null(&r.ReleasedAt), &r.ReleasedBy, &r.Version}, more...)...)
	return r, err
}

// sealedRequest is a request with its words.
type sealedRequest struct {
	Request
	body []byte
}

func loadRequest(ctx context.Context, tx *db.Tx, id string) (sealedRequest, error) {
	var s sealedRequest
	var err error
	if s.Request, err = scanRequest(tx.QueryRow(ctx, `
		SELECT `+requestColumns+`, body
		FROM   disclosure_request
		WHERE  id = $1`, id).Scan, &s.body); err != nil {
		return sealedRequest{}, fmt.Errorf("load request %s: %w", id, err)
	}
	return s, nil
}

func insertRequest(ctx context.Context, tx *db.Tx, r Request, body []byte) error {
	var person any
	if r.Person != "" {
		person = r.Person
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO disclosure_request (id, reference, organisation_id, unit_id, author_id, kind, state, asker, person_id, keyset_id, received_on, due_on,
			extended, registered_at, identified_by, released_by, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, FALSE, $13, '', '', $14, 1)`,
		r.ID, r.Reference, r.Organisation, r.Unit, r.Author, r.Kind, r.State, r.Asker, person, r.Keyset, r.ReceivedOn, r.DueOn, r.RegisteredAt, body); err != nil {
		return fmt.Errorf("insert request %s: %w", r.ID, err)
	}
	return nil
}

// updateRequest stores what a rule has changed; the version makes two people at once safe.
func updateRequest(ctx context.Context, tx *db.Tx, r Request, body []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE disclosure_request
		SET    state = $3, due_on = $4, extended = $5, identified_at = $6, identified_by = $7, released_at = $8, released_by = $9, body = $10,
		       version = version + 1
		WHERE  id = $1 AND version = $2`,
		r.ID, r.Version, r.State, r.DueOn, r.Extended, r.IdentifiedAt, r.IdentifiedBy, r.ReleasedAt, r.ReleasedBy, body)
	if err != nil {
		return fmt.Errorf("update request %s: %w", r.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// requestScope is mayHandle as a condition, numbered from $1: an extract is listed for
// those who may open it once they have shown who they are.
func requestScope(who access.Actor) (where string, args []any) {
	switch {
	case !mayAnswer(who).Allowed():
		return "1 = 0 AND unit_id = $1", []any{who.Unit}
	case who.Role == access.Manager && who.Protected:
		return "unit_id = $1", []any{who.Unit}
	}
	return "unit_id = $1 AND kind = 'document'", []any{who.Unit}
}

// listOpen gives what waits at the unit, the one with least time first.
func listOpen(ctx context.Context, tx *db.Tx, who access.Actor, limit int) ([]Request, error) {
	where, args := requestScope(who)
	return collectRequests(tx.Query(ctx, `
		SELECT `+requestColumns+`
		FROM   disclosure_request
		WHERE  `+where+` AND state <> 'released'
		ORDER  BY due_on, id
		LIMIT  $2`, append(args, limit)...))
}

// listDone gives a page of what has been handed over, the latest first.
func listDone(ctx context.Context, tx *db.Tx, who access.Actor, after PageKey, limit int) ([]Request, error) {
	where, args := requestScope(who)
	args = append(args, limit)
	if !after.IsZero() {
		where += " AND registered_at <= $3 AND (registered_at < $3 OR id < $4)"
		args = append(args, after.At, after.ID)
	}
	return collectRequests(tx.Query(ctx, `
		SELECT `+requestColumns+`
		FROM   disclosure_request
		WHERE  `+where+` AND state = 'released'
		ORDER  BY registered_at DESC, id DESC
		LIMIT  $2`, args...))
}

func collectRequests(rows *db.Rows, err error) ([]Request, error) {
	if err != nil {
		return nil, fmt.Errorf("list requests: %w", err)
	}
	defer rows.Close()
	var list []Request
	for rows.Next() {
		r, err := scanRequest(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan request: %w", err)
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// outcomesOf gives what was decided of the requests.
func outcomesOf(ctx context.Context, tx *db.Tx, ids []string) (map[string]Outcome, error) {
	all := map[string]Outcome{}
	if len(ids) == 0 {
		return all, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT request_id, outcome
		FROM   disclosure_decision
		WHERE  request_id IN (`+db.Numbered(1, len(ids))+`)`, db.Anys(ids)...)
	if err != nil {
		return nil, fmt.Errorf("list decisions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var o Outcome
		if err := rows.Scan(&id, &o); err != nil {
			return nil, fmt.Errorf("scan decision: %w", err)
		}
		all[id] = o
	}
	return all, rows.Err()
}
