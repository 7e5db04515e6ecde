-- What a unit has done, counted: never about whom. What happens is written here with
-- the change that it is, one row that nobody else writes, so that those who act at once
-- do not wait for each other; a job adds the rows to the counts.
-- +goose Up
CREATE TABLE concern_happening (
	unit_id   text NOT NULL,
	month     text NOT NULL,
	measure   text NOT NULL,
	kind      text NOT NULL,
	matter_id text NOT NULL,
	PRIMARY KEY (unit_id, month, measure, kind, matter_id)
);

CREATE TABLE concern_count (
	unit_id text   NOT NULL REFERENCES register_unit (id),
	month   text   NOT NULL,
	measure text   NOT NULL,
	kind    text   NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (unit_id, month, measure, kind)
);

CREATE INDEX concern_matter_unacknowledged ON concern_matter (unit_id, delivered_at) WHERE state = 'delivered';
