-- +goose Up
-- Where and how soon municipalities repay, approved as it stood: whoever can change a
-- giro alone can have the repayments.
CREATE TABLE grant_repayment_terms (
	id text PRIMARY KEY,
	scheme_id text NOT NULL REFERENCES grant_scheme (id),
	number bigint NOT NULL,
	orgnr text NOT NULL,
	bankgiro text NOT NULL,
	days bigint NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	fingerprint text,
	UNIQUE (scheme_id, number),
	CHECK (days BETWEEN 1 AND 366),
	CHECK (state IN ('prepared', 'approved', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state <> 'approved' OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND fingerprint IS NOT NULL)
);

-- The number that the last reference was made of.
CREATE TABLE grant_claim_serial (
	one bigint PRIMARY KEY,
	last bigint NOT NULL,
	CHECK (one = 1)
);

-- What a municipality is to repay. How much of it is left is told by placements and
-- rulings, and by the book.
CREATE TABLE grant_claim (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	reference text NOT NULL UNIQUE,
	reason text NOT NULL,
	amount bigint NOT NULL,
	due_on date NOT NULL,
	basis text NOT NULL,
	raised_by text NOT NULL,
	approved_by text,
	raised_at timestamptz NOT NULL,
	CHECK (reason IN ('unused', 'recovery')),
	CHECK (amount > 0),
	CHECK (approved_by <> '' AND approved_by <> raised_by),
	CHECK (reason <> 'recovery' OR approved_by IS NOT NULL)
);

CREATE INDEX grant_claim_year ON grant_claim (year_id, municipality);
CREATE INDEX grant_claim_due ON grant_claim (due_on, id);

CREATE TABLE grant_reminder (
	claim_id text NOT NULL REFERENCES grant_claim (id),
	number bigint NOT NULL,
	sent_by text NOT NULL,
	sent_at timestamptz NOT NULL,
	PRIMARY KEY (claim_id, number)
);

-- Money that has come to the agency, each told by the bank once.
CREATE TABLE grant_credit (
	id text PRIMARY KEY,
	agency_id text NOT NULL REFERENCES register_organisation (id),
	bank_key text NOT NULL,
	year_id text NOT NULL REFERENCES grant_year (id),
	booked_on date NOT NULL,
	amount bigint NOT NULL,
	municipality text,
	payer text NOT NULL,
	says text NOT NULL,
	taken_by text NOT NULL,
	taken_at timestamptz NOT NULL,
	UNIQUE (agency_id, bank_key),
	CHECK (amount > 0)
);

CREATE INDEX grant_credit_year ON grant_credit (year_id);

-- Received money on a claim.
CREATE TABLE grant_placement (
	id text PRIMARY KEY,
	credit_id text NOT NULL REFERENCES grant_credit (id),
	claim_id text NOT NULL REFERENCES grant_claim (id),
	amount bigint NOT NULL,
	by_rule text NOT NULL,
	placed_by text NOT NULL,
	placed_at timestamptz NOT NULL,
	taken_back_by text,
	taken_back_at timestamptz,
	CHECK (amount > 0),
	CHECK (by_rule IN ('reference', 'amount', 'hand')),
	CHECK (taken_back_by IS NULL OR taken_back_at IS NOT NULL)
);

CREATE INDEX grant_placement_credit ON grant_placement (credit_id);
CREATE INDEX grant_placement_claim ON grant_placement (claim_id);

-- Received money that is sent back, approved as it stood. One end-to-end id is one
-- sending, for ever.
CREATE TABLE grant_return (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	credit_id text NOT NULL REFERENCES grant_credit (id),
	end_to_end text NOT NULL UNIQUE,
	amount bigint NOT NULL,
	reason text NOT NULL,
	outcome text NOT NULL,
	proof text NOT NULL,
	settled_by text,
	settled_at timestamptz,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	fingerprint text,
	UNIQUE (year_id, number),
	CHECK (amount > 0),
	CHECK (outcome IN ('waiting', 'settled', 'bounced')),
	CHECK (outcome = 'waiting' OR state = 'approved' AND settled_at IS NOT NULL),
	CHECK (state IN ('prepared', 'approved', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state <> 'approved' OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND fingerprint IS NOT NULL)
);

CREATE INDEX grant_return_credit ON grant_return (credit_id);

-- A special review of how a municipality has used the money.
CREATE TABLE grant_review (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	registration_number text NOT NULL,
	subject text NOT NULL,
	reason text NOT NULL,
	blocks boolean NOT NULL,
	state text NOT NULL,
	opened_by text NOT NULL,
	opened_at timestamptz NOT NULL,
	findings text NOT NULL,
	closed_by text,
	closed_at timestamptz,
	CHECK (state IN ('open', 'closed', 'recovered')),
	CHECK (state = 'open' OR closed_by IS NOT NULL AND closed_at IS NOT NULL AND findings <> '')
);

CREATE UNIQUE INDEX grant_review_open ON grant_review (year_id, municipality) WHERE state = 'open';
CREATE INDEX grant_review_year ON grant_review (year_id, municipality);

CREATE TABLE grant_question (
	id text PRIMARY KEY,
	review_id text NOT NULL REFERENCES grant_review (id),
	number bigint NOT NULL,
	words text NOT NULL,
	due_on date NOT NULL,
	asked_by text NOT NULL,
	asked_at timestamptz NOT NULL,
	answer text NOT NULL,
	answered_by text,
	answered_at timestamptz,
	UNIQUE (review_id, number),
	CHECK ((answer = '') = (answered_by IS NULL))
);

-- A decision to recover money after a review, or to let a claim off, approved as it stood.
CREATE TABLE grant_ruling (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	kind text NOT NULL,
	municipality text NOT NULL REFERENCES register_municipality (code),
	review_id text REFERENCES grant_review (id),
	claim_id text REFERENCES grant_claim (id),
	amount bigint NOT NULL,
	days bigint NOT NULL,
	registration_number text NOT NULL,
	reason text NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	fingerprint text,
	UNIQUE (year_id, number),
	CHECK (kind IN ('recovery', 'writeoff')),
	CHECK (amount > 0),
	CHECK (kind = 'recovery' AND review_id IS NOT NULL AND claim_id IS NULL OR kind = 'writeoff' AND claim_id IS NOT NULL AND review_id IS NULL),
	CHECK (state IN ('prepared', 'approved', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state <> 'approved' OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND fingerprint IS NOT NULL)
);

CREATE INDEX grant_ruling_claim ON grant_ruling (claim_id);
CREATE UNIQUE INDEX grant_ruling_waits ON grant_ruling (claim_id) WHERE state = 'prepared' AND kind = 'writeoff';
CREATE UNIQUE INDEX grant_ruling_review ON grant_ruling (review_id) WHERE state = 'prepared' AND kind = 'recovery';
