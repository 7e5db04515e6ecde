-- The journal and what was once written are answered by new rows, never changed.
-- Deleting is left to the disposal the law asks for. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER coordination_entry_unchanged BEFORE UPDATE ON coordination_entry
BEGIN SELECT RAISE(ABORT, 'coordination_entry is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER coordination_version_unchanged BEFORE UPDATE ON coordination_version
BEGIN SELECT RAISE(ABORT, 'coordination_version is append-only'); END;
-- +goose StatementEnd
