package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// knownNeeds gives the needs about any of the children that wait at the actor's unit,
// and those whose matter the actor takes part in. What the actor may not know of is
// passed over by the database, so that it costs what nothing costs.
func knownNeeds(ctx context.Context, tx *db.Tx, who access.Actor, children []string, except string) ([]Need, error) {
	if len(children) == 0 {
		return nil, nil
	}
	args := append([]any{who.Unit, who.User, except}, db.Anys(children)...)
	rows, err := tx.Query(ctx, `
		SELECT `+needColumns+`
		FROM   coordination_need n
		WHERE  n.child_id IN (`+db.Numbered(4, len(children))+`) AND n.id <> $3
		AND    (n.state = 'raised' AND n.unit_id = $1
		        OR n.state = 'accepted' AND EXISTS (
		            SELECT 1 FROM coordination_member me
		            WHERE  me.matter_id = n.id AND me.user_id = $2 AND me.unit_id = $1 AND me.state = 'joined'))
		ORDER  BY n.raised_at DESC, n.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("needs of a child: %w", err)
	}
	defer rows.Close()
	var list []Need
	for rows.Next() {
		n, err := scanNeed(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan need of a child: %w", err)
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// mattersOf gives the open matters about any of the children, and who holds them together.
func mattersOf(ctx context.Context, tx *db.Tx, children []string, except string) ([]Matter, error) {
	if len(children) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT `+matterColumns+`
		FROM   coordination_matter m
		WHERE  m.child_id IN (`+db.Numbered(2, len(children))+`) AND m.id <> $1 AND m.state <> 'closed'
		ORDER  BY m.id`, append([]any{except}, db.Anys(children)...)...)
	if err != nil {
		return nil, fmt.Errorf("matters of a child: %w", err)
	}
	defer rows.Close()
	var list []Matter
	for rows.Next() {
		m, err := scanMatter(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan matter of a child: %w", err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// tellableNeed is that a need n may be told of to whoever holds another matter: one whose
// matter is in protected mode is nobody's to know outside of its team.
const tellableNeed = `NOT EXISTS (SELECT 1 FROM coordination_protection p WHERE p.matter_id = n.id AND p.off_at IS NULL)`

// knownToHolder is that nothing says that whoever holds a matter m together may not know
// of the matter that a need n has become.
const knownToHolder = `NOT EXISTS (SELECT 1 FROM coordination_apart a WHERE a.matter_id = n.id AND a.user_id = m.holder_id)`

// listUncompared gives the needs that have not been held against the open matters.
func listUncompared(ctx context.Context, tx *db.Tx, limit int) ([]Need, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+needColumns+`
		FROM   coordination_need n
		WHERE  n.compared_at IS NULL AND n.state <> 'refused' AND `+tellableNeed+`
		ORDER  BY n.raised_at, n.id
		LIMIT  $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list needs to compare: %w", err)
	}
	defer rows.Close()
	var list []Need
	for rows.Next() {
		n, err := scanNeed(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("scan need to compare: %w", err)
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

func markCompared(ctx context.Context, tx *db.Tx, need string, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE coordination_need SET compared_at = $2 WHERE id = $1`, need, at); err != nil {
		return fmt.Errorf("mark need %s compared: %w", need, err)
	}
	return nil
}

// insertSame keeps that a need may be about the matter's child, and says whether that was new.
func insertSame(ctx context.Context, tx *db.Tx, s Same) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO coordination_same (matter_id, need_id, found_at, judged_by, same)
		VALUES ($1, $2, $3, '', $4)
		ON CONFLICT (matter_id, need_id) DO NOTHING`, s.Matter, s.Need, s.FoundAt, false)
	if err != nil {
		return false, fmt.Errorf("insert what may be one child in matter %s: %w", s.Matter, err)
	}
	return n > 0, nil
}

// listSame gives what nobody has judged, and the unit that raised each need.
func listSame(ctx context.Context, tx *db.Tx, matter string) ([]Same, map[string]Need, error) {
	rows, err := tx.Query(ctx, `
		SELECT s.found_at, `+needColumns+`
		FROM   coordination_same s
		JOIN   coordination_need n ON n.id = s.need_id
		JOIN   coordination_matter m ON m.id = s.matter_id
		WHERE  s.matter_id = $1 AND s.judged_at IS NULL AND `+tellableNeed+` AND `+knownToHolder+`
		ORDER  BY s.found_at, s.need_id`, matter)
	if err != nil {
		return nil, nil, fmt.Errorf("list what may be one child in matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []Same
	needs := make(map[string]Need)
	for rows.Next() {
		s := Same{Matter: matter}
		n, err := scanNeed(func(rest ...any) error { return rows.Scan(append([]any{&s.FoundAt}, rest...)...) })
		if err != nil {
			return nil, nil, fmt.Errorf("scan what may be one child in matter %s: %w", matter, err)
		}
		s.Need, needs[n.ID] = n.ID, n
		list = append(list, s)
	}
	return list, needs, rows.Err()
}

func judgeSame(ctx context.Context, tx *db.Tx, matter, need string, same bool, by string, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_same
		SET    judged_at = $3, judged_by = $4, same = $5
		WHERE  matter_id = $1 AND need_id = $2 AND judged_at IS NULL
		AND    EXISTS (SELECT 1 FROM coordination_need n JOIN coordination_matter m ON m.id = $1 WHERE n.id = need_id AND `+tellableNeed+` AND `+knownToHolder+`)`, matter, need, at, by, same)
	return changed(n, err, "judge what may be one child in matter "+matter)
}
