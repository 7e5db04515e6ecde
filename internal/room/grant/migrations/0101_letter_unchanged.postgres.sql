-- A letter says for ever what it said. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION grant_letter_unchanged() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER grant_letter_unchanged BEFORE UPDATE OR DELETE ON grant_letter
FOR EACH ROW EXECUTE FUNCTION grant_letter_unchanged();
