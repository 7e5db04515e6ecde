-- +goose Up

-- When somebody has a meeting: the calendar reads it in the order of time, without
-- walking through the matters they take part in. It says nothing that the meeting and
-- the member do not, and follows them.
CREATE TABLE coordination_slot (
	user_id    text        NOT NULL,
	unit_id    text        NOT NULL REFERENCES register_unit (id),
	starts_at  timestamptz NOT NULL,
	meeting_id text        NOT NULL REFERENCES coordination_meeting (id),
	member_id  text        NOT NULL REFERENCES coordination_member (id),
	PRIMARY KEY (user_id, unit_id, starts_at, meeting_id)
);
CREATE INDEX coordination_slot_meeting ON coordination_slot (meeting_id);
CREATE INDEX coordination_slot_member ON coordination_slot (member_id);

INSERT INTO coordination_slot (user_id, unit_id, starts_at, meeting_id, member_id)
SELECT me.user_id, me.unit_id, t.starts_at, t.id, me.id
FROM   coordination_member me
JOIN   coordination_meeting t ON t.matter_id = me.matter_id
WHERE  me.state = 'joined' AND t.state IN ('called', 'held', 'confirmed');
