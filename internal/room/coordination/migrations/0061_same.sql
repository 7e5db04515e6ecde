-- +goose Up

-- A need may be about a child whom the organisation already works around. Whoever
-- raised it is told of what they may know; of the rest, whoever holds it together is
-- told, afterwards, so that neither the answer nor its time says that there is anything.
ALTER TABLE coordination_need ADD COLUMN compared_at timestamptz;
UPDATE coordination_need SET compared_at = raised_at;
CREATE INDEX coordination_need_uncompared ON coordination_need (raised_at, id) WHERE compared_at IS NULL AND state <> 'refused';

CREATE TABLE coordination_same (
	matter_id text        NOT NULL REFERENCES coordination_matter (id),
	need_id   text        NOT NULL REFERENCES coordination_need (id),
	found_at  timestamptz NOT NULL,
	judged_at timestamptz,
	judged_by text        NOT NULL,
	same      boolean     NOT NULL,
	PRIMARY KEY (matter_id, need_id),
	CHECK (matter_id <> need_id),
	CHECK ((judged_at IS NULL) = (judged_by = ''))
);
