-- +goose Up
-- That the baton was moved while its holder was away, and why.
CREATE TABLE coordination_relief (
	id        text        NOT NULL PRIMARY KEY,
	matter_id text        NOT NULL REFERENCES coordination_matter (id),
	keyset_id text        NOT NULL,
	from_id   text        NOT NULL REFERENCES identity_user (id),
	to_id     text        NOT NULL REFERENCES identity_user (id),
	unit_id   text        NOT NULL REFERENCES register_unit (id),
	by_id     text        NOT NULL REFERENCES identity_user (id),
	at        timestamptz NOT NULL,
	body      bytea       NOT NULL,
	CHECK (from_id <> to_id)
);
CREATE INDEX coordination_relief_matter ON coordination_relief (matter_id, at, id);
