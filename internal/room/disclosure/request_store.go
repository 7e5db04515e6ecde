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
	extended, registered_at, identified_at, identified_by, released_at, released_by, COALESCE(second_of, ''), version`

func scanRequest(scan func(...any) error, more ...any) (Request, error) {
	var r Request
	err := scan(append([]any{&r.ID, &r.Reference, &r.Organisation, &r.Unit, &r.Author, &r.Kind, &r.State, &r.Asker, &r.Person, &r.Keyset, &r.ReceivedOn, &r.DueOn,
		&r.Extended, &r.RegisteredAt, db.Null(&r.IdentifiedAt), &r.IdentifiedBy, db.Null(&r.ReleasedAt), &r.ReleasedBy, &r.SecondOf, &r.Version}, more...)...)
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
	if s.Apart, err = listApart(ctx, tx, id); err != nil {
		return sealedRequest{}, err
	}
	return s, nil
}

// listApart gives those who may not know that the request exists.
func listApart(ctx context.Context, tx *db.Tx, request string) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT user_id FROM disclosure_apart WHERE request_id = $1 ORDER BY user_id`, request)
	return db.Collect(rows, err, "who may not know of request "+request, db.Single[string])
}

// hasSecond says whether somebody else answers what its handler may not know of.
func hasSecond(ctx context.Context, tx *db.Tx, request string) (there bool, err error) {
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM disclosure_request WHERE second_of = $1)`, request).Scan(&there)
	return there, err
}

// insertSecond stores such a request, with those who may not know of it.
func insertSecond(ctx context.Context, tx *db.Tx, r Request, body []byte) error {
	if err := insertRequest(ctx, tx, r, body); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		UPDATE disclosure_request
		SET    second_of = $2, extended = $3, identified_at = $4, identified_by = $5
		WHERE  id = $1`, r.ID, r.SecondOf, r.Extended, r.IdentifiedAt, r.IdentifiedBy); err != nil {
		return fmt.Errorf("insert second request %s: %w", r.ID, err)
	}
	for _, user := range r.Apart {
		if _, err := tx.Exec(ctx, `INSERT INTO disclosure_apart (request_id, user_id) VALUES ($1, $2)`, r.ID, user); err != nil {
			return fmt.Errorf("keep who may not know of request %s: %w", r.ID, err)
		}
	}
	return nil
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

const notApart = ` AND NOT EXISTS (SELECT 1 FROM disclosure_apart a WHERE a.request_id = disclosure_request.id AND a.user_id = $2)`

// requestScope is mayHandle as a condition, numbered from $1: an extract is listed for
// those who may open it once they have shown who they are.
func requestScope(who access.Actor) (where string, args []any) {
	switch {
	case !mayAnswer(who).Allowed():
		return "1 = 0 AND unit_id = $1" + notApart, []any{who.Unit, who.User}
	case who.Role == access.Manager && who.Protected:
		return "unit_id = $1" + notApart, []any{who.Unit, who.User}
	}
	return "unit_id = $1 AND kind = 'document'" + notApart, []any{who.Unit, who.User}
}

// listOpen gives what waits at the unit, the one with least time first.
func listOpen(ctx context.Context, tx *db.Tx, who access.Actor, limit int) ([]Request, error) {
	where, args := requestScope(who)
	return collectRequests(tx.Query(ctx, `
		SELECT `+requestColumns+`
		FROM   disclosure_request
		WHERE  `+where+` AND state <> 'released'
		ORDER  BY due_on, id
		LIMIT  $3`, append(args, limit)...))
}

// listDone gives a page of what has been handed over, the latest first.
func listDone(ctx context.Context, tx *db.Tx, who access.Actor, after PageKey, limit int) ([]Request, error) {
	where, args := requestScope(who)
	args = append(args, limit)
	if !after.IsZero() {
		where += " AND registered_at <= $4 AND (registered_at < $4 OR id < $5)"
		args = append(args, after.At, after.ID)
	}
	return collectRequests(tx.Query(ctx, `
		SELECT `+requestColumns+`
		FROM   disclosure_request
		WHERE  `+where+` AND state = 'released'
		ORDER  BY registered_at DESC, id DESC
		LIMIT  $3`, args...))
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
