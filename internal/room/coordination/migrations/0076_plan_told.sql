-- +goose Up

-- Which versions of a plan the child and the guardians see on their own pages.
CREATE TABLE coordination_plan_told (
	plan_id      text        NOT NULL PRIMARY KEY REFERENCES coordination_plan (id),
	matter_id    text        NOT NULL REFERENCES coordination_matter (id),
	to_child     boolean     NOT NULL,
	to_guardians boolean     NOT NULL,
	decided_by   text        NOT NULL REFERENCES identity_user (id),
	decided_at   timestamptz NOT NULL
);
CREATE INDEX coordination_plan_told_matter ON coordination_plan_told (matter_id);
