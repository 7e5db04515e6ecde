package coordination

import (
	"context"

	"samspel/internal/frame/db"
)

// partsHeld gives the organisation's part of every matter about the persons, whichever
// record of the child is theirs.
func partsHeld(ctx context.Context, tx *db.Tx, organisation string, persons []string) ([]Party, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	return gather(ctx, tx, "parts held", func(p *Party) []any {
		return []any{&p.Matter, &p.Organisation, &p.Child, &p.Keyset, &p.Since}
	}, `
		SELECT matter_id, organisation_id, child_id, keyset_id, since
		FROM   coordination_party
		WHERE  organisation_id = $1 AND child_id IN (`+db.Numbered(2, len(persons))+`)
		ORDER  BY since, matter_id`, append([]any{organisation}, db.Anys(persons)...)...)
}

// needsHeld gives the organisation's needs about the persons that became no matter.
func needsHeld(ctx context.Context, tx *db.Tx, organisation string, persons []string) ([]sealedNeed, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	return gather(ctx, tx, "needs held", func(n *sealedNeed) []any {
		return []any{&n.ID, &n.Child, &n.Keyset, &n.RaisedAt, &n.body}
	}, `
		SELECT n.id, n.child_id, n.keyset_id, n.raised_at, n.body
		FROM   coordination_need n
		WHERE  n.organisation_id = $1 AND n.child_id IN (`+db.Numbered(2, len(persons))+`)
		AND    NOT EXISTS (SELECT 1 FROM coordination_matter m WHERE m.id = n.id)
		ORDER  BY n.raised_at, n.id`, append([]any{organisation}, db.Anys(persons)...)...)
}

// wordingsHeld gives what an organisation's people have written in minutes and nobody has
// replaced.
func wordingsHeld(ctx context.Context, tx *db.Tx, matter, organisation string) ([]sealedWording, error) {
	return gather(ctx, tx, "wordings held", func(w *sealedWording) []any {
		return []any{&w.ID, &w.Meeting, &w.Keyset, &w.At, &w.body}
	}, `
		SELECT w.id, w.meeting_id, w.keyset_id, w.at, w.body
		FROM   coordination_wording w
		JOIN   coordination_meeting g ON g.id = w.meeting_id
		WHERE  g.matter_id = $1 AND w.organisation_id = $2 AND NOT w.replaced
		ORDER  BY w.at, w.id`, matter, organisation)
}
