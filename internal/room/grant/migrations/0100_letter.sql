-- +goose Up
-- What a municipality has been told of a decision, in the words it was told.
CREATE TABLE grant_letter (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	kind text NOT NULL,
	decision_id text NOT NULL,
	written_at timestamptz NOT NULL,
	body text NOT NULL,
	UNIQUE (decision_id, municipality)
);

CREATE INDEX grant_letter_municipality ON grant_letter (year_id, municipality);

-- Whether decisions of a year may be appealed. What is said last holds.
CREATE TABLE grant_appeal (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	barred boolean NOT NULL,
	ground text NOT NULL,
	said_by text NOT NULL,
	said_at timestamptz NOT NULL,
	CHECK (NOT barred OR ground <> '')
);

CREATE INDEX grant_appeal_year ON grant_appeal (year_id, said_at);
