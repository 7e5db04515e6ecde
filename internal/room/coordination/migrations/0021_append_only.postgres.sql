-- The journal and what was once written are answered by new rows, never changed.
-- Deleting is left to the disposal the law asks for. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION coordination_unchanged() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER coordination_entry_unchanged BEFORE UPDATE ON coordination_entry
FOR EACH ROW EXECUTE FUNCTION coordination_unchanged();
CREATE TRIGGER coordination_version_unchanged BEFORE UPDATE ON coordination_version
FOR EACH ROW EXECUTE FUNCTION coordination_unchanged();
