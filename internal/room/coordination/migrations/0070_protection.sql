-- +goose Up

-- Protected mode: on from the moment of the row, whatever else is missing, until two
-- people have ended it. child_sees says that the child's own sign-in is a safe channel.
CREATE TABLE coordination_protection (
	id           text        NOT NULL PRIMARY KEY,
	matter_id    text        NOT NULL REFERENCES coordination_matter (id),
	keyset_id    text        NOT NULL,
	reason       text        NOT NULL CHECK (reason IN ('honour', 'violence', 'conflict', 'asked', 'other')),
	child_sees   boolean     NOT NULL,
	on_at        timestamptz NOT NULL,
	on_by        text        NOT NULL REFERENCES identity_user (id),
	on_unit_id   text        NOT NULL REFERENCES register_unit (id),
	confirmed_at timestamptz,
	confirmed_by text        NOT NULL,
	reassess_on  date        NOT NULL,
	off_asked_at timestamptz,
	off_asked_by text        NOT NULL,
	off_at       timestamptz,
	off_by       text        NOT NULL,
	alarmed_at   timestamptz,
	reminded_on  date,
	body         bytea       NOT NULL,
	version      bigint      NOT NULL,
	CHECK ((confirmed_by = '') = (confirmed_at IS NULL)),
	CHECK (confirmed_by <> on_by),
	CHECK ((off_asked_by = '') = (off_asked_at IS NULL)),
	CHECK ((off_by = '') = (off_at IS NULL)),
	CHECK (off_at IS NULL OR off_asked_by <> '' AND off_by <> off_asked_by)
);
CREATE UNIQUE INDEX coordination_protection_on ON coordination_protection (matter_id) WHERE off_at IS NULL;
CREATE INDEX coordination_protection_matter ON coordination_protection (matter_id, on_at);
CREATE INDEX coordination_protection_alarm ON coordination_protection (on_at) WHERE off_at IS NULL AND confirmed_at IS NULL AND alarmed_at IS NULL;
CREATE INDEX coordination_protection_due ON coordination_protection (reassess_on) WHERE off_at IS NULL;

-- Who was in the team, or asked, when it shrank, to be put back when the mode ends.
CREATE TABLE coordination_shut (
	protection_id text NOT NULL REFERENCES coordination_protection (id),
	member_id     text NOT NULL REFERENCES coordination_member (id),
	state         text NOT NULL CHECK (state IN ('invited', 'joined')),
	PRIMARY KEY (protection_id, member_id)
);

-- Somebody on the staff, in any unit, who is close to the family and may not know.
CREATE TABLE coordination_apart (
	matter_id   text        NOT NULL REFERENCES coordination_matter (id),
	user_id     text        NOT NULL REFERENCES identity_user (id),
	declared_by text        NOT NULL REFERENCES identity_user (id),
	declared_at timestamptz NOT NULL,
	PRIMARY KEY (matter_id, user_id)
);

-- The duty officer's emergency opening. What they read during it is in the audit log.
CREATE TABLE coordination_glass (
	id          text        NOT NULL PRIMARY KEY,
	matter_id   text        NOT NULL REFERENCES coordination_matter (id),
	keyset_id   text        NOT NULL,
	user_id     text        NOT NULL REFERENCES identity_user (id),
	unit_id     text        NOT NULL REFERENCES register_unit (id),
	opened_at   timestamptz NOT NULL,
	until       timestamptz NOT NULL,
	body        bytea       NOT NULL,
	reviewed_at timestamptz,
	reviewed_by text        NOT NULL,
	finding     bytea,
	CHECK ((reviewed_by = '') = (reviewed_at IS NULL)),
	CHECK (reviewed_by <> user_id)
);
CREATE INDEX coordination_glass_matter ON coordination_glass (matter_id, opened_at);
CREATE INDEX coordination_glass_user ON coordination_glass (user_id, until);
