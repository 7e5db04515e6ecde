package disclosure

import (
	"context"
	"fmt"
	"strings"

	"samspel/internal/frame/db"
)

// sealedPiece is a piece with its words.
type sealedPiece struct {
	Piece
	body []byte
}

const pieceColumns = `id, request_id, position, room, kind, source_id, made_at, marks, verdict, provision, judged_at, judged_by, version, body`

func scanPiece(scan func(...any) error) (sealedPiece, error) {
	var s sealedPiece
	var marks string
	err := scan(&s.ID, &s.Request, &s.Position, &s.Room, &s.Kind, &s.Source, db.Null(&s.MadeAt), &marks, &s.Verdict, &s.Provision, db.Null(&s.JudgedAt), &s.JudgedBy,
		&s.Version, &s.body)
	for _, m := range strings.Fields(marks) {
		s.Marks = append(s.Marks, Mark(m))
	}
	return s, err
}

func (p Piece) marks() string {
	marks := make([]string, len(p.Marks))
	for i, m := range p.Marks {
		marks[i] = string(m)
	}
	return strings.Join(marks, " ")
}

func insertPiece(ctx context.Context, tx *db.Tx, s sealedPiece) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO disclosure_piece (id, request_id, position, room, kind, source_id, made_at, marks, verdict, provision, judged_by, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, 1)`,
		s.ID, s.Request, s.Position, s.Room, s.Kind, s.Source, s.MadeAt, s.marks(), s.body); err != nil {
		return fmt.Errorf("insert piece %s: %w", s.ID, err)
	}
	return nil
}

// judgePiece stores a judgement, unless somebody has judged it meanwhile.
func judgePiece(ctx context.Context, tx *db.Tx, s sealedPiece) error {
	n, err := tx.Exec(ctx, `
		UPDATE disclosure_piece
		SET    verdict = $3, provision = $4, judged_at = $5, judged_by = $6, body = $7, version = version + 1
		WHERE  id = $1 AND version = $2`, s.ID, s.Version, s.Verdict, s.Provision, s.JudgedAt, s.JudgedBy, s.body)
	if err != nil {
		return fmt.Errorf("judge piece %s: %w", s.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// remarkPieces stores what marks things have now, unless somebody has judged one meanwhile.
func remarkPieces(ctx context.Context, tx *db.Tx, list []sealedPiece) error {
	for _, s := range list {
		n, err := tx.Exec(ctx, `
			UPDATE disclosure_piece
			SET    marks = $3, verdict = $4, provision = $5, judged_at = $6, judged_by = $7, version = version + 1
			WHERE  id = $1 AND version = $2`, s.ID, s.Version, s.marks(), s.Verdict, s.Provision, s.JudgedAt, s.JudgedBy)
		if err != nil {
			return fmt.Errorf("mark piece %s: %w", s.ID, err)
		}
		if n == 0 {
			return errRaced
		}
	}
	return nil
}

func deletePieces(ctx context.Context, tx *db.Tx, list []sealedPiece) error {
	for _, s := range list {
		if _, err := tx.Exec(ctx, `DELETE FROM disclosure_piece WHERE id = $1`, s.ID); err != nil {
			return fmt.Errorf("delete piece %s: %w", s.ID, err)
		}
	}
	return nil
}

func listPieces(ctx context.Context, tx *db.Tx, request string) ([]sealedPiece, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+pieceColumns+`
		FROM   disclosure_piece
		WHERE  request_id = $1
		ORDER  BY position, id`, request)
	if err != nil {
		return nil, fmt.Errorf("list pieces of request %s: %w", request, err)
	}
	defer rows.Close()
	var list []sealedPiece
	for rows.Next() {
		s, err := scanPiece(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan piece of request %s: %w", request, err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// insertDecision keeps a decision and what is written of it.
func insertDecision(ctx context.Context, tx *db.Tx, d Decision, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO disclosure_decision (request_id, outcome, decided_at, decided_by, body)
		VALUES ($1, $2, $3, $4, $5)`, d.Request, d.Outcome, d.DecidedAt, d.DecidedBy, body); err != nil {
		return fmt.Errorf("insert decision on request %s: %w", d.Request, err)
	}
	return nil
}

// loadDecision gives the decision; db.ErrNotFound when there is none.
func loadDecision(ctx context.Context, tx *db.Tx, request string) (d Decision, body []byte, err error) {
	if err = tx.QueryRow(ctx, `
		SELECT request_id, outcome, decided_at, decided_by, body
		FROM   disclosure_decision
		WHERE  request_id = $1`, request).Scan(&d.Request, &d.Outcome, &d.DecidedAt, &d.DecidedBy, &body); err != nil {
		return Decision{}, nil, fmt.Errorf("load decision on request %s: %w", request, err)
	}
	return d, body, nil
}
