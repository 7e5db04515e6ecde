-- +goose Up
-- A decision about several requisitions, approved as it stood.
CREATE TABLE grant_decision (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	registration_number text NOT NULL,
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

CREATE TABLE grant_decision_line (
	decision_id text NOT NULL REFERENCES grant_decision (id),
	requisition_id text NOT NULL REFERENCES grant_requisition (id),
	municipality text NOT NULL,
	amount bigint NOT NULL,
	PRIMARY KEY (decision_id, requisition_id),
	CHECK (amount > 0 AND amount % 100 = 0)
);

-- A payment file, approved as it stood.
CREATE TABLE grant_order (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	message_id text NOT NULL UNIQUE,
	execute_on date NOT NULL,
	payer text NOT NULL,
	payer_orgnr text NOT NULL,
	payer_bankgiro text NOT NULL,
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

-- One end-to-end id is one payment, for ever.
CREATE TABLE grant_payment (
	end_to_end text PRIMARY KEY,
	order_id text NOT NULL REFERENCES grant_order (id),
	municipality text NOT NULL,
	payee text NOT NULL,
	account_id text NOT NULL REFERENCES grant_payment_account (id),
	tag text NOT NULL,
	amount bigint NOT NULL,
	state text NOT NULL,
	reason text NOT NULL,
	CHECK (state IN ('prepared', 'sent', 'confirmed', 'bounced')),
	CHECK (amount > 0 AND amount % 100 = 0)
);

CREATE INDEX grant_payment_order ON grant_payment (order_id);

-- What a bank has said, so that it is heard once.
CREATE TABLE grant_bank_file (
	agency_id text NOT NULL REFERENCES register_organisation (id),
	hash text NOT NULL,
	kind text NOT NULL,
	taken_by text NOT NULL,
	taken_at timestamptz NOT NULL,
	confirmed bigint NOT NULL,
	bounced bigint NOT NULL,
	PRIMARY KEY (agency_id, hash),
	CHECK (kind IN ('pain.002', 'camt'))
);

-- A round of redistribution, approved as it stood.
CREATE TABLE grant_round (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	number bigint NOT NULL,
	rule text NOT NULL,
	registration_number text NOT NULL,
	reason text NOT NULL,
	pool bigint NOT NULL,
	book_seq bigint NOT NULL,
	state text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	approved_by text,
	approved_at timestamptz,
	fingerprint text,
	UNIQUE (year_id, number),
	CHECK (rule IN ('proportional_to_frame_capped', 'proportional_to_extra', 'equal_capped')),
	CHECK (state IN ('prepared', 'approved', 'withdrawn')),
	CHECK (approved_by <> '' AND approved_by <> prepared_by),
	CHECK (state <> 'approved' OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND fingerprint IS NOT NULL)
);

CREATE TABLE grant_share (
	round_id text NOT NULL REFERENCES grant_round (id),
	municipality text NOT NULL,
	amount bigint NOT NULL,
	exact text NOT NULL,
	capped boolean NOT NULL,
	explanation text NOT NULL,
	PRIMARY KEY (round_id, municipality),
	CHECK (amount >= 0)
);
