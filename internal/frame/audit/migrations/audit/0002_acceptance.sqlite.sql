-- +goose Up
-- That a backup was put in place, signed: what tells a restore from tampering.
-- Triggers are written in two tongues.
CREATE TABLE audit_acceptance (
	id text PRIMARY KEY,
	at timestamptz NOT NULL,
	reason text NOT NULL,
	heads text NOT NULL,
	signature bytea NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER audit_acceptance_kept BEFORE DELETE ON audit_acceptance
BEGIN SELECT RAISE(ABORT, 'acceptances are never removed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_acceptance_unchanged BEFORE UPDATE ON audit_acceptance
BEGIN SELECT RAISE(ABORT, 'acceptances are never changed'); END;
-- +goose StatementEnd
