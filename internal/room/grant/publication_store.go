package grant

import (
	"context"

	"samspel/internal/frame/db"
)

const publicationColumns = `year_id, number, registration_number, effective_on, book_seq, book_recorded_at, book_hash, published_by, published_at, fingerprint`

func (p *Publication) fields() []any {
	return []any{&p.Year, &p.Number, &p.RegistrationNumber, &p.Stamp.Effective, &p.Stamp.Seq, &p.Stamp.Recorded, &p.Stamp.Hash, &p.PublishedBy, &p.PublishedAt, &p.Fingerprint}
}

func nextPublication(ctx context.Context, tx *db.Tx, year string) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM grant_publication WHERE year_id = $1`, year).Scan(&n)
	return n, err
}

func insertPublication(ctx context.Context, tx *db.Tx, p Publication) error {
	_, err := tx.Exec(ctx, `INSERT INTO grant_publication (`+publicationColumns+`, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.Year, p.Number, p.RegistrationNumber, p.Stamp.Effective, p.Stamp.Seq, p.Stamp.Recorded, p.Stamp.Hash, p.PublishedBy, p.PublishedAt, p.Fingerprint, p.Content)
	return err
}

func loadPublication(ctx context.Context, tx *db.Tx, year string, number int) (p Publication, err error) {
	err = tx.QueryRow(ctx, `SELECT `+publicationColumns+`, content FROM grant_publication WHERE year_id = $1 AND number = $2`, year, number).Scan(append(p.fields(), &p.Content)...)
	return p, err
}

// listPublications is a year's versions, newest first, without their content.
func listPublications(ctx context.Context, tx *db.Tx, year string) (all []Publication, err error) {
	rows, err := tx.Query(ctx, `SELECT `+publicationColumns+` FROM grant_publication WHERE year_id = $1 ORDER BY number DESC`, year)
	return db.Collect(rows, err, "publications", (*Publication).fields)
}

// listPublished is the newest version of each year there is one of.
func listPublished(ctx context.Context, tx *db.Tx) (all []PublishedYear, err error) {
	rows, err := tx.Query(ctx, `SELECT p.year_id, p.number, p.registration_number, p.effective_on, p.book_seq, p.book_recorded_at, p.book_hash, p.published_by,
			p.published_at, p.fingerprint, s.name, o.name, y.year
		FROM grant_publication p JOIN grant_year y ON y.id = p.year_id JOIN grant_scheme s ON s.id = y.scheme_id
			JOIN register_organisation o ON o.id = s.agency_id
		WHERE p.number = (SELECT max(n.number) FROM grant_publication n WHERE n.year_id = p.year_id)
		ORDER BY y.year DESC, s.name, p.year_id`)
	return db.Collect(rows, err, "published", func(p *PublishedYear) []any {
		return append(p.fields(), &p.Scheme, &p.Agency, &p.SchemeYear)
	})
}
