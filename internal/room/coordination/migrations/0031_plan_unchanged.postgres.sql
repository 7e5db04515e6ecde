-- The words of a version stand still once it is laid forward; answers, follow-ups
-- and copies handed out are answered by new rows. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION coordination_plan_words() RETURNS trigger AS $$
BEGIN
	IF OLD.state <> 'draft' AND NEW.body <> OLD.body THEN RAISE EXCEPTION 'coordination_plan: a version laid forward does not change'; END IF;
	RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER coordination_plan_unchanged BEFORE UPDATE ON coordination_plan
FOR EACH ROW EXECUTE FUNCTION coordination_plan_words();
CREATE TRIGGER coordination_agreement_unchanged BEFORE UPDATE ON coordination_agreement
FOR EACH ROW EXECUTE FUNCTION coordination_unchanged();
CREATE TRIGGER coordination_followup_unchanged BEFORE UPDATE ON coordination_followup
FOR EACH ROW EXECUTE FUNCTION coordination_unchanged();
CREATE TRIGGER coordination_copy_unchanged BEFORE UPDATE ON coordination_copy
FOR EACH ROW EXECUTE FUNCTION coordination_unchanged();
