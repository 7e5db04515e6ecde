package grant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"samspel/internal/frame/db"
)

func insertLetter(ctx context.Context, tx *db.Tx, l Letter) error {
	body, err := json.Marshal(l.LetterBody)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO grant_letter (id, year_id, municipality, kind, decision_id, written_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		l.ID, l.Year, l.Municipality, l.Kind, l.Decision, l.WrittenAt, string(body))
	return err
}

const letterColumns = `id, year_id, municipality, kind, decision_id, written_at, body`

func scanLetter(scan func(...any) error) (l Letter, err error) {
	var body string
	if err := scan(&l.ID, &l.Year, &l.Municipality, &l.Kind, &l.Decision, &l.WrittenAt, &body); err != nil {
		return l, err
	}
	if err := json.Unmarshal([]byte(body), &l.LetterBody); err != nil {
		return l, fmt.Errorf("the letter %s: %w", l.ID, err)
	}
	return l, nil
}

func loadLetter(ctx context.Context, tx *db.Tx, id string) (Letter, error) {
	return scanLetter(tx.QueryRow(ctx, `SELECT `+letterColumns+` FROM grant_letter WHERE id = $1`, id).Scan)
}

func listLetters(ctx context.Context, tx *db.Tx, decision string) ([]Letter, error) {
	return scanLetters(tx.Query(ctx, `SELECT `+letterColumns+` FROM grant_letter WHERE decision_id = $1 ORDER BY municipality`, decision))
}

// lettersTo is those to one municipality in a year, newest first.
func lettersTo(ctx context.Context, tx *db.Tx, year, municipality string) ([]Letter, error) {
	return scanLetters(tx.Query(ctx, `SELECT `+letterColumns+` FROM grant_letter WHERE year_id = $1 AND municipality = $2 ORDER BY written_at DESC, id DESC`, year, municipality))
}

// listClaimLetters is those of a year's claims, or of one municipality's in it.
func listClaimLetters(ctx context.Context, tx *db.Tx, year, municipality string) ([]Letter, error) {
	return scanLetters(tx.Query(ctx, `SELECT `+letterColumns+` FROM grant_letter WHERE year_id = $1 AND kind IN ('unused', 'recovery') AND ($2 = '' OR municipality = $2) ORDER BY municipality, written_at, id`, year, municipality))
}

func countClaimLetters(ctx context.Context, tx *db.Tx, year string) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT count(*) FROM grant_letter WHERE year_id = $1 AND kind IN ('unused', 'recovery')`, year).Scan(&n)
	return n, err
}

// letterOf is the only letter of what concerns one municipality; the zero Letter where none
// has been written.
func letterOf(ctx context.Context, tx *db.Tx, decision string) (Letter, error) {
	all, err := listLetters(ctx, tx, decision)
	if err != nil || len(all) == 0 {
		return Letter{}, err
	}
	return all[0], nil
}

func scanLetters(rows *db.Rows, err error) (all []Letter, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLetter(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

func insertAppeal(ctx context.Context, tx *db.Tx, a Appeal) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_appeal (id, year_id, barred, ground, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		a.ID, a.Year, a.Barred, a.Ground, a.SaidBy, a.SaidAt)
	return err
}

// loadAppeal is what was said last; the zero Appeal when nobody has said anything.
func loadAppeal(ctx context.Context, tx *db.Tx, year string) (a Appeal, err error) {
	err = tx.QueryRow(ctx, `SELECT id, year_id, barred, ground, said_by, said_at FROM grant_appeal WHERE year_id = $1 ORDER BY said_at DESC, id DESC LIMIT 1`, year).
		Scan(&a.ID, &a.Year, &a.Barred, &a.Ground, &a.SaidBy, &a.SaidAt)
	if errors.Is(err, db.ErrNotFound) {
		return Appeal{}, nil
	}
	return a, err
}
