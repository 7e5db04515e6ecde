-- +goose Up
-- A file has one chain, so seq alone is the key; PostgreSQL has a chain for every
-- start of a node. Triggers are written in two tongues.
CREATE TABLE audit_record (
	seq bigint PRIMARY KEY,
	chain text NOT NULL,
	at timestamptz NOT NULL,
	user_id text NOT NULL,
	mandate_id text NOT NULL,
	unit_id text NOT NULL,
	role text NOT NULL,
	action text NOT NULL,
	subjects bytea NOT NULL,
	ground text NOT NULL,
	result text NOT NULL,
	request text NOT NULL,
	detail text NOT NULL,
	hash bytea NOT NULL
);

CREATE TABLE audit_head (
	chain text PRIMARY KEY,
	seq bigint NOT NULL,
	hash bytea NOT NULL
);

-- What this file last saw of the other file's chains.
CREATE TABLE audit_witness (
	chain text PRIMARY KEY,
	seq bigint NOT NULL,
	hash bytea NOT NULL
);

-- Who has been read about: derived from audit_record up to audit_mark, and made
-- again from nothing when lost.
CREATE TABLE audit_subject (
	subject bytea NOT NULL,
	chain text NOT NULL,
	seq bigint NOT NULL,
	PRIMARY KEY (subject, chain, seq)
) WITHOUT ROWID;

CREATE TABLE audit_mark (
	chain text PRIMARY KEY,
	seq bigint NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER audit_record_kept BEFORE DELETE ON audit_record
BEGIN SELECT RAISE(ABORT, 'audit records are never removed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_record_unchanged BEFORE UPDATE ON audit_record
BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the head of a chain is never removed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.seq <= OLD.seq OR NEW.chain <> OLD.chain
BEGIN SELECT RAISE(ABORT, 'the head of a chain only moves forward'); END;
-- +goose StatementEnd
