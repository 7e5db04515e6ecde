-- +goose Up

-- A need and the matter it becomes have one id, so that what is known of the child
-- goes over without being written again.
CREATE TABLE coordination_need (
	id              text        NOT NULL PRIMARY KEY,
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	asked_by        text        NOT NULL CHECK (asked_by IN ('staff', 'child', 'guardian')),
	origin          text        NOT NULL CHECK (origin IN ('own', 'report')),
	child_id        text        NOT NULL REFERENCES person_record (id),
	keyset_id       text        NOT NULL,
	protected       boolean     NOT NULL,
	state           text        NOT NULL CHECK (state IN ('raised', 'refused', 'accepted')),
	raised_at       timestamptz NOT NULL,
	decided_at      timestamptz,
	decided_by      text        NOT NULL,
	body            bytea       NOT NULL,
	reasons         bytea,
	version         bigint      NOT NULL,
	CHECK ((state = 'raised') = (decided_at IS NULL)),
	CHECK (state <> 'refused' OR reasons IS NOT NULL)
);
CREATE INDEX coordination_need_unit ON coordination_need (unit_id, raised_at, id) WHERE state = 'raised';
CREATE INDEX coordination_need_child ON coordination_need (child_id);

-- The baton is never empty: a matter without a holder cannot be stored.
CREATE TABLE coordination_matter (
	id                     text        NOT NULL PRIMARY KEY REFERENCES coordination_need (id),
	organisation_id        text        NOT NULL REFERENCES register_organisation (id),
	child_id               text        NOT NULL REFERENCES person_record (id),
	keyset_id              text        NOT NULL,
	protected              boolean     NOT NULL,
	form                   text        NOT NULL,
	form_version           bigint      NOT NULL,
	state                  text        NOT NULL CHECK (state IN ('forming', 'active', 'paused', 'closing', 'closed')),
	opened_at              timestamptz NOT NULL,
	closed_at              timestamptz,
	holder_id              text        NOT NULL REFERENCES identity_user (id) CHECK (holder_id <> ''),
	holder_unit_id         text        NOT NULL REFERENCES register_unit (id),
	holder_organisation_id text        NOT NULL REFERENCES register_organisation (id),
	held_since             timestamptz NOT NULL,
	offered_to             text        NOT NULL,
	offered_at             timestamptz,
	ground_until           timestamptz,
	version                bigint      NOT NULL,
	CHECK ((offered_to = '') = (offered_at IS NULL)),
	CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX coordination_matter_holder ON coordination_matter (holder_unit_id, holder_id) WHERE state <> 'closed';
CREATE INDEX coordination_matter_ground ON coordination_matter (ground_until) WHERE state = 'active';
CREATE INDEX coordination_matter_child ON coordination_matter (child_id);

-- An organisation in a matter, with its own record of the child and its own keyset:
-- each can be disposed of by itself.
CREATE TABLE coordination_party (
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	child_id        text        NOT NULL REFERENCES person_record (id),
	keyset_id       text        NOT NULL,
	since           timestamptz NOT NULL,
	PRIMARY KEY (matter_id, organisation_id)
);
CREATE INDEX coordination_party_child ON coordination_party (child_id);

-- Who takes part. The list of somebody's matters is the index on it, so opened_at is
-- the matter's; it never changes.
CREATE TABLE coordination_member (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	user_id         text        NOT NULL,
	state           text        NOT NULL CHECK (state IN ('invited', 'joined', 'declined', 'left')),
	holds           text        NOT NULL CHECK (holds IN ('all', 'commitments')),
	opened_at       timestamptz NOT NULL,
	invited_by      text        NOT NULL REFERENCES identity_user (id),
	invited_at      timestamptz NOT NULL,
	answered_at     timestamptz,
	body            bytea       NOT NULL,
	version         bigint      NOT NULL,
	CHECK (state <> 'joined' OR user_id <> ''),
	CHECK ((state = 'invited') = (answered_at IS NULL))
);
CREATE INDEX coordination_member_matter ON coordination_member (matter_id, invited_at, id);
CREATE INDEX coordination_member_mine ON coordination_member (user_id, unit_id, opened_at, matter_id) WHERE state = 'joined';
CREATE INDEX coordination_member_asked ON coordination_member (unit_id, invited_at, id) WHERE state = 'invited';
CREATE UNIQUE INDEX coordination_member_once ON coordination_member (matter_id, unit_id, user_id) WHERE state IN ('invited', 'joined');

-- What has happened in the matter, in ids: who, what, and which of the rows here.
CREATE TABLE coordination_entry (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	kind            text        NOT NULL,
	at              timestamptz NOT NULL,
	author_id       text        NOT NULL,
	organisation_id text        NOT NULL,
	subject_id      text        NOT NULL
);
CREATE INDEX coordination_entry_matter ON coordination_entry (matter_id, at, id);
