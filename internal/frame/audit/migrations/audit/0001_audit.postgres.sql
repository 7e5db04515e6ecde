-- +goose Up
CREATE TABLE audit_record (
	chain text NOT NULL,
	seq bigint NOT NULL,
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
	hash bytea NOT NULL,
	PRIMARY KEY (chain, seq)
);

CREATE TABLE audit_head (
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
);

CREATE TABLE audit_mark (
	chain text PRIMARY KEY,
	seq bigint NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit records are never changed or removed';
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION audit_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.seq <= OLD.seq OR NEW.chain <> OLD.chain THEN
		RAISE EXCEPTION 'the head of a chain only moves forward';
	END IF;
	RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_record_kept BEFORE UPDATE OR DELETE ON audit_record
	FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_record_whole BEFORE TRUNCATE ON audit_record
	FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head
	FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_whole BEFORE TRUNCATE ON audit_head
	FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
	FOR EACH ROW EXECUTE FUNCTION audit_forward();
