-- +goose Up

-- What somebody has asked for. Who asks is not in the clear, and for an official
-- document perhaps not here at all. An extract has the person it is about, and an
-- identity that was checked before anything was gathered.
CREATE TABLE disclosure_request (
	id              text        NOT NULL PRIMARY KEY,
	reference       text        NOT NULL UNIQUE,
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	kind            text        NOT NULL CHECK (kind IN ('extract', 'document')),
	state           text        NOT NULL CHECK (state IN ('registered', 'gathered', 'decided', 'released')),
	asker           text        NOT NULL CHECK (asker IN ('', 'self', 'guardian', 'agent')),
	person_id       text        REFERENCES person_record (id),
	keyset_id       text        NOT NULL,
	received_on     date        NOT NULL,
	due_on          date        NOT NULL,
	extended        boolean     NOT NULL,
	registered_at   timestamptz NOT NULL,
	identified_at   timestamptz,
	identified_by   text        NOT NULL,
	released_at     timestamptz,
	released_by     text        NOT NULL,
	body            bytea       NOT NULL,
	version         bigint      NOT NULL,
	CHECK ((kind = 'extract') = (person_id IS NOT NULL)),
	CHECK ((kind = 'extract') = (asker <> '')),
	CHECK ((identified_by = '') = (identified_at IS NULL)),
	CHECK (kind = 'document' OR state = 'registered' OR identified_at IS NOT NULL),
	CHECK ((state = 'released') = (released_at IS NOT NULL))
);
CREATE INDEX disclosure_request_open ON disclosure_request (unit_id, due_on, id) WHERE state <> 'released';
CREATE INDEX disclosure_request_done ON disclosure_request (unit_id, registered_at, id) WHERE state = 'released';

-- One thing to judge. A thing that is judged has the one who judged it.
CREATE TABLE disclosure_piece (
	id         text        NOT NULL PRIMARY KEY,
	request_id text        NOT NULL REFERENCES disclosure_request (id),
	position   bigint      NOT NULL,
	room       text        NOT NULL,
	kind       text        NOT NULL,
	source_id  text        NOT NULL,
	made_at    timestamptz,
	marks      text        NOT NULL,
	verdict    text        NOT NULL CHECK (verdict IN ('', 'release', 'part', 'withhold')),
	provision  text        NOT NULL,
	judged_at  timestamptz,
	judged_by  text        NOT NULL,
	body       bytea       NOT NULL,
	version    bigint      NOT NULL,
	CHECK ((verdict = '') = (judged_at IS NULL)),
	CHECK ((judged_by = '') = (judged_at IS NULL)),
	CHECK (verdict NOT IN ('part', 'withhold') OR provision <> '')
);
CREATE INDEX disclosure_piece_request ON disclosure_piece (request_id, position, id);

CREATE TABLE disclosure_decision (
	request_id text        NOT NULL PRIMARY KEY REFERENCES disclosure_request (id),
	outcome    text        NOT NULL CHECK (outcome IN ('whole', 'part', 'refused', 'nothing')),
	decided_at timestamptz NOT NULL,
	decided_by text        NOT NULL REFERENCES identity_user (id),
	body       bytea       NOT NULL
);
