-- +goose Up

-- What somebody has judged while protected mode is on: that it is still needed, that it
-- can end, or that the child is reached another way than before.
CREATE TABLE coordination_judgement (
	id            text        NOT NULL PRIMARY KEY,
	protection_id text        NOT NULL REFERENCES coordination_protection (id),
	kind          text        NOT NULL CHECK (kind IN ('kept', 'off_asked', 'contact')),
	made_at       timestamptz NOT NULL,
	made_by       text        NOT NULL REFERENCES identity_user (id),
	body          bytea       NOT NULL
);
CREATE INDEX coordination_judgement_protection ON coordination_judgement (protection_id, made_at, id);
