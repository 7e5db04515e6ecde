-- +goose Up
-- The planned amount that this decision takes the place of.
ALTER TABLE grant_appropriation ADD COLUMN replaces text;

-- When the agency is to report to the government.
CREATE TABLE grant_report_date (
	year_id text NOT NULL REFERENCES grant_year (id),
	line bigint NOT NULL,
	label text NOT NULL,
	due_on date NOT NULL,
	sent_by text,
	sent_at timestamptz,
	PRIMARY KEY (year_id, line)
);

-- A requisition that the agency has said no to; its state is then withdrawn.
CREATE TABLE grant_rejection (
	requisition_id text PRIMARY KEY REFERENCES grant_requisition (id),
	registration_number text NOT NULL,
	reason text NOT NULL,
	rejected_by text NOT NULL,
	rejected_at timestamptz NOT NULL
);

-- What has been reminded of: once for each day and distance. The agency has no code.
CREATE TABLE grant_day_reminder (
	year_id text NOT NULL REFERENCES grant_year (id),
	what text NOT NULL,
	municipality text NOT NULL,
	day date NOT NULL,
	step bigint NOT NULL,
	sent_at timestamptz NOT NULL,
	PRIMARY KEY (year_id, what, municipality, day, step)
);

-- The end of a year, approved as it stood.
CREATE TABLE grant_closing (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	registration_number text NOT NULL,
	explanation text NOT NULL,
	book_seq bigint NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	fingerprint text,
	UNIQUE (year_id, number),
	CHECK (state IN ('prepared', 'approved', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state <> 'approved' OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND fingerprint IS NOT NULL)
);
