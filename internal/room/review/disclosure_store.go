package review

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"samspel/internal/frame/db"
)

const disclosureColumns = `id, organisation_id, keyset_id, matters, asker, asked_on, made_by, made_at, more, told, settled_by, settled_at`

func scanDisclosure(scan func(...any) error) (Disclosure, error) {
	var d Disclosure
	var matters string
	err := scan(&d.ID, &d.Organisation, &d.Keyset, &matters, &d.Asker, &d.AskedOn, &d.MadeBy, &d.MadeAt, &d.More, &d.Told, &d.SettledBy, db.Null(&d.SettledAt))
	d.Matters = strings.Fields(matters)
	return d, err
}

func insertDisclosure(ctx context.Context, tx *db.Tx, d Disclosure) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_disclosure (id, organisation_id, keyset_id, matters, asker, asked_on, made_by, made_at, more, told, settled_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')`,
		d.ID, d.Organisation, d.Keyset, strings.Join(d.Matters, " "), d.Asker, d.AskedOn, d.MadeBy, d.MadeAt, d.More, false); err != nil {
		return fmt.Errorf("insert disclosure %s: %w", d.ID, err)
	}
	return nil
}

// loadDisclosure gives an access list; db.ErrNotFound when there is none.
func loadDisclosure(ctx context.Context, tx *db.Tx, id string) (Disclosure, error) {
	d, err := scanDisclosure(tx.QueryRow(ctx, `SELECT `+disclosureColumns+` FROM review_disclosure WHERE id = $1`, id).Scan)
	if err != nil {
		return Disclosure{}, fmt.Errorf("load disclosure %s: %w", id, err)
	}
	return d, nil
}

// listDisclosures gives an organisation's lists, the latest first; a hundred at most.
func listDisclosures(ctx context.Context, tx *db.Tx, organisation string) ([]Disclosure, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+disclosureColumns+`
		FROM   review_disclosure
		WHERE  organisation_id = $1
		ORDER  BY made_at DESC, id DESC
		LIMIT  100`, organisation)
	if err != nil {
		return nil, fmt.Errorf("list disclosures: %w", err)
	}
	defer rows.Close()
	var list []Disclosure
	for rows.Next() {
		d, err := scanDisclosure(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan disclosure: %w", err)
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// settleDisclosure stores that the list is settled, unless a marked line is undecided.
func settleDisclosure(ctx context.Context, tx *db.Tx, d Disclosure) error {
	n, err := tx.Exec(ctx, `
		UPDATE review_disclosure
		SET    told = $2, settled_by = $3, settled_at = $4
		WHERE  id = $1 AND settled_at IS NULL
		AND    NOT EXISTS (SELECT 1 FROM review_disclosure_line l WHERE l.disclosure_id = $1 AND l.marks <> '' AND l.decided_at IS NULL)`,
		d.ID, d.Told, d.SettledBy, d.SettledAt)
	if err != nil {
		return fmt.Errorf("settle disclosure %s: %w", d.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func insertLine(ctx context.Context, tx *db.Tx, disclosure string, l Line) error {
	marks := make([]string, len(l.Marks))
	for i, m := range l.Marks {
		marks[i] = string(m)
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO review_disclosure_line (disclosure_id, position, matter_id, reader_id, unit_id, day, times, marks, withheld, decided_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		disclosure, l.Position, l.Matter, l.Reader, l.Unit, l.Day, l.Times, strings.Join(marks, " "), false); err != nil {
		return fmt.Errorf("insert line of disclosure %s: %w", disclosure, err)
	}
	return nil
}

func listLines(ctx context.Context, tx *db.Tx, disclosure string) ([]Line, error) {
	rows, err := tx.Query(ctx, `
		SELECT position, matter_id, reader_id, unit_id, day, times, marks, withheld, decided_by, decided_at, reasons
		FROM   review_disclosure_line
		WHERE  disclosure_id = $1
		ORDER  BY position`, disclosure)
	if err != nil {
		return nil, fmt.Errorf("list lines of disclosure %s: %w", disclosure, err)
	}
	defer rows.Close()
	var list []Line
	for rows.Next() {
		var l Line
		var marks string
		if err := rows.Scan(&l.Position, &l.Matter, &l.Reader, &l.Unit, &l.Day, &l.Times, &marks, &l.Withheld, &l.DecidedBy, db.Null(&l.DecidedAt), db.Null(&l.reasons)); err != nil {
			return nil, fmt.Errorf("scan line of disclosure %s: %w", disclosure, err)
		}
		for _, m := range strings.Fields(marks) {
			l.Marks = append(l.Marks, Mark(m))
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// updateLine stores a decision, unless the list has been settled meanwhile.
func updateLine(ctx context.Context, tx *db.Tx, disclosure string, l Line) error {
	n, err := tx.Exec(ctx, `
		UPDATE review_disclosure_line
		SET    withheld = $3, decided_by = $4, decided_at = $5, reasons = $6
		WHERE  disclosure_id = $1 AND position = $2
		AND    EXISTS (SELECT 1 FROM review_disclosure d WHERE d.id = $1 AND d.settled_at IS NULL)`,
		disclosure, l.Position, l.Withheld, l.DecidedBy, l.DecidedAt, l.reasons)
	if err != nil {
		return fmt.Errorf("update line of disclosure %s: %w", disclosure, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// lineID is what a line's sealed text is bound to.
func lineID(disclosure string, position int) string {
	return disclosure + "/" + strconv.Itoa(position)
}
