-- What was written in a matter is answered by a new entry, never changed. Deleting
-- is left to the disposal the law asks for. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER concern_entry_unchanged BEFORE UPDATE ON concern_entry
BEGIN SELECT RAISE(ABORT, 'concern_entry is append-only'); END;
-- +goose StatementEnd
