package disclosure

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/frame/retention"
	"samspel/internal/ground/civil"
)

const kept = `
	SELECT r.id, r.organisation_id, r.registered_at, r.released_at
	FROM   disclosure_request r
	WHERE  `

func walkKept(ctx context.Context, tx *db.Tx, after retention.Key, limit int) ([]retention.Copy, error) {
	return scanKept(tx.Query(ctx, kept+`r.id > $1
	ORDER  BY r.id
	LIMIT  $2`, after.Matter, limit))
}

func lookKept(ctx context.Context, tx *db.Tx, requests []string) ([]retention.Copy, error) {
	return scanKept(tx.Query(ctx, kept+`r.id IN (`+db.Numbered(1, len(requests))+`)`, db.Anys(requests)...))
}

func scanKept(rows *db.Rows, err error) ([]retention.Copy, error) {
	if err != nil {
		return nil, fmt.Errorf("list what is kept of requests: %w", err)
	}
	defer rows.Close()
	var all []retention.Copy
	for rows.Next() {
		x := retention.Copy{Class: retention.Asked}
		var registered, released time.Time
		if err := rows.Scan(&x.Matter, &x.Controller, &registered, db.Null(&released)); err != nil {
			return nil, fmt.Errorf("scan what is kept of a request: %w", err)
		}
		x.LastNote = civil.Of(registered)
		if !released.IsZero() {
			x.LastNote, x.Closed = civil.Of(released), civil.Of(released)
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// deleteRequest takes away a request and everything of it. One that was made of what its
// handler may not know of stays, as a request of its own.
func deleteRequest(ctx context.Context, tx *db.Tx, request string) error {
	for _, statement := range []string{
		`DELETE FROM disclosure_decision WHERE request_id = $1`,
		`DELETE FROM disclosure_piece WHERE request_id = $1`,
		`DELETE FROM disclosure_apart WHERE request_id = $1`,
		`UPDATE disclosure_request SET second_of = NULL WHERE second_of = $1`,
		`DELETE FROM disclosure_request WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, request); err != nil {
			return fmt.Errorf("delete request %s: %w", request, err)
		}
	}
	return nil
}

type sealedText struct {
	column, row, keyset string
	at                  time.Time
	sealed              []byte
}

// listTexts gives the sealed texts of a request, as they were written.
func listTexts(ctx context.Context, tx *db.Tx, k retention.Key) ([]sealedText, error) {
	rows, err := tx.Query(ctx, `
		SELECT t.place, t.row_id, r.keyset_id, r.registered_at, t.sealed
		FROM   disclosure_request r
		JOIN   (SELECT '`+requestColumn+`' AS place, x.id AS row_id, x.id AS request_id, x.body AS sealed FROM disclosure_request x
		        UNION ALL SELECT '`+pieceColumn+`', x.id, x.request_id, x.body FROM disclosure_piece x
		        UNION ALL SELECT '`+decisionColumn+`', x.request_id, x.request_id, x.body FROM disclosure_decision x
		       ) t ON t.request_id = r.id
		WHERE  r.id = $1 AND r.organisation_id = $2
		ORDER  BY t.place DESC, t.row_id`, k.Matter, k.Controller)
	return db.Collect(rows, err, "texts of request "+k.Matter, func(x *sealedText) []any { return []any{&x.column, &x.row, &x.keyset, &x.at, &x.sealed} })
}
