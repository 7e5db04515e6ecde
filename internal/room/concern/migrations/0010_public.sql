-- A private person has no unit, no mandate and no record of their own here: their
-- report is a reference and a moment, and what it says lies in the receiver's matters.
-- +goose Up
ALTER TABLE concern_report ALTER COLUMN unit_id DROP NOT NULL;
ALTER TABLE concern_report ALTER COLUMN organisation_id DROP NOT NULL;
ALTER TABLE concern_report ALTER COLUMN author_id DROP NOT NULL;
ALTER TABLE concern_report ALTER COLUMN mandate_id DROP NOT NULL;
ALTER TABLE concern_report ALTER COLUMN keyset_id DROP NOT NULL;
ALTER TABLE concern_report ALTER COLUMN body DROP NOT NULL;
ALTER TABLE concern_matter ALTER COLUMN sender_unit_id DROP NOT NULL;

-- A report has a sender and a text, or neither; without them nobody waits for feedback.
ALTER TABLE concern_report ADD CONSTRAINT concern_report_sender CHECK (
	(unit_id IS NOT NULL AND organisation_id IS NOT NULL AND author_id IS NOT NULL AND mandate_id IS NOT NULL
		AND keyset_id IS NOT NULL AND body IS NOT NULL)
	OR (unit_id IS NULL AND organisation_id IS NULL AND author_id IS NULL AND mandate_id IS NULL
		AND keyset_id IS NULL AND body IS NULL AND state <> 'draft' AND NOT wants_feedback));
