-- +goose Up

-- Why a matter ends, who keeps the contact and what the family got.
CREATE TABLE coordination_closure (
	matter_id       text        NOT NULL PRIMARY KEY REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	reason          text        NOT NULL CHECK (reason IN ('goals_met', 'consent_withdrawn', 'moved', 'protection', 'age', 'inactive')),
	begun_at        timestamptz NOT NULL,
	body            bytea       NOT NULL
);

-- What a child or a guardian answers afterwards. The answers are sealed; counting
-- them is a thing of its own.
CREATE TABLE coordination_afterwards (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	at              timestamptz NOT NULL,
	body            bytea       NOT NULL
);
CREATE INDEX coordination_afterwards_matter ON coordination_afterwards (matter_id, at, id);
