package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

// sealedWording is a wording with its words.
type sealedWording struct {
	Wording
	body []byte
}

// listParagraphs gives the paragraphs of a meeting's minutes in the order they were begun.
func listParagraphs(ctx context.Context, tx *db.Tx, meeting string) ([]Paragraph, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, meeting_id, point_id, kind, made_at
		FROM   coordination_paragraph
		WHERE  meeting_id = $1
		ORDER  BY made_at, id`, meeting)
	return db.Collect(rows, err, "paragraphs of meeting "+meeting, func(p *Paragraph) []any { return []any{&p.ID, &p.Meeting, &p.Point, &p.Kind, &p.MadeAt} })
}

// listWordings gives every wording in a meeting's minutes, the replaced too.
func listWordings(ctx context.Context, tx *db.Tx, meeting string) ([]sealedWording, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, meeting_id, paragraph_id, pen, pass, author_id, organisation_id, unit_id, keyset_id, at, replaced, version, body
		FROM   coordination_wording
		WHERE  meeting_id = $1
		ORDER  BY at, id`, meeting)
	return db.Collect(rows, err, "wordings of meeting "+meeting, func(w *sealedWording) []any {
		return []any{&w.ID, &w.Meeting, &w.Paragraph, &w.Pen, &w.Pass, &w.Author, &w.Organisation, &w.Unit, &w.Keyset, &w.At,
			&w.Replaced, &w.Version, &w.body}
	})
}

// countWords moves the count of what is written, unless nothing more may be.
func countWords(ctx context.Context, tx *db.Tx, meeting string) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_meeting
		SET    minutes = minutes + 1
		WHERE  id = $1 AND state IN ('called', 'held')`, meeting)
	if err != nil {
		return fmt.Errorf("count words of meeting %s: %w", meeting, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// insertParagraph begins a paragraph; one that is there already is left as it is.
func insertParagraph(ctx context.Context, tx *db.Tx, p Paragraph) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_paragraph (id, meeting_id, point_id, kind, made_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, p.ID, p.Meeting, p.Point, p.Kind, p.MadeAt); err != nil {
		return fmt.Errorf("insert paragraph %s: %w", p.ID, err)
	}
	return nil
}

func insertWording(ctx context.Context, tx *db.Tx, w sealedWording) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_wording (id, meeting_id, paragraph_id, pen, pass, author_id, organisation_id, unit_id, keyset_id, at,
			replaced, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		w.ID, w.Meeting, w.Paragraph, w.Pen, w.Pass, w.Author, w.Organisation, w.Unit, w.Keyset, w.At, false, w.body, w.Version); err != nil {
		return fmt.Errorf("insert wording %s: %w", w.ID, err)
	}
	return nil
}

// growWording gives a pen's own wording other words, unless it has been replaced.
func growWording(ctx context.Context, tx *db.Tx, w sealedWording, before int64) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_wording
		SET    pass = $3, at = $4, body = $5, version = $6
		WHERE  id = $1 AND version = $2 AND NOT replaced`, w.ID, before, w.Pass, w.At, w.body, w.Version)
	if err != nil {
		return fmt.Errorf("update wording %s: %w", w.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

// replaceWording puts a wording behind another, if it still is as it was read.
func replaceWording(ctx context.Context, tx *db.Tx, w Wording) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_wording
		SET    replaced = TRUE
		WHERE  id = $1 AND version = $2 AND NOT replaced`, w.ID, w.Version)
	if err != nil {
		return fmt.Errorf("replace wording %s: %w", w.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}
