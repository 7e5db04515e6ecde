-- What was written in a matter is answered by a new entry, never changed. Deleting
-- is left to the disposal the law asks for. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION concern_entry_unchanged() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'concern_entry is append-only'; END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER concern_entry_unchanged BEFORE UPDATE ON concern_entry
FOR EACH ROW EXECUTE FUNCTION concern_entry_unchanged();
