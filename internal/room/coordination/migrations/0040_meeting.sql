-- +goose Up

-- A meeting of the team. When it is, is in the clear for the calendar; what it is
-- about and where is not. minutes moves with every word that is written in it.
CREATE TABLE coordination_meeting (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	keyset_id       text        NOT NULL,
	state           text        NOT NULL CHECK (state IN ('planned', 'called', 'held', 'cancelled', 'confirmed')),
	starts_at       timestamptz NOT NULL,
	ends_at         timestamptz NOT NULL,
	made_at         timestamptz NOT NULL,
	called_at       timestamptz,
	held_at         timestamptz,
	confirmed_at    timestamptz,
	body            bytea       NOT NULL,
	outcome         bytea,
	minutes         bigint      NOT NULL,
	version         bigint      NOT NULL,
	CHECK (starts_at < ends_at),
	CHECK ((state IN ('held', 'confirmed')) = (held_at IS NOT NULL)),
	CHECK ((state = 'confirmed') = (confirmed_at IS NOT NULL))
);
CREATE INDEX coordination_meeting_matter ON coordination_meeting (matter_id, starts_at, id);

-- A point of the agenda, and the part of the minutes that is about it.
CREATE TABLE coordination_point (
	id         text   NOT NULL PRIMARY KEY,
	meeting_id text   NOT NULL REFERENCES coordination_meeting (id),
	position   bigint NOT NULL,
	length     bigint NOT NULL,
	topic      text   NOT NULL,
	title      bytea  NOT NULL,
	UNIQUE (meeting_id, position)
);

-- Who is asked to a meeting, and whether they came. subject_id is a member of the
-- team or a person; it is empty for somebody who is only a name.
CREATE TABLE coordination_attendance (
	id         text   NOT NULL PRIMARY KEY,
	meeting_id text   NOT NULL REFERENCES coordination_meeting (id),
	role       text   NOT NULL CHECK (role IN ('child', 'guardian', 'member', 'other')),
	subject_id text   NOT NULL,
	state      text   NOT NULL CHECK (state IN ('invited', 'attended', 'absent')),
	position   bigint NOT NULL,
	name       bytea,
	UNIQUE (meeting_id, position)
);

-- The minutes are paragraphs. A paragraph holds the wordings that nobody has replaced:
-- one as a rule, two when two people wrote at once.
CREATE TABLE coordination_paragraph (
	id         text        NOT NULL PRIMARY KEY,
	meeting_id text        NOT NULL REFERENCES coordination_meeting (id),
	point_id   text        NOT NULL REFERENCES coordination_point (id),
	kind       text        NOT NULL CHECK (kind IN ('text', 'decision')),
	made_at    timestamptz NOT NULL
);
CREATE INDEX coordination_paragraph_meeting ON coordination_paragraph (meeting_id, made_at, id);

-- What one person wrote in a paragraph from one opened page, the pen. It grows with
-- that pen; whoever else writes makes a wording of their own.
CREATE TABLE coordination_wording (
	id              text        NOT NULL PRIMARY KEY,
	meeting_id      text        NOT NULL REFERENCES coordination_meeting (id),
	paragraph_id    text        NOT NULL REFERENCES coordination_paragraph (id),
	pen             text        NOT NULL,
	pass            bigint      NOT NULL,
	author_id       text        NOT NULL REFERENCES identity_user (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	keyset_id       text        NOT NULL,
	at              timestamptz NOT NULL,
	replaced        boolean     NOT NULL,
	body            bytea       NOT NULL,
	version         bigint      NOT NULL
);
CREATE INDEX coordination_wording_meeting ON coordination_wording (meeting_id, at, id);
-- A form that is sent twice at the same moment is one wording.
CREATE UNIQUE INDEX coordination_wording_pen ON coordination_wording (paragraph_id, pen) WHERE NOT replaced;

-- That somebody who was there stands by the minutes, or what they object to, at the
-- words the minutes had then.
CREATE TABLE coordination_confirmation (
	meeting_id text        NOT NULL REFERENCES coordination_meeting (id),
	member_id  text        NOT NULL REFERENCES coordination_member (id),
	agrees     boolean     NOT NULL,
	minutes    bigint      NOT NULL,
	keyset_id  text        NOT NULL,
	at         timestamptz NOT NULL,
	remark     bytea,
	PRIMARY KEY (meeting_id, member_id)
);
