-- A letter says for ever what it said. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER grant_letter_unchanged BEFORE UPDATE ON grant_letter
BEGIN SELECT RAISE(ABORT, 'grant_letter is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER grant_letter_kept BEFORE DELETE ON grant_letter
BEGIN SELECT RAISE(ABORT, 'grant_letter is append-only'); END;
-- +goose StatementEnd
