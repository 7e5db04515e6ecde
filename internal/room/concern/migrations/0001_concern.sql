-- +goose Up
CREATE TABLE concern_report (
	id              text        NOT NULL PRIMARY KEY,
	reference       text        NOT NULL UNIQUE,
	unit_id         text        NOT NULL REFERENCES register_unit (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	mandate_id      text        NOT NULL REFERENCES identity_mandate (id),
	state           text        NOT NULL CHECK (state IN ('draft', 'sent', 'acknowledged')),
	municipality    text        NOT NULL,
	category        text        NOT NULL,
	danger          boolean     NOT NULL,
	wants_feedback  boolean     NOT NULL,
	keyset_id       text        NOT NULL,
	body            bytea       NOT NULL,
	saved_at        timestamptz NOT NULL,
	sent_at         timestamptz,
	acknowledged_at timestamptz,
	CHECK ((state = 'draft') = (sent_at IS NULL))
);
CREATE INDEX concern_report_unit ON concern_report (unit_id, sent_at, id) WHERE state <> 'draft';
CREATE INDEX concern_report_mandate ON concern_report (mandate_id, sent_at) WHERE state <> 'draft';
CREATE INDEX concern_report_draft ON concern_report (author_id, saved_at) WHERE state = 'draft';

CREATE TABLE concern_matter (
	id                text        NOT NULL PRIMARY KEY,
	report_id         text        NOT NULL REFERENCES concern_report (id),
	reference         text        NOT NULL,
	unit_id           text        NOT NULL REFERENCES register_unit (id),
	organisation_id   text        NOT NULL REFERENCES register_organisation (id),
	municipality      text        NOT NULL,
	sender_unit_id    text        NOT NULL REFERENCES register_unit (id),
	category          text        NOT NULL,
	child_id          text        NOT NULL REFERENCES person_record (id),
	keyset_id         text        NOT NULL,
	state             text        NOT NULL CHECK (state IN ('delivered', 'received', 'assessing', 'decided', 'closed', 'forwarded')),
	danger            boolean     NOT NULL,
	guardians_unaware boolean     NOT NULL,
	protected         boolean     NOT NULL,
	officer_id        text        NOT NULL,
	delivered_at      timestamptz NOT NULL,
	received_at       timestamptz,
	protection_at     timestamptz,
	decision_due      timestamptz NOT NULL,
	decided_at        timestamptz,
	outcome           text        NOT NULL CHECK (outcome IN ('', 'opened', 'not_opened', 'already_running')),
	next_step         text        NOT NULL CHECK (next_step IN ('protection', 'decision', 'feedback', 'none')),
	next_from         timestamptz,
	next_due          timestamptz,
	next_at_once      boolean     NOT NULL,
	forwarded_from    text        NOT NULL,
	content           bytea       NOT NULL,
	headline          bytea       NOT NULL,
	version           bigint      NOT NULL,
	CHECK ((next_step = 'none') = (next_due IS NULL)),
	CHECK (state IN ('delivered', 'received', 'forwarded') OR protection_at IS NOT NULL),
	CHECK ((decided_at IS NULL) = (outcome = ''))
);
-- The inbox is this index: a unit's open matters, the one with least time left first.
-- A matter is open while it has a next_due; saying so by a column of the index lets
-- counts be read from the index alone.
CREATE INDEX concern_matter_inbox ON concern_matter (unit_id, next_due, id) WHERE next_due IS NOT NULL;
CREATE INDEX concern_matter_mine ON concern_matter (unit_id, officer_id, next_due, id) WHERE next_due IS NOT NULL;
CREATE INDEX concern_matter_done ON concern_matter (unit_id, delivered_at, id) WHERE next_due IS NULL;
CREATE INDEX concern_matter_report ON concern_matter (report_id);
CREATE INDEX concern_matter_child ON concern_matter (child_id);
CREATE INDEX concern_matter_clock ON concern_matter (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX concern_matter_unconfirmed ON concern_matter (delivered_at) WHERE state = 'delivered';

CREATE TABLE concern_entry (
	id        text        NOT NULL PRIMARY KEY,
	matter_id text        NOT NULL REFERENCES concern_matter (id),
	kind      text        NOT NULL,
	at        timestamptz NOT NULL,
	author_id text        NOT NULL REFERENCES identity_user (id),
	body      bytea       NOT NULL
);
CREATE INDEX concern_entry_matter ON concern_entry (matter_id, at, id);

CREATE TABLE concern_feedback (
	matter_id    text        NOT NULL PRIMARY KEY REFERENCES concern_matter (id),
	report_id    text        NOT NULL REFERENCES concern_report (id),
	child_index  bigint      NOT NULL,
	state        text        NOT NULL CHECK (state IN ('not_asked', 'waiting', 'given', 'withheld')),
	requested_at timestamptz,
	due          timestamptz,
	at_once      boolean     NOT NULL,
	given_at     timestamptz,
	fact         text        NOT NULL CHECK (fact IN ('', 'opened', 'not_opened', 'already_running')),
	received_at  timestamptz,
	CHECK ((state = 'given') = (fact <> ''))
);
CREATE INDEX concern_feedback_report ON concern_feedback (report_id, child_index);

CREATE TABLE concern_link (
	matter_id text        NOT NULL REFERENCES concern_matter (id),
	other_id  text        NOT NULL REFERENCES concern_matter (id),
	same      boolean     NOT NULL,
	at        timestamptz NOT NULL,
	author_id text        NOT NULL REFERENCES identity_user (id),
	PRIMARY KEY (matter_id, other_id)
);

CREATE TABLE concern_alarm (
	matter_id text        NOT NULL REFERENCES concern_matter (id),
	kind      text        NOT NULL CHECK (kind IN ('unconfirmed', 'protection', 'decision', 'feedback')),
	at        timestamptz NOT NULL,
	PRIMARY KEY (matter_id, kind)
);
