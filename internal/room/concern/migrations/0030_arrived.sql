-- +goose Up
-- When the matter came to this unit: its delivery, or later when it was forwarded.
ALTER TABLE concern_matter ADD COLUMN arrived_at timestamptz;
UPDATE concern_matter
SET    arrived_at = COALESCE((SELECT MAX(e.at) FROM concern_entry e WHERE e.matter_id = concern_matter.id AND e.kind = 'arrived'), delivered_at);
DROP INDEX concern_matter_unconfirmed;
CREATE INDEX concern_matter_unconfirmed ON concern_matter (arrived_at) WHERE state = 'delivered';
