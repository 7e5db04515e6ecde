-- +goose Up
-- A change's record waits here, written in the change's own transaction, until the
-- node's writer moves it to its chain: a chain that every transaction wrote to
-- itself would let one through at a time.
CREATE TABLE audit_pending (
	id text PRIMARY KEY,
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
	detail text NOT NULL
);

-- What this schema last saw of the chains in the other.
CREATE TABLE audit_witness (
	chain text PRIMARY KEY,
	seq bigint NOT NULL,
	hash bytea NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'audit records are never changed';
END
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_pending_unchanged BEFORE UPDATE ON audit_pending
	FOR EACH ROW EXECUTE FUNCTION audit_refuse();
