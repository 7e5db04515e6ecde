-- +goose Up

-- What an organisation has written. Others see it as far as shown says and a ground
-- lets them.
CREATE TABLE coordination_item (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	kind            text        NOT NULL,
	topic           text        NOT NULL,
	shown           text        NOT NULL CHECK (shown IN ('full', 'title', 'existence', 'hidden')),
	made_at         timestamptz NOT NULL,
	version         bigint      NOT NULL,
	withdrawn_at    timestamptz
);
CREATE INDEX coordination_item_matter ON coordination_item (matter_id, made_at, id);

CREATE TABLE coordination_version (
	item_id   text        NOT NULL REFERENCES coordination_item (id),
	number    bigint      NOT NULL,
	author_id text        NOT NULL REFERENCES identity_user (id),
	at        timestamptz NOT NULL,
	shown     text        NOT NULL,
	topic     text        NOT NULL,
	title     bytea       NOT NULL,
	body      bytea       NOT NULL,
	PRIMARY KEY (item_id, number)
);
