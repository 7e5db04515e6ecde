-- +goose Up
-- What a municipality says that it has used the money for, version by version. Nobody
-- certifies what they have written, and nobody accepts what they have written or certified.
CREATE TABLE grant_use (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	number bigint NOT NULL,
	form bigint NOT NULL,
	state text NOT NULL,
	held bigint NOT NULL,
	agrees text NOT NULL,
	dispute text NOT NULL,
	unused bigint NOT NULL,
	unused_why text NOT NULL,
	heard text NOT NULL,
	gender text NOT NULL,
	degree text NOT NULL,
	evidence text NOT NULL,
	afterwards text NOT NULL,
	prepared_by text NOT NULL,
	prepared_at timestamptz NOT NULL,
	certified_by text,
	certified_at timestamptz,
	fingerprint text,
	sent_by text,
	sent_at timestamptz,
	reviewed_by text,
	reviewed_at timestamptz,
	reason text NOT NULL,
	UNIQUE (year_id, municipality, number),
	CHECK (state IN ('draft', 'ready', 'certified', 'sent', 'returned', 'accepted')),
	CHECK (agrees IN ('', 'yes', 'no')),
	CHECK (unused >= 0 AND held >= 0),
	CHECK (certified_by <> '' AND certified_by <> prepared_by),
	CHECK (state IN ('draft', 'ready') OR certified_by IS NOT NULL AND certified_at IS NOT NULL AND fingerprint IS NOT NULL),
	CHECK (state IN ('draft', 'ready', 'certified') OR sent_by IS NOT NULL AND sent_at IS NOT NULL),
	CHECK (state NOT IN ('returned', 'accepted') OR reviewed_by IS NOT NULL AND reviewed_at IS NOT NULL),
	CHECK (state <> 'returned' OR reason <> ''),
	CHECK (state <> 'accepted' OR reviewed_by <> '' AND reviewed_by <> certified_by AND reviewed_by <> prepared_by)
);

-- A municipality works on one version at a time.
CREATE UNIQUE INDEX grant_use_open ON grant_use (year_id, municipality) WHERE state NOT IN ('returned', 'accepted');

-- Everybody who has written in a version.
CREATE TABLE grant_use_writer (
	use_id text NOT NULL REFERENCES grant_use (id),
	user_id text NOT NULL,
	PRIMARY KEY (use_id, user_id)
);

CREATE TABLE grant_use_activity (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	kind text NOT NULL,
	method text NOT NULL,
	target text NOT NULL,
	novelty text NOT NULL,
	from_on date,
	to_on date,
	posts bigint NOT NULL,
	evenings bigint NOT NULL,
	girls bigint NOT NULL,
	boys bigint NOT NULL,
	unknown bigint NOT NULL,
	PRIMARY KEY (use_id, line),
	CHECK (novelty IN ('', 'new', 'strengthened', 'continued')),
	CHECK (posts >= 0 AND evenings >= 0 AND evenings <= posts),
	CHECK (girls >= 0 AND boys >= 0 AND unknown >= 0)
);

CREATE TABLE grant_use_area (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	name text NOT NULL,
	PRIMARY KEY (use_id, line, name)
);

CREATE TABLE grant_use_cost (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	post text NOT NULL,
	amount bigint NOT NULL,
	PRIMARY KEY (use_id, line, post),
	CHECK (amount > 0)
);

CREATE TABLE grant_use_partner (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	partner text NOT NULL,
	state text NOT NULL,
	words text NOT NULL,
	PRIMARY KEY (use_id, partner),
	CHECK (state IN ('', 'none', 'existed', 'started', 'developed', 'ended'))
);

-- What the municipality paid itself, before and in the year of the grant.
CREATE TABLE grant_use_own (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	activity text NOT NULL,
	before bigint NOT NULL,
	now bigint NOT NULL,
	answered boolean NOT NULL,
	comment text NOT NULL,
	PRIMARY KEY (use_id, line),
	CHECK (before >= 0 AND now >= 0)
);

CREATE TABLE grant_use_content (
	use_id text NOT NULL REFERENCES grant_use (id),
	line bigint NOT NULL,
	words text NOT NULL,
	PRIMARY KEY (use_id, line)
);

-- More time to account for one municipality, by decision.
CREATE TABLE grant_use_extension (
	id text PRIMARY KEY,
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	last_on date NOT NULL,
	reason text NOT NULL,
	decided_by text NOT NULL,
	decided_at timestamptz NOT NULL
);

CREATE INDEX grant_use_extension_year ON grant_use_extension (year_id, municipality);

-- Who has been reminded, once a day.
CREATE TABLE grant_use_reminder (
	year_id text NOT NULL REFERENCES grant_year (id),
	municipality text NOT NULL REFERENCES register_municipality (code),
	on_day date NOT NULL,
	sent_by text NOT NULL,
	PRIMARY KEY (year_id, municipality, on_day)
);
