-- +goose Up

-- A form of collaboration as a municipality has adjusted it, one row for each version.
-- It holds nothing about anybody, so its body lies in the clear. version is the number
-- a matter keeps; edition is what the municipality calls it.
CREATE TABLE coordination_edition (
	id           text        NOT NULL PRIMARY KEY,
	municipality text        NOT NULL,
	form         text        NOT NULL,
	version      bigint      NOT NULL CHECK (version >= 1000),
	edition      bigint      NOT NULL,
	state        text        NOT NULL CHECK (state IN ('draft', 'checked', 'in_force')),
	made_by      text        NOT NULL REFERENCES identity_user (id),
	made_at      timestamptz NOT NULL,
	changed_by   text        NOT NULL REFERENCES identity_user (id),
	changed_at   timestamptz NOT NULL,
	in_force_by  text        NOT NULL,
	in_force_at  timestamptz,
	from_on      date,
	body         text        NOT NULL,
	revision     bigint      NOT NULL,
	UNIQUE (form, version),
	UNIQUE (municipality, form, edition),
	CHECK ((state = 'in_force') = (in_force_at IS NOT NULL)),
	CHECK ((state = 'in_force') = (from_on IS NOT NULL)),
	CHECK (in_force_by <> changed_by AND in_force_by <> made_by)
);
CREATE INDEX coordination_edition_valid ON coordination_edition (municipality, from_on) WHERE state = 'in_force';
