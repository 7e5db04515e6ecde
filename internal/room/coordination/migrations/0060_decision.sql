-- +goose Up

-- A commitment can come from a decision in the minutes of a meeting, and has a day
-- when it begins, if somebody has said one.
ALTER TABLE coordination_commitment ADD COLUMN start_on date;
ALTER TABLE coordination_commitment ADD COLUMN paragraph_id text NOT NULL DEFAULT '';
