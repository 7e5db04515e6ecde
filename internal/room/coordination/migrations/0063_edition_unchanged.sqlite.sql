-- A matter keeps the words it began with: a version in force stands still. Triggers
-- have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER coordination_edition_unchanged BEFORE UPDATE ON coordination_edition
WHEN OLD.state = 'in_force'
BEGIN SELECT RAISE(ABORT, 'coordination_edition: a version in force does not change'); END;
-- +goose StatementEnd
