-- +goose Up
CREATE TABLE retention_copy (
	matter_id     text   NOT NULL,
	controller_id text   NOT NULL REFERENCES register_organisation (id),
	source        text   NOT NULL,
	child_id      text   NOT NULL,
	class         text   NOT NULL,
	last_note     date   NOT NULL,
	closed_on     date,
	outcome       text   NOT NULL CHECK (outcome IN ('disposed', 'kept', 'handed_over', 'waiting')),
	wait          text   NOT NULL,
	due_year      bigint,
	PRIMARY KEY (matter_id, controller_id),
	CHECK ((due_year IS NOT NULL) = (outcome IN ('disposed', 'handed_over')))
);
-- The day would tell when a child was born, so only the year is kept.
CREATE INDEX retention_copy_due ON retention_copy (controller_id, due_year, matter_id) WHERE due_year IS NOT NULL;
CREATE INDEX retention_copy_other ON retention_copy (controller_id, outcome, matter_id) WHERE due_year IS NULL;
CREATE INDEX retention_copy_child ON retention_copy (child_id) WHERE child_id <> '';

CREATE TABLE retention_walk (
	source        text NOT NULL PRIMARY KEY,
	matter_id     text NOT NULL,
	controller_id text NOT NULL
);

CREATE TABLE retention_mark (
	id            text        NOT NULL PRIMARY KEY,
	matter_id     text        NOT NULL,
	controller_id text        NOT NULL REFERENCES register_organisation (id),
	class         text        NOT NULL,
	made_by       text        NOT NULL,
	made_at       timestamptz NOT NULL,
	ended_by      text        NOT NULL,
	ended_at      timestamptz,
	CHECK ((ended_by = '') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX retention_mark_once ON retention_mark (matter_id, controller_id, class) WHERE ended_at IS NULL;

CREATE TABLE retention_hold (
	id            text        NOT NULL PRIMARY KEY,
	matter_id     text        NOT NULL,
	controller_id text        NOT NULL REFERENCES register_organisation (id),
	kind          text        NOT NULL CHECK (kind IN ('dispute', 'supervision', 'request', 'other')),
	reference     text        NOT NULL,
	made_by       text        NOT NULL,
	made_at       timestamptz NOT NULL,
	ended_by      text        NOT NULL,
	ended_at      timestamptz,
	decision      text        NOT NULL,
	CHECK ((ended_by = '') = (ended_at IS NULL)),
	CHECK ((ended_by = '') = (decision = ''))
);
CREATE INDEX retention_hold_matter ON retention_hold (matter_id, controller_id);

CREATE TABLE retention_plan (
	controller_id text        NOT NULL REFERENCES register_organisation (id),
	class         text        NOT NULL,
	years         bigint      NOT NULL CHECK (years BETWEEN -1 AND 150),
	decision      text        NOT NULL,
	set_by        text        NOT NULL,
	set_at        timestamptz NOT NULL,
	PRIMARY KEY (controller_id, class)
);

-- Nobody disposes of anything alone: the database refuses it too.
CREATE TABLE retention_run (
	id            text        NOT NULL PRIMARY KEY,
	controller_id text        NOT NULL REFERENCES register_organisation (id),
	state         text        NOT NULL CHECK (state IN ('proposed', 'withdrawn', 'running', 'shredded', 'final')),
	proposed_by   text        NOT NULL,
	proposed_at   timestamptz NOT NULL,
	confirmed_by  text        NOT NULL,
	confirmed_at  timestamptz,
	shredded_at   timestamptz,
	final_on      date,
	final_at      timestamptz,
	CHECK (confirmed_by <> proposed_by),
	CHECK ((confirmed_by = '') = (confirmed_at IS NULL)),
	CHECK (state IN ('proposed', 'withdrawn') OR confirmed_by <> ''),
	CHECK ((state IN ('shredded', 'final')) = (shredded_at IS NOT NULL)),
	CHECK ((shredded_at IS NULL) = (final_on IS NULL)),
	CHECK ((state = 'final') = (final_at IS NOT NULL))
);
CREATE INDEX retention_run_controller ON retention_run (controller_id, proposed_at, id);
CREATE UNIQUE INDEX retention_run_once ON retention_run (controller_id) WHERE state IN ('proposed', 'running');
CREATE INDEX retention_run_final ON retention_run (final_on) WHERE state = 'shredded';

CREATE TABLE retention_item (
	run_id        text   NOT NULL REFERENCES retention_run (id),
	matter_id     text   NOT NULL,
	controller_id text   NOT NULL,
	source        text   NOT NULL,
	class         text   NOT NULL,
	rule          text   NOT NULL,
	due_year      bigint NOT NULL,
	state         text   NOT NULL CHECK (state IN ('proposed', 'doomed', 'gone', 'spared')),
	spared        text   NOT NULL,
	gone_at       timestamptz,
	PRIMARY KEY (run_id, matter_id),
	CHECK ((state = 'gone') = (gone_at IS NOT NULL)),
	CHECK ((state = 'spared') = (spared <> ''))
);
CREATE INDEX retention_item_matter ON retention_item (matter_id, controller_id);
CREATE INDEX retention_item_left ON retention_item (run_id, matter_id) WHERE state IN ('proposed', 'doomed');
