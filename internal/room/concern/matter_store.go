package concern

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// errRaced says that another request changed the row first.
var errRaced = errors.New("changed by somebody else at the same time")

const matterColumns = `m.id, m.report_id, m.reference, m.unit_id, m.organisation_id, m.municipality,
	m.sender_unit_id, m.category, m.child_id, m.keyset_id, m.state, m.danger, m.guardians_unaware, m.protected, m.officer_id,
	m.delivered_at, m.arrived_at, m.received_at, m.protection_at, m.decision_due, m.decided_at, m.outcome,
	m.next_step, m.next_from, m.next_due, m.next_at_once, m.version,
	f.state, f.requested_at, f.due, f.at_once, f.given_at, f.fact`

const matterTables = `concern_matter m JOIN concern_feedback f ON f.matter_id = m.id`

func scanMatter(scan func(...any) error, more ...any) (Matter, error) {
	var m Matter
	err := scan(append([]any{&m.ID, &m.Report, &m.Reference, &m.Unit, &m.Organisation, &m.Municipality,
		db.Null(&m.SenderUnit), &m.Category, &m.Child, &m.Keyset, &m.State, &m.Danger, &m.GuardiansUnaware, &m.Protected, &m.Officer,
		&m.DeliveredAt, db.Null(&m.ArrivedAt), db.Null(&m.ReceivedAt), db.Null(&m.ProtectionAt), &m.DecisionDue, db.Null(&m.DecidedAt), &m.Outcome,
		&m.Next.Step, db.Null(&m.Next.From), db.Null(&m.Next.Due), &m.Next.AtOnce, &m.Version,
		&m.Feedback.State, db.Null(&m.Feedback.RequestedAt), db.Null(&m.Feedback.Due), &m.Feedback.AtOnce,
		db.Null(&m.Feedback.GivenAt), &m.Feedback.Fact}, more...)...)
	m.Feedback.Matter = m.ID
	return m, err
}

// loadMatter gives the matter and its sealed content; db.ErrNotFound when there is none.
func loadMatter(ctx context.Context, tx *db.Tx, id string) (Matter, []byte, error) {
	var content []byte
	m, err := scanMatter(tx.QueryRow(ctx, `
		SELECT `+matterColumns+`, m.content
		FROM   `+matterTables+`
		WHERE  m.id = $1`, id).Scan, &content)
	if err != nil {
		return Matter{}, nil, fmt.Errorf("load matter %s: %w", id, err)
	}
	return m, content, nil
}

// isMatter says whether the id is a matter's.
func isMatter(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	var is bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM concern_matter WHERE id = $1)`, id).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("look for matter %s: %w", id, err)
	}
	return is, nil
}

// whereItWent follows a forwarded matter to the municipality that has it now.
func whereItWent(ctx context.Context, tx *db.Tx, m Matter) (Matter, error) {
	for m.State == Forwarded {
		var next string
		err := tx.QueryRow(ctx, `
			SELECT id
			FROM   concern_matter
			WHERE  report_id = $1 AND forwarded_from = $2`, m.Report, m.ID).Scan(&next)
		if err != nil {
			return Matter{}, fmt.Errorf("follow matter %s: %w", m.ID, err)
		}
		if m, _, err = loadMatter(ctx, tx, next); err != nil {
			return Matter{}, err
		}
	}
	return m, nil
}

// sealedMatter is a matter with its two sealed texts, as the store takes it.
type sealedMatter struct {
	Matter
	childIndex    int
	forwardedFrom string
	content       []byte
	headline      []byte
}

// insertMatter stores a new matter, and counts that it came.
func insertMatter(ctx context.Context, tx *db.Tx, m sealedMatter) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO concern_matter (id, report_id, reference, unit_id, organisation_id, municipality, sender_unit_id,
			category, child_id, keyset_id, state, danger, guardians_unaware, protected, officer_id, delivered_at, received_at,
			protection_at, decision_due, decided_at, outcome, next_step, next_from, next_due, next_at_once,
			forwarded_from, content, headline, version, arrived_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
			$21, $22, $23, $24, $25, $26, $27, $28, 1, $29)`,
		m.ID, m.Report, m.Reference, m.Unit, m.Organisation, m.Municipality, orNull(m.SenderUnit),
		m.Category, m.Child, m.Keyset, m.State, m.Danger, m.GuardiansUnaware, m.Protected, m.Officer, m.DeliveredAt, m.ReceivedAt,
		m.ProtectionAt, m.DecisionDue, m.DecidedAt, m.Outcome, m.Next.Step, m.Next.From, m.Next.Due, m.Next.AtOnce,
		m.forwardedFrom, m.content, m.headline, m.ArrivedAt); err != nil {
		return fmt.Errorf("insert matter %s: %w", m.ID, err)
	}
	f := m.Feedback
	if _, err := tx.Exec(ctx, `
		INSERT INTO concern_feedback (matter_id, report_id, child_index, state, requested_at, due, at_once, given_at, fact, received_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.ID, m.Report, m.childIndex, f.State, f.RequestedAt, f.Due, f.AtOnce, f.GivenAt, f.Fact, m.ReceivedAt); err != nil {
		return fmt.Errorf("insert feedback of matter %s: %w", m.ID, err)
	}
	return insertHappenings(ctx, tx, []happening{m.arrival(m.forwardedFrom != "")})
}

// orNull is what a column takes that refers to something, or to nothing.
func orNull(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// updateMatter stores what a rule has changed. The version in the guard makes two
// people who act at the same moment safe: the second finds the row changed. It counts
// nothing; where something has happened that is counted, see [changeMatter].
func updateMatter(ctx context.Context, tx *db.Tx, m Matter) error {
	n, err := tx.Exec(ctx, `
		UPDATE concern_matter
		SET    state = $3, officer_id = $4, received_at = $5, protection_at = $6, decision_due = $7, decided_at = $8,
		       outcome = $9, next_step = $10, next_from = $11, next_due = $12, next_at_once = $13, version = version + 1
		WHERE  id = $1 AND version = $2`,
		m.ID, m.Version, m.State, m.Officer, m.ReceivedAt, m.ProtectionAt, m.DecisionDue, m.DecidedAt,
		m.Outcome, m.Next.Step, m.Next.From, m.Next.Due, m.Next.AtOnce)
	if err != nil {
		return fmt.Errorf("update matter %s: %w", m.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	f := m.Feedback
	if _, err := tx.Exec(ctx, `
		UPDATE concern_feedback
		SET    state = $2, requested_at = $3, due = $4, at_once = $5, given_at = $6, fact = $7, received_at = $8
		WHERE  matter_id = $1`,
		m.ID, f.State, f.RequestedAt, f.Due, f.AtOnce, f.GivenAt, f.Fact, m.ReceivedAt); err != nil {
		return fmt.Errorf("update feedback of matter %s: %w", m.ID, err)
	}
	return nil
}

// returnedToSender is all that the sender's side may see of a matter: that it was
// received, and the feedback. Forwarded matters are followed to where they went.
type returnedToSender struct {
	Matter     string
	ChildIndex int
	ReceivedAt time.Time
	Feedback   Feedback
}

func listReturned(ctx context.Context, tx *db.Tx, report string) ([]returnedToSender, error) {
	rows, err := tx.Query(ctx, `
		SELECT f.matter_id, f.child_index, f.received_at, f.state, f.requested_at, f.due, f.at_once, f.given_at, f.fact
		FROM   concern_feedback f
		JOIN   concern_matter m ON m.id = f.matter_id
		WHERE  f.report_id = $1 AND m.state <> 'forwarded'
		ORDER  BY f.child_index`, report)
	if err != nil {
		return nil, fmt.Errorf("list feedback of report %s: %w", report, err)
	}
	defer rows.Close()
	var list []returnedToSender
	for rows.Next() {
		var r returnedToSender
		if err := rows.Scan(&r.Matter, &r.ChildIndex, db.Null(&r.ReceivedAt), &r.Feedback.State,
			db.Null(&r.Feedback.RequestedAt), db.Null(&r.Feedback.Due), &r.Feedback.AtOnce,
			db.Null(&r.Feedback.GivenAt), &r.Feedback.Fact); err != nil {
			return nil, fmt.Errorf("scan feedback of report %s: %w", report, err)
		}
		r.Feedback.Matter = r.Matter
		list = append(list, r)
	}
	return list, rows.Err()
}

// mattersOfChildren gives the matters about the given person records that the reader
// may open, the latest first.
func mattersOfChildren(ctx context.Context, tx *db.Tx, who access.Actor, children []string, except string) ([]Matter, error) {
	if len(children) == 0 {
		return nil, nil
	}
	where, args := openScope(who)
	in := db.Numbered(len(args)+1, len(children))
	args = append(append(args, db.Anys(children)...), except)
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   `+matterTables+`
		WHERE  `+where+` AND m.child_id IN (`+in+`) AND m.id <> `+db.Numbered(len(args), 1)+`
		ORDER  BY m.delivered_at DESC, m.id DESC
		LIMIT  50`, args...)
	return collectMatters(rows, err)
}

// childIndexOf is the child's place in the sender's report.
func childIndexOf(ctx context.Context, tx *db.Tx, matter string) (int, error) {
	var index int
	err := tx.QueryRow(ctx, `SELECT child_index FROM concern_feedback WHERE matter_id = $1`, matter).Scan(&index)
	return index, err
}

// siblingsOf gives the other matters of the same report that the reader may open.
func siblingsOf(ctx context.Context, tx *db.Tx, who access.Actor, m Matter) ([]Matter, error) {
	where, args := openScope(who)
	args = append(args, m.Report, m.ID)
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   `+matterTables+`
		WHERE  `+where+` AND m.report_id = $2 AND m.id <> $3
		ORDER  BY m.id`, args...)
	return collectMatters(rows, err)
}

// mattersAt is the unit's matters about the given children, whoever may open them:
// for what the program itself must know.
func mattersAt(ctx context.Context, tx *db.Tx, unit string, children []string) ([]Matter, error) {
	if len(children) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   `+matterTables+`
		WHERE  m.unit_id = $1 AND m.child_id IN (`+db.Numbered(2, len(children))+`)
		ORDER  BY m.delivered_at, m.id`, append([]any{unit}, db.Anys(children)...)...)
	return collectMatters(rows, err)
}

func collectMatters(rows *db.Rows, err error) ([]Matter, error) {
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	defer rows.Close()
	var list []Matter
	for rows.Next() {
		m, err := scanMatter(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan matter: %w", err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// matterScope is maySeeInInbox as a condition on concern_matter m, numbered from $1.
func matterScope(who access.Actor) (where string, args []any) {
	if !mayReceive(who).Allowed() {
		return "1 = 0 AND m.unit_id = $1", []any{who.Unit}
	}
	return "m.unit_id = $1", []any{who.Unit}
}

// openScope is mayOpen as a condition on concern_matter m, numbered from $1.
func openScope(who access.Actor) (where string, args []any) {
	where, args = matterScope(who)
	if !who.Protected {
		where += " AND NOT m.protected"
	}
	return where, args
}
