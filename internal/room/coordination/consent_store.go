package coordination

import (
	"context"
	"fmt"
	"strings"
	"time"

	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// words is a list of ids or topics as a column holds it.
func words[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, x := range list {
		texts[i] = string(x)
	}
	return strings.Join(texts, " ")
}

func fromWords[T ~string](text string) []T {
	var list []T
	for _, x := range strings.Fields(text) {
		list = append(list, T(x))
	}
	return list
}

// stored is the scope as a column holds it; nothing at all when there is nothing in it.
func (s Scope) stored() []byte {
	if len(s.Parties)+len(s.Topics) == 0 {
		return nil
	}
	return []byte(words(s.Parties) + "\n" + words(s.Topics))
}

func fromStored(column []byte) Scope {
	parties, topics, _ := strings.Cut(string(column), "\n")
	return Scope{fromWords[string](parties), fromWords[Topic](topics)}
}

func insertConsent(ctx context.Context, tx *db.Tx, c Consent, body []byte) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_consent (id, matter_id, organisation_id, author_id, form, form_version, decides, parties, topics,
			valid_from, valid_to, state, language, asked_at, body, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)`,
		c.ID, c.Matter, c.Organisation, c.Author, c.Form, c.FormVersion, c.Decides, words(c.Parties), words(c.Topics),
		c.From, c.To, c.State, c.Language, c.AskedAt, body); err != nil {
		return fmt.Errorf("insert consent %s: %w", c.ID, err)
	}
	for _, g := range c.Givers {
		if _, err := tx.Exec(ctx, `
			INSERT INTO coordination_giver (id, consent_id, person_id, capacity, answer, how, recorded_by)
			VALUES ($1, $2, $3, $4, $5, '', '')`, g.ID, c.ID, g.Person, g.Capacity, g.Answer); err != nil {
			return fmt.Errorf("insert giver %s of consent %s: %w", g.ID, c.ID, err)
		}
	}
	return nil
}

// updateConsent stores what a rule has changed, the givers' answers too.
func updateConsent(ctx context.Context, tx *db.Tx, c Consent) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_consent
		SET    parties = $3, topics = $4, state = $5, ended_at = $6, version = version + 1
		WHERE  id = $1 AND version = $2`, c.ID, c.Version, words(c.Parties), words(c.Topics), c.State, c.EndedAt)
	if err != nil {
		return fmt.Errorf("update consent %s: %w", c.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	for _, g := range c.Givers {
		if _, err := tx.Exec(ctx, `
			UPDATE coordination_giver
			SET    answer = $2, how = $3, answered_at = $4, recorded_by = $5, body = $6
			WHERE  id = $1`, g.ID, g.Answer, g.How, g.AnsweredAt, g.RecordedBy, g.Taken.stored()); err != nil {
			return fmt.Errorf("update giver %s of consent %s: %w", g.ID, c.ID, err)
		}
	}
	return nil
}

const consentColumns = `c.id, c.matter_id, c.organisation_id, c.author_id, c.form, c.form_version, c.decides, c.parties, c.topics,
	c.valid_from, c.valid_to, c.state, c.language, c.asked_at, c.ended_at, c.version`

func listConsents(ctx context.Context, tx *db.Tx, matters ...string) ([]Consent, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+consentColumns+`, g.id, g.person_id, g.capacity, g.answer, g.how, g.answered_at, g.recorded_by, g.body
		FROM   coordination_consent c
		JOIN   coordination_giver g ON g.consent_id = c.id
		WHERE  c.matter_id IN (`+db.Numbered(1, len(matters))+`)
		ORDER  BY c.asked_at, c.id, g.id`, db.Anys(matters)...)
	if err != nil {
		return nil, fmt.Errorf("list consents: %w", err)
	}
	defer rows.Close()
	var list []Consent
	for rows.Next() {
		var c Consent
		var g Giver
		var parties, topics string
		var taken []byte
		if err := rows.Scan(&c.ID, &c.Matter, &c.Organisation, &c.Author, &c.Form, &c.FormVersion, &c.Decides, &parties, &topics,
			&c.From, &c.To, &c.State, &c.Language, &c.AskedAt, db.Null(&c.EndedAt), &c.Version,
			&g.ID, &g.Person, &g.Capacity, &g.Answer, &g.How, db.Null(&g.AnsweredAt), &g.RecordedBy, &taken); err != nil {
			return nil, fmt.Errorf("scan consent: %w", err)
		}
		c.Parties, c.Topics = fromWords[string](parties), fromWords[Topic](topics)
		if n := len(list); n == 0 || list[n-1].ID != c.ID {
			list = append(list, c)
		}
		g.Taken = fromStored(taken)
		last := &list[len(list)-1]
		last.Givers = append(last.Givers, g)
	}
	return list, rows.Err()
}

// consentBodies gives what was written with each consent of a matter.
func consentBodies(ctx context.Context, tx *db.Tx, matter string) (map[string][]byte, error) {
	rows, err := tx.Query(ctx, `SELECT id, body FROM coordination_consent WHERE matter_id = $1`, matter)
	if err != nil {
		return nil, fmt.Errorf("list consents of matter %s: %w", matter, err)
	}
	defer rows.Close()
	all := make(map[string][]byte)
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, fmt.Errorf("scan consent of matter %s: %w", matter, err)
		}
		all[id] = body
	}
	return all, rows.Err()
}

// matterOfConsent is the matter a consent is about; db.ErrNotFound when there is none.
func matterOfConsent(ctx context.Context, tx *db.Tx, consent string) (matter string, err error) {
	if err = tx.QueryRow(ctx, `SELECT matter_id FROM coordination_consent WHERE id = $1`, consent).Scan(&matter); err != nil {
		return "", fmt.Errorf("load consent %s: %w", consent, err)
	}
	return matter, nil
}

// listEnding gives the consents that end by the day and that nobody was reminded of,
// with whoever holds the matter together.
func listEnding(ctx context.Context, tx *db.Tx, by civil.Date, limit int) (consents, matters, holders []string, err error) {
	rows, err := tx.Query(ctx, `
		SELECT c.id, m.id, m.holder_id
		FROM   coordination_consent c
		JOIN   coordination_matter m ON m.id = c.matter_id
		WHERE  c.state = 'active' AND c.reminded_at IS NULL AND c.valid_to <= $1
		ORDER  BY c.valid_to
		LIMIT  $2`, by, limit)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("list consents that end: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c, m, h string
		if err := rows.Scan(&c, &m, &h); err != nil {
			return nil, nil, nil, fmt.Errorf("scan consent that ends: %w", err)
		}
		consents, matters, holders = append(consents, c), append(matters, m), append(holders, h)
	}
	return consents, matters, holders, rows.Err()
}

func markReminded(ctx context.Context, tx *db.Tx, consent string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE coordination_consent SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL`, consent, at)
	if err != nil {
		return false, fmt.Errorf("remind of consent %s: %w", consent, err)
	}
	return n > 0, nil
}
