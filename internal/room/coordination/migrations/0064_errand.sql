-- +goose Up

-- One question to somebody outside the team, about one commitment. They sign in to
-- an account of their own that opens nothing else and is shut with the answer.
CREATE TABLE coordination_errand (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	commitment_id   text        NOT NULL REFERENCES coordination_commitment (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	user_id         text        NOT NULL UNIQUE REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	kind            text        NOT NULL CHECK (kind IN ('accept', 'progress')),
	answer          text        NOT NULL CHECK (answer IN ('', 'yes', 'no', 'well', 'partly', 'not')),
	asked_at        timestamptz NOT NULL,
	until_on        date        NOT NULL,
	ended_at        timestamptz,
	body            bytea       NOT NULL,
	reply           bytea,
	version         bigint      NOT NULL,
	CHECK (answer = '' OR ended_at IS NOT NULL),
	CHECK ((answer = '') = (reply IS NULL))
);
CREATE INDEX coordination_errand_commitment ON coordination_errand (commitment_id, asked_at, id);
CREATE INDEX coordination_errand_open ON coordination_errand (until_on, id) WHERE ended_at IS NULL;
