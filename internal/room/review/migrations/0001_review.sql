-- +goose Up

-- A month of the log that has been gone through, with what is needed to draw its sample again.
CREATE TABLE review_month (
	month    date        NOT NULL PRIMARY KEY,
	seed     text        NOT NULL,
	rules    text        NOT NULL,
	at       timestamptz NOT NULL,
	records  bigint      NOT NULL
);

CREATE TABLE review_period (
	id              text        NOT NULL PRIMARY KEY,
	month           date        NOT NULL REFERENCES review_month (month),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	keyset_id       text        NOT NULL,
	accesses        bigint      NOT NULL,
	entries         bigint      NOT NULL,
	closed_at       timestamptz,
	closed_by       text        NOT NULL,
	report          bytea,
	signature       bytea,
	UNIQUE (organisation_id, month),
	CHECK ((closed_at IS NULL) = (closed_by = '')),
	CHECK ((closed_at IS NULL) = (report IS NULL)),
	CHECK ((closed_at IS NULL) = (signature IS NULL))
);

-- Nobody asks about or decides their own reading, nor that of a manager of the unit they
-- work in: the checks say it again below the program.
CREATE TABLE review_entry (
	id            text        NOT NULL PRIMARY KEY,
	period_id     text        NOT NULL REFERENCES review_period (id),
	position      bigint      NOT NULL,
	reader_id     text        NOT NULL,
	mandate_id    text        NOT NULL,
	unit_id       text        NOT NULL REFERENCES register_unit (id),
	role          text        NOT NULL,
	subjects      text        NOT NULL,
	day           date        NOT NULL,
	first_at      timestamptz NOT NULL,
	last_at       timestamptz NOT NULL,
	times         bigint      NOT NULL,
	actions       text        NOT NULL,
	place         text        NOT NULL,
	rules         text        NOT NULL CHECK (rules <> ''),
	matters       bigint      NOT NULL,
	state         text        NOT NULL CHECK (state IN ('waiting', 'asked', 'answered', 'decided')),
	asked_by      text        NOT NULL,
	asked_at      timestamptz,
	answered_at   timestamptz,
	verdict       text        NOT NULL CHECK (verdict IN ('', 'fine', 'unclear', 'breach')),
	decided_by    text        NOT NULL,
	decided_unit  text        NOT NULL,
	decided_at    timestamptz,
	question      bytea,
	answer        bytea,
	reasons       bytea,
	version       bigint      NOT NULL,
	UNIQUE (period_id, position),
	CHECK (asked_by <> reader_id),
	CHECK (decided_by <> reader_id),
	CHECK (NOT (role = 'manager' AND decided_unit = unit_id)),
	CHECK ((state = 'decided') = (decided_at IS NOT NULL)),
	CHECK ((state = 'decided') = (verdict <> '')),
	CHECK ((decided_by = '') = (decided_at IS NULL)),
	CHECK (decided_at IS NULL OR reasons IS NOT NULL)
);
CREATE INDEX review_entry_state ON review_entry (period_id, state, position);
CREATE INDEX review_entry_asked ON review_entry (reader_id, asked_at) WHERE state = 'asked';

-- Whom somebody is close to, said by themselves: a keyed hash of a number, and nothing
-- else about whom.
CREATE TABLE review_declaration (
	id          text        NOT NULL PRIMARY KEY,
	user_id     text        NOT NULL REFERENCES identity_user (id),
	organisation_id text    NOT NULL REFERENCES register_organisation (id),
	kind        text        NOT NULL CHECK (kind IN ('self', 'close')),
	number_hash bytea       NOT NULL,
	made_at     timestamptz NOT NULL,
	ended_at    timestamptz
);
CREATE INDEX review_declaration_user ON review_declaration (user_id, made_at);
CREATE UNIQUE INDEX review_declaration_once ON review_declaration (user_id, number_hash) WHERE ended_at IS NULL;

-- Who has read about a child, drawn up because the child or a guardian has asked.
CREATE TABLE review_disclosure (
	id              text        NOT NULL PRIMARY KEY,
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	keyset_id       text        NOT NULL,
	matters         text        NOT NULL,
	asker           text        NOT NULL CHECK (asker IN ('child', 'guardian')),
	asked_on        date        NOT NULL,
	made_by         text        NOT NULL REFERENCES identity_user (id),
	made_at         timestamptz NOT NULL,
	more            boolean     NOT NULL,
	told            boolean     NOT NULL,
	settled_by      text        NOT NULL,
	settled_at      timestamptz,
	CHECK ((settled_by = '') = (settled_at IS NULL))
);
CREATE INDEX review_disclosure_organisation ON review_disclosure (organisation_id, made_at);

-- A line that is marked is given or withheld by a person with reasons, who is never the
-- one it is about.
CREATE TABLE review_disclosure_line (
	disclosure_id text        NOT NULL REFERENCES review_disclosure (id),
	position      bigint      NOT NULL,
	matter_id     text        NOT NULL,
	reader_id     text        NOT NULL,
	unit_id       text        NOT NULL REFERENCES register_unit (id),
	day           date        NOT NULL,
	times         bigint      NOT NULL,
	marks         text        NOT NULL,
	withheld      boolean     NOT NULL,
	decided_by    text        NOT NULL,
	decided_at    timestamptz,
	reasons       bytea,
	PRIMARY KEY (disclosure_id, position),
	CHECK (decided_by <> reader_id),
	CHECK ((decided_by = '') = (decided_at IS NULL)),
	CHECK ((reasons IS NULL) = (decided_at IS NULL)),
	CHECK (NOT withheld OR decided_at IS NOT NULL)
);
