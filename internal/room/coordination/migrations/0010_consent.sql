-- +goose Up

-- Parties are organisations and topics are kinds of information, with a space
-- between; a withdrawal in part takes words away, and the journal says which.
CREATE TABLE coordination_consent (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	form            text        NOT NULL,
	form_version    bigint      NOT NULL,
	decides         text        NOT NULL CHECK (decides IN ('guardians', 'both', 'child')),
	parties         text        NOT NULL,
	topics          text        NOT NULL,
	valid_from      date        NOT NULL,
	valid_to        date        NOT NULL,
	state           text        NOT NULL CHECK (state IN ('asked', 'active', 'refused', 'withdrawn', 'replaced')),
	language        text        NOT NULL,
	asked_at        timestamptz NOT NULL,
	ended_at        timestamptz,
	reminded_at     timestamptz,
	body            bytea       NOT NULL,
	version         bigint      NOT NULL,
	CHECK (valid_from <= valid_to)
);
CREATE INDEX coordination_consent_matter ON coordination_consent (matter_id, asked_at, id);
CREATE INDEX coordination_consent_ends ON coordination_consent (valid_to) WHERE state = 'active' AND reminded_at IS NULL;

CREATE TABLE coordination_giver (
	id          text        NOT NULL PRIMARY KEY,
	consent_id  text        NOT NULL REFERENCES coordination_consent (id),
	person_id   text        NOT NULL REFERENCES person_record (id),
	capacity    text        NOT NULL CHECK (capacity IN ('child', 'guardian')),
	answer      text        NOT NULL CHECK (answer IN ('waiting', 'yes', 'no', 'withdrawn')),
	how         text        NOT NULL CHECK (how IN ('', 'written', 'oral', 'electronic')),
	answered_at timestamptz,
	recorded_by text        NOT NULL,
	body        bytea,
	UNIQUE (consent_id, person_id),
	CHECK ((answer = 'waiting') = (answered_at IS NULL))
);

-- A decision by one organisation to share what is its own without consent, or not
-- to share it. item_id is empty when it is about everything in the topics.
CREATE TABLE coordination_sharing (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	ground          text        NOT NULL,
	shares          boolean     NOT NULL,
	recipients      text        NOT NULL,
	topics          text        NOT NULL,
	item_id         text        NOT NULL,
	decided_at      timestamptz NOT NULL,
	valid_to        date,
	ended_at        timestamptz,
	body            bytea       NOT NULL,
	CHECK (shares = (valid_to IS NOT NULL))
);
CREATE INDEX coordination_sharing_matter ON coordination_sharing (matter_id, decided_at, id);
