-- +goose Up

-- The areas that a municipality counts by, in its own words. They are large, and no
-- address: nothing else says where a child lives. One that is taken away stays for what
-- was counted by it.
CREATE TABLE coordination_area (
	id                text        NOT NULL PRIMARY KEY,
	municipality_code text        NOT NULL REFERENCES register_municipality (code),
	name              text        NOT NULL,
	added_at          timestamptz NOT NULL,
	removed_at        timestamptz,
	UNIQUE (municipality_code, name)
);

-- Chosen by whoever opens the matter; empty is not said.
ALTER TABLE coordination_matter ADD COLUMN area_id text REFERENCES coordination_area (id);
