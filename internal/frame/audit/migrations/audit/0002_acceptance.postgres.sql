-- +goose Up
-- That a backup was put in place, signed: what tells a restore from tampering.
CREATE TABLE audit_acceptance (
	id text PRIMARY KEY,
	at timestamptz NOT NULL,
	reason text NOT NULL,
	heads text NOT NULL,
	signature bytea NOT NULL
);

CREATE TRIGGER audit_acceptance_kept BEFORE UPDATE OR DELETE ON audit_acceptance
	FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_acceptance_whole BEFORE TRUNCATE ON audit_acceptance
	FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
