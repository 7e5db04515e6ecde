-- +goose Up

-- The counts of a third that is over, as they may be told: n is empty where a count is
-- hidden. They are taken once and never change, whatever is corrected or disposed of
-- afterwards, so two readings can never be subtracted from one another.
CREATE TABLE coordination_snapshot (
	municipality_code text        NOT NULL REFERENCES register_municipality (code),
	third             text        NOT NULL,
	taken_at          timestamptz NOT NULL,
	median_days       bigint,
	PRIMARY KEY (municipality_code, third)
);

CREATE TABLE coordination_count (
	municipality_code text   NOT NULL,
	third             text   NOT NULL,
	measure           text   NOT NULL,
	row_key           text   NOT NULL,
	column_key        text   NOT NULL,
	n                 bigint,
	PRIMARY KEY (municipality_code, third, measure, row_key, column_key),
	FOREIGN KEY (municipality_code, third) REFERENCES coordination_snapshot (municipality_code, third)
);

CREATE INDEX coordination_matter_opened ON coordination_matter (organisation_id, opened_at);

-- The day a follow-up was to be held; the plan has only the next.
ALTER TABLE coordination_followup ADD COLUMN due_on date;
