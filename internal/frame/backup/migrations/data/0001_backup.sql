-- +goose Up

-- When what was last copied, so that somebody notices when it no longer is.
CREATE TABLE backup_taken (
	id   text        NOT NULL PRIMARY KEY,
	kind text        NOT NULL CHECK (kind IN ('data', 'keys')),
	at   timestamptz NOT NULL
);

CREATE INDEX backup_taken_kind ON backup_taken (kind, at);
