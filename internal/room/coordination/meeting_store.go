package coordination

import (
	"context"
	"fmt"

	"samspel/internal/frame/db"
)

const meetingColumns = `t.id, t.matter_id, t.organisation_id, t.unit_id, t.author_id, t.keyset_id, t.state, t.starts_at, t.ends_at,
	t.made_at, t.called_at, t.held_at, t.confirmed_at, t.minutes, t.version`

// sealedMeeting is a meeting with what is written of it.
type sealedMeeting struct {
	Meeting
	body, outcome []byte
}

func scanMeeting(scan func(...any) error, more ...any) (Meeting, error) {
	var m Meeting
	err := scan(append([]any{&m.ID, &m.Matter, &m.Organisation, &m.Unit, &m.Author, &m.Keyset, &m.State, &m.Starts, &m.Ends,
		&m.MadeAt, db.Null(&m.CalledAt), db.Null(&m.HeldAt), db.Null(&m.ConfirmedAt), &m.Minutes, &m.Version}, more...)...)
	return m, err
}

// sealedPoint is a point with its title.
type sealedPoint struct {
	Point
	title []byte
}

// sealedAttendance is somebody who is asked, with their name when it is kept here.
type sealedAttendance struct {
	Attendance
	name []byte
}

func insertMeeting(ctx context.Context, tx *db.Tx, m sealedMeeting, points []sealedPoint, asked []sealedAttendance) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_meeting (id, matter_id, organisation_id, unit_id, author_id, keyset_id, state, starts_at, ends_at,
			made_at, called_at, body, minutes, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 1)`,
		m.ID, m.Matter, m.Organisation, m.Unit, m.Author, m.Keyset, m.State, m.Starts, m.Ends, m.MadeAt, m.CalledAt, m.body); err != nil {
		return fmt.Errorf("insert meeting %s: %w", m.ID, err)
	}
	for i, p := range points {
		if _, err := tx.Exec(ctx, `
			INSERT INTO coordination_point (id, meeting_id, position, length, topic, title)
			VALUES ($1, $2, $3, $4, $5, $6)`, p.ID, m.ID, i, p.Length, p.Topic, p.title); err != nil {
			return fmt.Errorf("insert point of meeting %s: %w", m.ID, err)
		}
	}
	for i, a := range asked {
		if _, err := tx.Exec(ctx, `
			INSERT INTO coordination_attendance (id, meeting_id, role, subject_id, state, position, name)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, a.ID, m.ID, a.Role, a.Subject, a.State, i, a.name); err != nil {
			return fmt.Errorf("insert attendance at meeting %s: %w", m.ID, err)
		}
	}
	return meetingSlots(ctx, tx, m.Meeting)
}

// updateMeeting stores what a rule has changed, unless somebody was first. A nil
// outcome leaves what there is.
func updateMeeting(ctx context.Context, tx *db.Tx, m Meeting, outcome []byte) error {
	n, err := tx.Exec(ctx, `
		UPDATE coordination_meeting
		SET    state = $3, called_at = $4, held_at = $5, confirmed_at = $6, outcome = coalesce($7, outcome), version = version + 1
		WHERE  id = $1 AND version = $2`, m.ID, m.Version, m.State, m.CalledAt, m.HeldAt, m.ConfirmedAt, outcome)
	if err != nil {
		return fmt.Errorf("update meeting %s: %w", m.ID, err)
	}
	if n == 0 {
		return errRaced
	}
	return meetingSlots(ctx, tx, m)
}

// loadMeeting gives a meeting; db.ErrNotFound when there is none.
func loadMeeting(ctx context.Context, tx *db.Tx, id string) (sealedMeeting, error) {
	var s sealedMeeting
	var err error
	s.Meeting, err = scanMeeting(tx.QueryRow(ctx, `
		SELECT `+meetingColumns+`, t.body, t.outcome
		FROM   coordination_meeting t
		WHERE  t.id = $1`, id).Scan, &s.body, &s.outcome)
	if err != nil {
		return sealedMeeting{}, fmt.Errorf("load meeting %s: %w", id, err)
	}
	return s, nil
}

// listMeetings gives the meetings of a matter, the latest first.
func listMeetings(ctx context.Context, tx *db.Tx, matter string, limit int) ([]sealedMeeting, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+meetingColumns+`, t.body, t.outcome
		FROM   coordination_meeting t
		WHERE  t.matter_id = $1
		ORDER  BY t.starts_at DESC, t.id DESC
		LIMIT  $2`, matter, limit)
	if err != nil {
		return nil, fmt.Errorf("list meetings of matter %s: %w", matter, err)
	}
	defer rows.Close()
	var list []sealedMeeting
	for rows.Next() {
		var s sealedMeeting
		if s.Meeting, err = scanMeeting(rows.Scan, &s.body, &s.outcome); err != nil {
			return nil, fmt.Errorf("scan meeting of matter %s: %w", matter, err)
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

func listPoints(ctx context.Context, tx *db.Tx, meeting string) ([]sealedPoint, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, meeting_id, length, topic, title
		FROM   coordination_point
		WHERE  meeting_id = $1
		ORDER  BY position`, meeting)
	return db.Collect(rows, err, "points of meeting "+meeting, func(p *sealedPoint) []any { return []any{&p.ID, &p.Meeting, &p.Length, &p.Topic, &p.title} })
}

func listAttendance(ctx context.Context, tx *db.Tx, meeting string) ([]sealedAttendance, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, meeting_id, role, subject_id, state, name
		FROM   coordination_attendance
		WHERE  meeting_id = $1
		ORDER  BY position`, meeting)
	return db.Collect(rows, err, "attendance at meeting "+meeting, func(a *sealedAttendance) []any {
		return []any{&a.ID, &a.Meeting, &a.Role, &a.Subject, &a.State, &a.name}
	})
}

func updateAttendance(ctx context.Context, tx *db.Tx, a Attendance) error {
	if _, err := tx.Exec(ctx, `UPDATE coordination_attendance SET state = $2 WHERE id = $1`, a.ID, a.State); err != nil {
		return fmt.Errorf("update attendance %s: %w", a.ID, err)
	}
	return nil
}

// sealedConfirmation is an answer to the minutes with its remark.
type sealedConfirmation struct {
	Confirmation
	keyset string
	remark []byte
}

func listConfirmations(ctx context.Context, tx *db.Tx, meeting string) ([]sealedConfirmation, error) {
	rows, err := tx.Query(ctx, `
		SELECT meeting_id, member_id, agrees, minutes, keyset_id, at, remark
		FROM   coordination_confirmation
		WHERE  meeting_id = $1
		ORDER  BY at, member_id`, meeting)
	return db.Collect(rows, err, "confirmations of meeting "+meeting, func(c *sealedConfirmation) []any {
		return []any{&c.Meeting, &c.Member, &c.Agrees, &c.Minutes, &c.keyset, &c.At, &c.remark}
	})
}

// storeConfirmation keeps the latest answer of a member.
func storeConfirmation(ctx context.Context, tx *db.Tx, c sealedConfirmation) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO coordination_confirmation (meeting_id, member_id, agrees, minutes, keyset_id, at, remark)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (meeting_id, member_id) DO UPDATE SET agrees = $3, minutes = $4, at = $6, remark = $7`,
		c.Meeting, c.Member, c.Agrees, c.Minutes, c.keyset, c.At, c.remark); err != nil {
		return fmt.Errorf("store confirmation of meeting %s: %w", c.Meeting, err)
	}
	return nil
}
