package grant

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/db"
)

const appendixColumns = `id, year_id, number, list_id, basis, state, prepared_by, prepared_at, approved_by, approved_at`

func scanAppendix(scan func(...any) error) (a Appendix, err error) {
	err = scan(&a.ID, &a.Year, &a.Number, &a.List, &a.Basis, &a.State, &a.PreparedBy, &a.PreparedAt, db.Null(&a.ApprovedBy), db.Null(&a.ApprovedAt))
	return a, err
}

func loadAppendix(ctx context.Context, tx *db.Tx, id string) (Appendix, error) {
	a, err := scanAppendix(tx.QueryRow(ctx, `SELECT `+appendixColumns+` FROM grant_appendix WHERE id = $1`, id).Scan)
	if err != nil {
		return a, err
	}
	a.Frames, err = loadFrames(ctx, tx, a.ID)
	return a, err
}

// loadAppendixIn is the year's newest version in the state; the zero Appendix when there
// is none.
func loadAppendixIn(ctx context.Context, tx *db.Tx, year string, state AppendixState) (Appendix, error) {
	a, err := scanAppendix(tx.QueryRow(ctx, `SELECT `+appendixColumns+` FROM grant_appendix WHERE year_id = $1 AND state = $2 ORDER BY number DESC LIMIT 1`, year, state).Scan)
	if errors.Is(err, db.ErrNotFound) {
		return Appendix{}, nil
	}
	if err != nil {
		return a, err
	}
	a.Frames, err = loadFrames(ctx, tx, a.ID)
	return a, err
}

// listAppendices is every version of the year, newest first and without its frames.
func listAppendices(ctx context.Context, tx *db.Tx, year string) (all []Appendix, err error) {
	rows, err := tx.Query(ctx, `SELECT `+appendixColumns+` FROM grant_appendix WHERE year_id = $1 ORDER BY number DESC`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAppendix(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// loadBefore is the version that was in force before this one, or is while it waits.
func loadBefore(ctx context.Context, tx *db.Tx, a Appendix) (Appendix, error) {
	before, err := scanAppendix(tx.QueryRow(ctx, `SELECT `+appendixColumns+` FROM grant_appendix
		WHERE year_id = $1 AND number < $2 AND state IN ('in_force', 'replaced') ORDER BY number DESC LIMIT 1`, a.Year, a.Number).Scan)
	if errors.Is(err, db.ErrNotFound) {
		return Appendix{}, nil
	}
	if err != nil {
		return before, err
	}
	before.Frames, err = loadFrames(ctx, tx, before.ID)
	return before, err
}

func loadFrames(ctx context.Context, tx *db.Tx, appendix string) (frames []Frame, err error) {
	rows, err := tx.Query(ctx, `SELECT municipality, amount FROM grant_frame WHERE appendix_id = $1`, appendix)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f Frame
		if err := rows.Scan(&f.Municipality, &f.Amount); err != nil {
			return nil, err
		}
		frames = append(frames, f)
	}
	sortFrames(frames)
	return frames, rows.Err()
}

func nextNumber(ctx context.Context, tx *db.Tx, year string) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM grant_appendix WHERE year_id = $1`, year).Scan(&n)
	return n, err
}

func insertAppendix(ctx context.Context, tx *db.Tx, a Appendix) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_appendix (id, year_id, number, list_id, basis, state, prepared_by, prepared_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, a.ID, a.Year, a.Number, a.List, a.Basis, a.State, a.PreparedBy, a.PreparedAt); err != nil {
		return err
	}
	for _, f := range a.Frames {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_frame (appendix_id, municipality, amount) VALUES ($1, $2, $3)`, a.ID, f.Municipality, f.Amount); err != nil {
			return err
		}
	}
	return nil
}

// withdrawAppendices takes back what waits.
func withdrawAppendices(ctx context.Context, tx *db.Tx, year string) error {
	_, err := tx.Exec(ctx, `UPDATE grant_appendix SET state = 'withdrawn' WHERE year_id = $1 AND state = 'prepared'`, year)
	return err
}

// replaceAppendix puts after in force instead of before, unless somebody else has done
// something with it.
func replaceAppendix(ctx context.Context, tx *db.Tx, before, after Appendix) error {
	if before.ID != "" {
		if _, err := tx.Exec(ctx, `UPDATE grant_appendix SET state = 'replaced' WHERE id = $1`, before.ID); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `UPDATE grant_appendix SET state = $1, approved_by = $2, approved_at = $3 WHERE id = $4 AND state = 'prepared'`,
		after.State, after.ApprovedBy, after.ApprovedAt, after.ID)
	if err == nil && n == 0 {
		err = errRaced
	}
	return err
}

func insertAreaList(ctx context.Context, tx *db.Tx, l AreaList, by string, at time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_list (id, agency_id, name, dated_on, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		l.ID, l.Agency, l.Name, l.DatedOn, by, at); err != nil {
		return err
	}
	for _, a := range l.Areas {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_area (list_id, municipality, name, class) VALUES ($1, $2, $3, $4)`,
			l.ID, a.Municipality, a.Name, a.Class); err != nil {
			return err
		}
	}
	return nil
}

func loadAreaList(ctx context.Context, tx *db.Tx, id string) (l AreaList, err error) {
	err = tx.QueryRow(ctx, `SELECT id, agency_id, name, dated_on FROM grant_list WHERE id = $1`, id).Scan(&l.ID, &l.Agency, &l.Name, &l.DatedOn)
	if err != nil {
		return l, err
	}
	rows, err := tx.Query(ctx, `SELECT municipality, name, class FROM grant_area WHERE list_id = $1 ORDER BY municipality, name`, id)
	if err != nil {
		return l, err
	}
	defer rows.Close()
	for rows.Next() {
		var a Area
		if err := rows.Scan(&a.Municipality, &a.Name, &a.Class); err != nil {
			return l, err
		}
		l.Areas = append(l.Areas, a)
	}
	return l, rows.Err()
}

func listAreaLists(ctx context.Context, tx *db.Tx, agency string) (all []AreaList, err error) {
	rows, err := tx.Query(ctx, `SELECT id, agency_id, name, dated_on FROM grant_list WHERE agency_id = $1 ORDER BY dated_on DESC, id DESC`, agency)
	return db.Collect(rows, err, "area lists", func(l *AreaList) []any { return []any{&l.ID, &l.Agency, &l.Name, &l.DatedOn} })
}
