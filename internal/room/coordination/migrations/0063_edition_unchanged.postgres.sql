-- A matter keeps the words it began with: a version in force stands still. Triggers
-- have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION coordination_edition_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state = 'in_force' THEN
		RAISE EXCEPTION 'coordination_edition: a version in force does not change';
	END IF;
	RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER coordination_edition_unchanged BEFORE UPDATE ON coordination_edition
FOR EACH ROW EXECUTE FUNCTION coordination_edition_unchanged();
