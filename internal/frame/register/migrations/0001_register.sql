-- +goose Up

CREATE TABLE register_region (
	code     text NOT NULL PRIMARY KEY,
	name     text NOT NULL,
	county   text NOT NULL,
	sort_key text NOT NULL
);

CREATE TABLE register_municipality (
	code        text    NOT NULL PRIMARY KEY,
	name        text    NOT NULL,
	region_code text    NOT NULL REFERENCES register_region (code),
	invented    boolean NOT NULL,
	sort_key    text    NOT NULL
);

CREATE TABLE register_organisation (
	id                text    NOT NULL PRIMARY KEY,
	name              text    NOT NULL,
	sector            text    NOT NULL,
	public            boolean NOT NULL,
	municipality_code text    REFERENCES register_municipality (code),
	region_code       text    REFERENCES register_region (code),
	secrecy_regime    text    NOT NULL,
	orgnr             text,
	sort_key          text    NOT NULL
);

CREATE INDEX register_organisation_municipality ON register_organisation (municipality_code, sort_key);

CREATE TABLE register_unit (
	id              text NOT NULL PRIMARY KEY,
	organisation_id text NOT NULL REFERENCES register_organisation (id),
	name            text NOT NULL,
	kind            text NOT NULL,
	sort_key        text NOT NULL
);

CREATE INDEX register_unit_organisation ON register_unit (organisation_id, sort_key);

-- One unit receives the reports of concern in a municipality; a joint committee's
-- unit may receive for several.
CREATE TABLE register_receiver (
	municipality_code text NOT NULL PRIMARY KEY REFERENCES register_municipality (code),
	unit_id           text NOT NULL REFERENCES register_unit (id)
);

CREATE INDEX register_receiver_unit ON register_receiver (unit_id);
