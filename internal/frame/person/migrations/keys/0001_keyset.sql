-- +goose Up

-- Kept apart from the data: when a row here goes, what it opened is gone from every
-- backup of the data too.
CREATE TABLE keys_keyset (
	id            text        NOT NULL PRIMARY KEY,
	controller_id text        NOT NULL,
	matter_id     text        NOT NULL,
	person_id     text        NOT NULL,
	wrapped       bytea       NOT NULL,
	created_at    timestamptz NOT NULL,
	UNIQUE (controller_id, matter_id, person_id)
);
