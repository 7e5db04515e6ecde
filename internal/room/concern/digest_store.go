package concern

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
	"samspel/internal/ground/civil"
)

// week is how many open matters wait for each step before the week ends.
type week struct{ late, protection, decision, feedback, unassigned int }

func countWeek(ctx context.Context, tx *db.Tx, who access.Actor, now, ends time.Time) (week, error) {
	where, args := matterScope(who)
	args = append(args, now, ends)
	if who.Role != access.Manager {
		where += " AND m.officer_id = $4"
		args = append(args, who.User)
	}
	count := func(cond string) string {
		return `(SELECT COUNT(*) FROM concern_matter m WHERE ` + where + ` AND m.next_due IS NOT NULL AND ` + cond + `)`
	}
	var w week
	err := tx.QueryRow(ctx, `
		SELECT `+count(`m.next_due <= $2`)+`,
		       `+count(`m.next_step = 'protection' AND m.next_due > $2 AND m.next_due <= $3`)+`,
		       `+count(`m.next_step = 'decision' AND m.next_due > $2 AND m.next_due <= $3`)+`,
		       `+count(`m.next_step = 'feedback' AND m.next_due > $2 AND m.next_due <= $3`)+`,
		       `+count(`m.officer_id = ''`), args...).Scan(&w.late, &w.protection, &w.decision, &w.feedback, &w.unassigned)
	if err != nil {
		return week{}, fmt.Errorf("count the week: %w", err)
	}
	return w, nil
}

// countAnswers is the answers that have come to the actor's own reports since the
// moment, and those that are late.
func countAnswers(ctx context.Context, tx *db.Tx, who access.Actor, since, now time.Time) (answered, late int, err error) {
	count := func(cond string) string {
		return `(SELECT COUNT(*)
		         FROM   concern_report r
		         JOIN   concern_feedback f ON f.report_id = r.id
		         JOIN   concern_matter m ON m.id = f.matter_id
		         WHERE  r.mandate_id = $1 AND r.state <> 'draft' AND m.state <> 'forwarded' AND ` + cond + `)`
	}
	err = tx.QueryRow(ctx, `
		SELECT `+count(`f.state IN ('given', 'withheld') AND f.given_at > $2`)+`,
		       `+count(`f.state = 'waiting' AND (NOT f.at_once AND f.due <= $3 OR f.at_once AND f.due < $4)`),
		who.Mandate, since, now, civil.Of(now).Start()).Scan(&answered, &late)
	if err != nil {
		return 0, 0, fmt.Errorf("count answers to reports: %w", err)
	}
	return answered, late, nil
}
