package coordination

import (
	"context"
	"fmt"
	"time"

	"samspel/internal/frame/access"
	"samspel/internal/frame/db"
)

// memberSlots moves the slots of a member who has joined or left.
func memberSlots(ctx context.Context, tx *db.Tx, m Member) error {
	switch m.State {
	case Joined:
		return insertSlots(ctx, tx, "me.id", m.ID)
	case Left:
		return deleteSlots(ctx, tx, "member_id", m.ID)
	case Invited, Declined:
	}
	return nil
}

// meetingSlots moves the slots of a meeting that has been called or cancelled.
func meetingSlots(ctx context.Context, tx *db.Tx, m Meeting) error {
	switch m.State {
	case MeetingCalled:
		return insertSlots(ctx, tx, "t.id", m.ID)
	case MeetingCancelled:
		return deleteSlots(ctx, tx, "meeting_id", m.ID)
	case MeetingPlanned, MeetingHeld, MeetingConfirmed:
	}
	return nil
}

func insertSlots(ctx context.Context, tx *db.Tx, of, id string) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_slot (user_id, unit_id, starts_at, meeting_id, member_id)
		SELECT me.user_id, me.unit_id, t.starts_at, t.id, me.id
		FROM   coordination_member me
		JOIN   coordination_meeting t ON t.matter_id = me.matter_id
		WHERE  `+of+` = $1 AND me.state = 'joined' AND t.state IN ('called', 'held', 'confirmed')
		ON CONFLICT DO NOTHING`, id); err != nil {
		return fmt.Errorf("insert slots of %s: %w", id, err)
	}
	return nil
}

func deleteSlots(ctx context.Context, tx *db.Tx, of, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM coordination_slot WHERE `+of+` = $1`, id); err != nil {
		return fmt.Errorf("delete slots of %s: %w", id, err)
	}
	return nil
}

// myMeeting is a meeting with whether the child's identity is protected.
type myMeeting struct {
	Meeting
	protected bool
}

// listMyMeetings gives the meetings that have been called, from a moment on, in the
// matters the reader takes part in. The slots say in what order; whether the reader takes
// part is asked of the members.
func listMyMeetings(ctx context.Context, tx *db.Tx, who access.Actor, from time.Time, limit int) ([]myMeeting, error) {
	where, args := memberScope(who)
	rows, err := tx.Query(ctx, `
		SELECT `+meetingColumns+`, m.protected
		FROM   coordination_slot s
		JOIN   coordination_member me ON me.id = s.member_id
		JOIN   coordination_meeting t ON t.id = s.meeting_id
		JOIN   coordination_matter m ON m.id = t.matter_id
		WHERE  s.user_id = $1 AND s.unit_id = $2 AND s.starts_at >= $3 AND `+where+`
		ORDER  BY s.starts_at, s.meeting_id
		LIMIT  $4`, append(args, from, limit)...)
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	defer rows.Close()
	var list []myMeeting
	for rows.Next() {
		var m myMeeting
		if m.Meeting, err = scanMeeting(rows.Scan, &m.protected); err != nil {
			return nil, fmt.Errorf("scan meeting: %w", err)
		}
		list = append(list, m)
	}
	return list, rows.Err()
}
