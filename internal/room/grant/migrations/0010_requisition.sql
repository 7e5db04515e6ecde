-- +goose Up
-- Who may sign or certify for a municipality without leading its unit.
CREATE TABLE grant_authority (
	id text PRIMARY KEY,
	municipality text NOT NULL REFERENCES register_municipality (code),
	kind text NOT NULL,
	user_id text NOT NULL,
	given_by text NOT NULL,
	given_at timestamptz NOT NULL,
	last_on date NOT NULL,
	ended_by text,
	ended_at timestamptz,
	CHECK (kind IN ('sign', 'certify')),
	CHECK (given_by <> user_id)
);

CREATE INDEX grant_authority_municipality ON grant_authority (municipality, user_id);

-- Where a municipality is paid. A change holds no money up but its own.
CREATE TABLE grant_payment_account (
	id text PRIMARY KEY,
	municipality text NOT NULL REFERENCES register_municipality (code),
	kind text NOT NULL,
	digits text NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	attested_by text,
	attested_at timestamptz,
	CHECK (kind IN ('bankgiro', 'plusgiro')),
	CHECK (state IN ('prepared', 'attested', 'replaced', 'withdrawn')),
	CHECK (attested_by <> '' AND attested_by <> prepared_by),
	CHECK (state IN ('prepared', 'withdrawn') OR attested_by IS NOT NULL AND attested_at IS NOT NULL)
);

CREATE UNIQUE INDEX grant_payment_account_waits ON grant_payment_account (municipality) WHERE state = 'prepared';
CREATE UNIQUE INDEX grant_payment_account_holds ON grant_payment_account (municipality) WHERE state = 'attested';

CREATE TABLE grant_requisition (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	state text NOT NULL,
	amount bigint NOT NULL,
	extra bigint NOT NULL,
	extra_purpose text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	signed_by text,
	signed_at timestamptz,
	withdrawn_by text,
	withdrawn_at timestamptz,
	CHECK (state IN ('prepared', 'requested', 'decided', 'withdrawn')),
	CHECK (amount > 0 AND amount % 100 = 0),
	CHECK (extra >= 0 AND extra % 100 = 0),
	CHECK (state IN ('prepared', 'withdrawn') OR signed_by IS NOT NULL AND signed_at IS NOT NULL)
);

CREATE INDEX grant_requisition_year ON grant_requisition (year_id, municipality);

-- What the municipality pays itself for each activity, before the grant.
CREATE TABLE grant_baseline (
	requisition_id text NOT NULL REFERENCES grant_requisition (id),
	line bigint NOT NULL,
	activity text NOT NULL,
	own bigint NOT NULL,
	more text NOT NULL,
	PRIMARY KEY (requisition_id, line),
	CHECK (own >= 0 AND own % 100 = 0)
);

-- A later last day for one municipality, by decision.
CREATE TABLE grant_extension (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	last_on date NOT NULL,
	reason text NOT NULL,
	decided_by text NOT NULL,
	decided_at timestamptz NOT NULL
);

CREATE INDEX grant_extension_year ON grant_extension (year_id, municipality);
