package grant

import (
	"context"
	"errors"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/money"
	"samspel/internal/ground/sie"
)

const proofColumns = `p.id, p.year_id, p.municipality, p.number, p.kind, p.hash, p.size, p.company, p.orgnr, p.letters, p.dimension, p.dimension_name, p.total, p.outside, p.vouchers, p.marked, p.saved_by, p.saved_at, p.explanation, p.difference, p.explained_by, p.explained_at`

func scanProof(scan func(...any) error) (p Proof, err error) {
	err = scan(&p.ID, &p.Year, &p.Municipality, &p.Number, &p.Kind, &p.Hash, &p.Size, &p.Company, &p.OrgNr, &p.Letters, &p.Choice.Dimension, &p.Choice.Name,
		&p.Booked.Total, &p.Booked.Outside, &p.Booked.Vouchers, &p.Booked.Rows, &p.SavedBy, &p.SavedAt,
		db.Null(&p.Explanation), db.Null(&p.Difference), db.Null(&p.ExplainedBy), db.Null(&p.ExplainedAt))
	return p, err
}

// loadProof is the newest version with its sums; the zero Proof when there is none.
func loadProof(ctx context.Context, tx *db.Tx, year, municipality string) (Proof, error) {
	p, err := scanProof(tx.QueryRow(ctx, `SELECT `+proofColumns+` FROM grant_proof p WHERE year_id = $1 AND municipality = $2 ORDER BY number DESC LIMIT 1`, year, municipality).Scan)
	if errors.Is(err, db.ErrNotFound) {
		return Proof{}, nil
	}
	if err != nil {
		return p, err
	}
	if p.Choice.Objects, err = listProofObjects(ctx, tx, p.ID); err != nil {
		return p, err
	}
	rows, err := tx.Query(ctx, `SELECT month, class, outside, amount FROM grant_proof_sum WHERE proof_id = $1 ORDER BY month, class, outside`, p.ID)
	if err != nil {
		return p, err
	}
	defer rows.Close()
	for rows.Next() {
		var s sie.MonthSum
		if err := rows.Scan(&s.Month, &s.Class, &s.Outside, &s.Amount); err != nil {
			return p, err
		}
		p.Booked.Sums = append(p.Booked.Sums, s)
	}
	return p, rows.Err()
}

func listProofObjects(ctx context.Context, tx *db.Tx, proof string) (all []string, err error) {
	rows, err := tx.Query(ctx, `SELECT object FROM grant_proof_object WHERE proof_id = $1 ORDER BY line`, proof)
	return db.Collect(rows, err, "proof objects", db.Single[string])
}

// listProofs is every version, newest first, or where municipality is empty the newest of
// each. Their sums by month are not there.
func listProofs(ctx context.Context, tx *db.Tx, year, municipality string) (all []Proof, err error) {
	rows, err := tx.Query(ctx, `SELECT `+proofColumns+` FROM grant_proof p WHERE p.year_id = $1 AND ($2 = '' AND p.number = (SELECT max(q.number) FROM grant_proof q
		WHERE q.year_id = p.year_id AND q.municipality = p.municipality) OR p.municipality = $2) ORDER BY p.municipality, p.number DESC`, year, municipality)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanProof(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// insertProof stores the next version.
func insertProof(ctx context.Context, tx *db.Tx, p Proof, columns map[string]string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO grant_proof (id, year_id, municipality, number, kind, hash, size, company, orgnr, letters, dimension, dimension_name, total, outside, vouchers, marked, saved_by, saved_at)
		VALUES ($1, $2, $3, (SELECT coalesce(max(number), 0) + 1 FROM grant_proof WHERE year_id = $2 AND municipality = $3), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		p.ID, p.Year, p.Municipality, p.Kind, p.Hash, p.Size, p.Company, p.OrgNr, p.Letters, p.Choice.Dimension, p.Choice.Name, p.Booked.Total, p.Booked.Outside,
		p.Booked.Vouchers, p.Booked.Rows, p.SavedBy, p.SavedAt); err != nil {
		return err
	}
	for i, o := range p.Choice.Objects {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_proof_object (proof_id, line, object) VALUES ($1, $2, $3)`, p.ID, i+1, o); err != nil {
			return err
		}
	}
	for _, s := range p.Booked.Sums {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_proof_sum (proof_id, month, class, outside, amount) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, s.Month, s.Class, s.Outside, s.Amount); err != nil {
			return err
		}
	}
	for role, heading := range columns {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_proof_column (proof_id, role, heading) VALUES ($1, $2, $3)`, p.ID, role, heading); err != nil {
			return err
		}
	}
	return nil
}

// explainProof stores the explanation of the version.
func explainProof(ctx context.Context, tx *db.Tx, p Proof) error {
	_, err := tx.Exec(ctx, `UPDATE grant_proof SET explanation = $1, difference = $2, explained_by = $3, explained_at = $4 WHERE id = $5`,
		p.Explanation, p.Difference, p.ExplainedBy, p.ExplainedAt, p.ID)
	return err
}

// lastChoice is what the municipality chose the last time in any year, and the headings
// of the last general ledger it showed.
func lastChoice(ctx context.Context, tx *db.Tx, municipality string) (c BookChoice, columns map[string]string, err error) {
	var id string
	err = tx.QueryRow(ctx, `SELECT id, dimension, dimension_name FROM grant_proof WHERE municipality = $1 ORDER BY saved_at DESC, id DESC LIMIT 1`, municipality).Scan(&id, &c.Dimension, &c.Name)
	if errors.Is(err, db.ErrNotFound) {
		return c, nil, nil
	}
	if err != nil {
		return c, nil, err
	}
	if c.Objects, err = listProofObjects(ctx, tx, id); err != nil {
		return c, nil, err
	}
	rows, err := tx.Query(ctx, `SELECT role, heading FROM grant_proof_column WHERE proof_id =
		(SELECT id FROM grant_proof WHERE municipality = $1 AND kind = 'ledger' ORDER BY saved_at DESC, id DESC LIMIT 1)`, municipality)
	if err != nil {
		return c, nil, err
	}
	defer rows.Close()
	columns = map[string]string{}
	for rows.Next() {
		var role, heading string
		if err := rows.Scan(&role, &heading); err != nil {
			return c, nil, err
		}
		columns[role] = heading
	}
	return c, columns, rows.Err()
}

func saveProofDraft(ctx context.Context, tx *db.Tx, d ProofDraft, contents []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_proof_draft (year_id, municipality, contents, added_by, added_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (year_id, municipality) DO UPDATE SET contents = excluded.contents, added_by = excluded.added_by, added_at = excluded.added_at`,
		d.Year, d.Municipality, contents, d.AddedBy, d.AddedAt)
	return err
}

// loadProofDraft is the packed draft; [db.ErrNotFound] when there is none.
func loadProofDraft(ctx context.Context, tx *db.Tx, year, municipality string) (contents []byte, err error) {
	err = tx.QueryRow(ctx, `SELECT contents FROM grant_proof_draft WHERE year_id = $1 AND municipality = $2`, year, municipality).Scan(&contents)
	return contents, err
}

// hasProofDraft says when the draft was made; the zero time when there is none.
func hasProofDraft(ctx context.Context, tx *db.Tx, year, municipality string) (at time.Time, err error) {
	err = tx.QueryRow(ctx, `SELECT added_at FROM grant_proof_draft WHERE year_id = $1 AND municipality = $2`, year, municipality).Scan(&at)
	if errors.Is(err, db.ErrNotFound) {
		return time.Time{}, nil
	}
	return at, err
}

func deleteProofDraft(ctx context.Context, tx *db.Tx, year, municipality string) error {
	_, err := tx.Exec(ctx, `DELETE FROM grant_proof_draft WHERE year_id = $1 AND municipality = $2`, year, municipality)
	return err
}

// deleteProofDrafts forgets those that were made before a time.
func deleteProofDrafts(ctx context.Context, tx *db.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM grant_proof_draft WHERE added_at < $1`, before)
	return err
}

func insertComparison(ctx context.Context, tx *db.Tx, c Comparison) error {
	second := ""
	if len(c.Hashes) > 1 {
		second = c.Hashes[1]
	}
	if _, err := tx.Exec(ctx, `INSERT INTO grant_comparison (id, year_id, municipality, number, dimension, dimension_name, first_hash, second_hash, saved_by, saved_at)
		VALUES ($1, $2, $3, (SELECT coalesce(max(number), 0) + 1 FROM grant_comparison WHERE year_id = $2 AND municipality = $3), $4, $5, $6, $7, $8, $9)`,
		c.ID, c.Year, c.Municipality, c.Of.Dimension, c.Of.Name, c.Hashes[0], orNull(second), c.SavedBy, c.SavedAt); err != nil {
		return err
	}
	for i, code := range c.Of.Objects {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_comparison_code (comparison_id, line, code) VALUES ($1, $2, $3)`, c.ID, i+1, code); err != nil {
			return err
		}
	}
	for _, m := range c.Months {
		if _, err := tx.Exec(ctx, `INSERT INTO grant_comparison_month (comparison_id, month, before_sum, during_sum) VALUES ($1, $2, $3, $4)`,
			c.ID, m.Month, m.Before, m.During); err != nil {
			return err
		}
	}
	return nil
}

func commentComparison(ctx context.Context, tx *db.Tx, c Comparison) error {
	_, err := tx.Exec(ctx, `UPDATE grant_comparison SET comment = $1, commented_by = $2, commented_at = $3 WHERE id = $4`, c.Comment, c.CommentedBy, c.CommentedAt, c.ID)
	return err
}

// loadComparison is the newest; the zero Comparison when there is none.
func loadComparison(ctx context.Context, tx *db.Tx, year, municipality string) (c Comparison, err error) {
	var first, second string
	err = tx.QueryRow(ctx, `SELECT id, year_id, municipality, number, dimension, dimension_name, first_hash, second_hash, saved_by, saved_at, comment, commented_by, commented_at
		FROM grant_comparison WHERE year_id = $1 AND municipality = $2 ORDER BY number DESC LIMIT 1`, year, municipality).Scan(&c.ID, &c.Year, &c.Municipality, &c.Number,
		&c.Of.Dimension, &c.Of.Name, &first, db.Null(&second), &c.SavedBy, &c.SavedAt, db.Null(&c.Comment), db.Null(&c.CommentedBy), db.Null(&c.CommentedAt))
	if errors.Is(err, db.ErrNotFound) {
		return Comparison{}, nil
	}
	if err != nil {
		return c, err
	}
	if c.Hashes = []string{first}; second != "" {
		c.Hashes = append(c.Hashes, second)
	}
	if c.Of.Objects, err = listComparisonCodes(ctx, tx, c.ID); err != nil {
		return c, err
	}
	rows, err := tx.Query(ctx, `SELECT month, before_sum, during_sum FROM grant_comparison_month WHERE comparison_id = $1 ORDER BY month`, c.ID)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var m ComparedMonth
		if err := rows.Scan(&m.Month, &m.Before, &m.During); err != nil {
			return c, err
		}
		c.Months = append(c.Months, m)
	}
	return c, rows.Err()
}

func listComparisonCodes(ctx context.Context, tx *db.Tx, comparison string) (all []string, err error) {
	rows, err := tx.Query(ctx, `SELECT code FROM grant_comparison_code WHERE comparison_id = $1 ORDER BY line`, comparison)
	return db.Collect(rows, err, "comparison codes", db.Single[string])
}

// comparedSums is the year before and the period of each municipality's newest comparison.
func comparedSums(ctx context.Context, tx *db.Tx, year string) (all map[string][2]money.Amount, err error) {
	rows, err := tx.Query(ctx, `SELECT c.municipality, m.before_sum, m.during_sum FROM grant_comparison c JOIN grant_comparison_month m ON m.comparison_id = c.id
		WHERE c.year_id = $1 AND c.number = (SELECT max(q.number) FROM grant_comparison q WHERE q.year_id = c.year_id AND q.municipality = c.municipality)`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all = map[string][2]money.Amount{}
	for rows.Next() {
		var code string
		var before, during money.Amount
		if err := rows.Scan(&code, &before, &during); err != nil {
			return nil, err
		}
		sum := all[code]
		all[code] = [2]money.Amount{sum[0] + before, sum[1] + during}
	}
	return all, rows.Err()
}
