-- The words of a version stand still once it is laid forward; answers, follow-ups
-- and copies handed out are answered by new rows. Triggers have no common tongue.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER coordination_plan_unchanged BEFORE UPDATE ON coordination_plan
WHEN OLD.state <> 'draft' AND NEW.body <> OLD.body
BEGIN SELECT RAISE(ABORT, 'coordination_plan: a version laid forward does not change'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER coordination_agreement_unchanged BEFORE UPDATE ON coordination_agreement
BEGIN SELECT RAISE(ABORT, 'coordination_agreement is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER coordination_followup_unchanged BEFORE UPDATE ON coordination_followup
BEGIN SELECT RAISE(ABORT, 'coordination_followup is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER coordination_copy_unchanged BEFORE UPDATE ON coordination_copy
BEGIN SELECT RAISE(ABORT, 'coordination_copy is append-only'); END;
-- +goose StatementEnd
