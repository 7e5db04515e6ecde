-- +goose Up
CREATE TABLE grant_scheme (
	id text PRIMARY KEY,
	agency_id text NOT NULL REFERENCES register_organisation (id),
	name text NOT NULL,
	added_by text NOT NULL,
	added_at timestamptz NOT NULL,
	UNIQUE (agency_id, name)
);

-- A year is decided by somebody other than who prepared what is decided.
CREATE TABLE grant_year (
	id text PRIMARY KEY,
	scheme_id text NOT NULL REFERENCES grant_scheme (id),
	year bigint NOT NULL,
	state text NOT NULL,
	version bigint NOT NULL,
	caps_inside boolean NOT NULL,
	repayments_return boolean NOT NULL,
	requisition_last date NOT NULL,
	use_from date NOT NULL,
	use_last date NOT NULL,
	account_last date NOT NULL,
	repay_last date NOT NULL,
	prepared_by text NOT NULL,
	decided_by text,
	decided_at timestamptz,
	UNIQUE (scheme_id, year),
	CHECK (state IN ('preparing', 'running', 'closed')),
	CHECK (decided_by <> '' AND decided_by <> prepared_by),
	CHECK (state = 'preparing' OR decided_by IS NOT NULL AND decided_at IS NOT NULL)
);

CREATE TABLE grant_appropriation (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	line bigint NOT NULL,
	registration_number text NOT NULL,
	decided_on date NOT NULL,
	item text NOT NULL,
	amount bigint NOT NULL,
	status text NOT NULL,
	prepared_by text NOT NULL,
	approved_by text,
	UNIQUE (year_id, line),
	CHECK (amount > 0 AND amount % 100 = 0),
	CHECK (status IN ('decided', 'planned')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (approved_by IS NULL OR status = 'decided')
);

CREATE TABLE grant_cap (
	year_id text NOT NULL REFERENCES grant_year (id),
	line bigint NOT NULL,
	name text NOT NULL,
	label text NOT NULL,
	amount bigint NOT NULL,
	PRIMARY KEY (year_id, line),
	UNIQUE (year_id, name),
	CHECK (amount > 0 AND amount % 100 = 0)
);

CREATE TABLE grant_term (
	year_id text NOT NULL REFERENCES grant_year (id),
	kind text NOT NULL,
	line bigint NOT NULL,
	words text NOT NULL,
	PRIMARY KEY (year_id, kind, line),
	CHECK (kind IN ('condition', 'content', 'heard'))
);

CREATE TABLE grant_list (
	id text PRIMARY KEY,
	agency_id text NOT NULL REFERENCES register_organisation (id),
	name text NOT NULL,
	dated_on date NOT NULL,
	added_by text NOT NULL,
	added_at timestamptz NOT NULL,
	UNIQUE (agency_id, name)
);

CREATE TABLE grant_area (
	list_id text NOT NULL REFERENCES grant_list (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	name text NOT NULL,
	class text NOT NULL,
	PRIMARY KEY (list_id, municipality, name)
);

CREATE TABLE grant_appendix (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	list_id text NOT NULL REFERENCES grant_list (id),
	basis text NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	UNIQUE (year_id, number),
	CHECK (state IN ('prepared', 'in_force', 'replaced', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state IN ('prepared', 'withdrawn') OR approved_by IS NOT NULL AND approved_at IS NOT NULL)
);

CREATE UNIQUE INDEX grant_appendix_in_force ON grant_appendix (year_id) WHERE state = 'in_force';

CREATE TABLE grant_frame (
	appendix_id text NOT NULL REFERENCES grant_appendix (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	amount bigint NOT NULL,
	PRIMARY KEY (appendix_id, municipality),
	CHECK (amount > 0 AND amount % 100 = 0)
);

CREATE INDEX grant_frame_municipality ON grant_frame (municipality, appendix_id);
