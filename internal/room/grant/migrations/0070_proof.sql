-- +goose Up
-- What a municipality's own books have on the grant: sums of a file that is not kept.
CREATE TABLE grant_proof (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	number bigint NOT NULL,
	kind text NOT NULL,
	hash text NOT NULL,
	size bigint NOT NULL,
	company text NOT NULL,
	orgnr text NOT NULL,
	letters text NOT NULL,
	dimension bigint NOT NULL,
	dimension_name text NOT NULL,
	total bigint NOT NULL,
	outside bigint NOT NULL,
	vouchers bigint NOT NULL,
	marked bigint NOT NULL,
	saved_by text NOT NULL,
	saved_at timestamptz NOT NULL,
	explanation text,
	difference bigint,
	explained_by text,
	explained_at timestamptz,
	UNIQUE (year_id, municipality, number),
	CHECK (kind IN ('sie', 'ledger')),
	CHECK (explanation IS NULL OR difference IS NOT NULL AND explained_by IS NOT NULL AND explained_at IS NOT NULL)
);

CREATE INDEX grant_proof_municipality ON grant_proof (municipality, saved_at);

CREATE TABLE grant_proof_object (
	proof_id text NOT NULL REFERENCES grant_proof (id),
	line bigint NOT NULL,
	object text NOT NULL,
	PRIMARY KEY (proof_id, line)
);

CREATE TABLE grant_proof_sum (
	proof_id text NOT NULL REFERENCES grant_proof (id),
	month text NOT NULL,
	class text NOT NULL,
	outside boolean NOT NULL,
	amount bigint NOT NULL,
	PRIMARY KEY (proof_id, month, class, outside)
);

-- The headings of the columns of a general ledger, to find them by the next time.
CREATE TABLE grant_proof_column (
	proof_id text NOT NULL REFERENCES grant_proof (id),
	role text NOT NULL,
	heading text NOT NULL,
	PRIMARY KEY (proof_id, role),
	CHECK (role IN ('date', 'account', 'object', 'activity', 'amount', 'debit', 'credit'))
);

-- The sums of a file that somebody chooses from. Contents is them as JSON, packed.
CREATE TABLE grant_proof_draft (
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	contents bytea NOT NULL,
	added_by text NOT NULL,
	added_at timestamptz NOT NULL,
	PRIMARY KEY (year_id, municipality)
);

CREATE INDEX grant_proof_draft_added ON grant_proof_draft (added_at);

-- The same activity without the grant, in its period and the year before.
CREATE TABLE grant_comparison (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	number bigint NOT NULL,
	dimension bigint NOT NULL,
	dimension_name text NOT NULL,
	first_hash text NOT NULL,
	second_hash text,
	saved_by text NOT NULL,
	saved_at timestamptz NOT NULL,
	comment text,
	commented_by text,
	commented_at timestamptz,
	UNIQUE (year_id, municipality, number),
	CHECK (comment IS NULL OR commented_by IS NOT NULL AND commented_at IS NOT NULL)
);

CREATE TABLE grant_comparison_code (
	comparison_id text NOT NULL REFERENCES grant_comparison (id),
	line bigint NOT NULL,
	code text NOT NULL,
	PRIMARY KEY (comparison_id, line)
);

CREATE TABLE grant_comparison_month (
	comparison_id text NOT NULL REFERENCES grant_comparison (id),
	month date NOT NULL,
	before_sum bigint NOT NULL,
	during_sum bigint NOT NULL,
	PRIMARY KEY (comparison_id, month)
);
