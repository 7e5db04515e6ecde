-- +goose Up

-- What one in the team says to the others about a matter. Nobody changes it.
CREATE TABLE coordination_message (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	topic           text        NOT NULL,
	at              timestamptz NOT NULL,
	body            bytea       NOT NULL
);
CREATE INDEX coordination_message_matter ON coordination_message (matter_id, at, id);

-- That a member has had a message before them, and when they first had.
CREATE TABLE coordination_receipt (
	message_id text        NOT NULL REFERENCES coordination_message (id),
	matter_id  text        NOT NULL REFERENCES coordination_matter (id),
	member_id  text        NOT NULL REFERENCES coordination_member (id),
	at         timestamptz NOT NULL,
	PRIMARY KEY (message_id, member_id)
);
CREATE INDEX coordination_receipt_matter ON coordination_receipt (matter_id, member_id);
