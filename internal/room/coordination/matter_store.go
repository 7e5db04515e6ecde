package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

const matterColumns = `m.id, m.organisation_id, m.child_id, m.keyset_id, m.protected, m.form, m.form_version, m.state,
	m.opened_at, m.closed_at, m.holder_id, m.holder_unit_id, m.holder_organisation_id, m.held_since, m.offered_to, m.offered_at, m.ground_until, COALESCE(m.area_id, ''), m.version`

func scanMatter(scan func(...any) error, more ...any) (Matter, error) {
	var m Matter
	err := scan(append([]any{&m.ID, &m.Organisation, &m.Child, &m.Keyset, &m.Protected, &m.Form, &m.FormVersion, &m.State,
		&m.OpenedAt, db.Null(&m.ClosedAt), &m.Baton.User, &m.Baton.Unit, &m.Baton.Organisation, &m.Baton.Since, &m.Baton.OfferedTo,
		db.Null(&m.Baton.OfferedAt), db.Null(&m.GroundUntil), &m.Area, &m.Version}, more...)...)
	return m, err
}

// loadMatter gives the matter; db.ErrNotFound when there is none.
func loadMatter(ctx context.Context, tx *db.Tx, id string) (Matter, error) {
	m, err := scanMatter(tx.QueryRow(ctx, `
		SELECT `+matterColumns+`
		FROM   coordination_matter m
		WHERE  m.id = $1`, id).Scan)
	if err != nil {
		return Matter{}, fmt.Errorf("load matter %s: %w", id, err)
	}
	return m, nil
}

func insertMatter(ctx context.Context, tx *db.Tx, m Matter) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_matter (id, organisation_id, child_id, keyset_id, protected, form, form_version, state,
			opened_at, closed_at, holder_id, holder_unit_id, holder_organisation_id, held_since, offered_to, offered_at, ground_until, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1)`,
		m.ID, m.Organisation, m.Child, m.Keyset, m.Protected, m.Form, m.FormVersion, m.State,
		m.OpenedAt, m.ClosedAt, m.Baton.User, m.Baton.Unit, m.Baton.Organisation, m.Baton.Since, m.Baton.OfferedTo, m.Baton.OfferedAt, m.GroundUntil); err != nil {
		return fmt.Errorf("insert matter %s: %w", m.ID, err)
	}
	return nil
}

// updateMatter stores what a rule has changed. The version in the guard makes two
// people who act at the same moment safe: the second finds the row changed. Whoever
// changes the team or a ground changes the matter too, so that the guard holds for all of it.
func updateMatter(ctx context.Context, tx *db.Tx, m Matter) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_matter
		SET    form = $3, form_version = $4, state = $5, closed_at = $6, holder_id = $7, holder_unit_id = $8, holder_organisation_id = $9,
		       held_since = $10, offered_to = $11, offered_at = $12, ground_until = $13, version = version + 1
		WHERE  id = $1 AND version = $2`,
		m.ID, m.Version, m.Form, m.FormVersion, m.State, m.ClosedAt, m.Baton.User, m.Baton.Unit, m.Baton.Organisation,
		m.Baton.Since, m.Baton.OfferedTo, m.Baton.OfferedAt, m.GroundUntil)
	if err != nil {
		return fmt.Errorf("update matter %s: %w", m.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return nil
}

func insertParty(ctx context.Context, tx *db.Tx, p Party) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_party (matter_id, organisation_id, child_id, keyset_id, since)
		VALUES ($1, $2, $3, $4, $5)`, p.Matter, p.Organisation, p.Child, p.Keyset, p.Since); err != nil {
		return fmt.Errorf("insert party of matter %s: %w", p.Matter, err)
	}
	return nil
}

func listParties(ctx context.Context, tx *db.Tx, matter string) ([]Party, error) {
	rows, err := tx.Query(ctx, `
		SELECT matter_id, organisation_id, child_id, keyset_id, since
		FROM   coordination_party
		WHERE  matter_id = $1
		ORDER  BY since, organisation_id`, matter)
	return db.Collect(rows, err, "parties of matter "+matter, func(p *Party) []any { return []any{&p.Matter, &p.Organisation, &p.Child, &p.Keyset, &p.Since} })
}

// loadStanding gives a matter with its team and everything grounds can come from.
func loadStanding(ctx context.Context, tx *db.Tx, id string, now time.Time) (Standing, error) {
	var s Standing
	var err error
	if s.Matter, err = loadMatter(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Parties, err = listParties(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Team, err = listMembers(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Consents, err = listConsents(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Sharings, err = listSharings(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Protection, err = loadProtection(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	if s.Apart, err = listApart(ctx, tx, id); err != nil {
		return Standing{}, err
	}
	return s.at(now), nil
}

// listed is a matter in somebody's list, with their own organisation's record of the child.
type listed struct {
	Matter
	member string
	child  string
}

// listMatters gives a page of the matters the reader takes part in, from the index
// coordination_member_mine, the latest first.
func listMatters(ctx context.Context, tx *db.Tx, who access.Actor, f ListFilter, limit int) ([]listed, error) {
	where, args := memberScope(who)
	bind := func(v any) string {
		args = append(args, v)
		return db.Numbered(len(args), 1)
	}
	if f.State != "" {
		where += " AND m.state = " + bind(f.State)
	} else {
		where += " AND m.state <> 'closed'"
	}
	if f.Form != "" {
		where += " AND m.form = " + bind(f.Form)
	}
	if f.Whom == HeldByMe {
		where += " AND m.holder_id = " + bind(who.User) + " AND m.holder_unit_id = " + bind(who.Unit)
	}
	if !f.After.IsZero() {
		at, id := bind(f.After.At), bind(f.After.ID)
		where += " AND me.opened_at <= " + at + " AND (me.opened_at < " + at + " OR me.matter_id < " + id + ")"
	}
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`, me.id, p.child_id
		FROM   coordination_member me
		JOIN   coordination_matter m ON m.id = me.matter_id
		JOIN   coordination_party p ON p.matter_id = me.matter_id AND p.organisation_id = me.organisation_id
		WHERE  `+where+`
		ORDER  BY me.opened_at DESC, me.matter_id DESC
		LIMIT  `+bind(limit), args...)
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	defer rows.Close()
	var list []listed
	for rows.Next() {
		var l listed
		if l.Matter, err = scanMatter(rows.Scan, &l.member, &l.child); err != nil {
			return nil, fmt.Errorf("scan matter: %w", err)
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// memberScope is mayOpen as a condition on coordination_member me, but for the
// protection, which a row shows by being masked.
func memberScope(who access.Actor) (where string, args []any) {
	where = "me.state = 'joined' AND me.user_id = $1 AND me.unit_id = $2 AND " + notApart("$1")
	if !mayTakePart(who).Allowed() {
		where = "1 = 0 AND " + where
	}
	return where, []any{who.User, who.Unit}
}

// notApart is that nothing says the user may not know of the matter of coordination_member me.
func notApart(user string) string {
	return "NOT EXISTS (SELECT 1 FROM coordination_apart a WHERE a.matter_id = me.matter_id AND a.user_id = " + user + ")"
}

// listFallen gives the active matters whose last ground has fallen by the moment.
func listFallen(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM   coordination_matter
		WHERE  state = 'active' AND ground_until <= $1
		ORDER  BY ground_until
		LIMIT  $2`, now, limit)
	return collectIDs(rows, err)
}

// countHeld counts the open matters somebody holds together at a unit.
func countHeld(ctx context.Context, tx *db.Tx, user, unit string) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		SELECT count(*) FROM coordination_matter
		WHERE  holder_id = $1 AND holder_unit_id = $2 AND state <> 'closed'`, user, unit).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count batons: %w", err)
	}
	return n, nil
}

// listHolders gives everybody who holds something together, by unit.
func listHolders(ctx context.Context, tx *db.Tx) ([]Holder, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT holder_unit_id, holder_id, holder_organisation_id
		FROM   coordination_matter
		WHERE  state <> 'closed'
		ORDER  BY holder_unit_id, holder_id`)
	return db.Collect(rows, err, "holders", func(h *Holder) []any { return []any{&h.Unit, &h.User, &h.Organisation} })
}

// heldBy gives some of what somebody holds together at a unit.
func heldBy(ctx context.Context, tx *db.Tx, h Holder, limit int) ([]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT id
		FROM   coordination_matter
		WHERE  holder_unit_id = $1 AND holder_id = $2 AND state <> 'closed'
		ORDER  BY id
		LIMIT  $3`, h.Unit, h.User, limit)
	return collectIDs(rows, err)
}

func collectIDs(rows *db.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("scan matter: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
