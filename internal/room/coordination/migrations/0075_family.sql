-- +goose Up

-- An account of a child or a guardian, and the one person it is for in one matter.
-- open is the judgement, by age and maturity, of whether they may read here.
CREATE TABLE coordination_kin (
	id        text        NOT NULL PRIMARY KEY,
	matter_id text        NOT NULL REFERENCES coordination_matter (id),
	user_id   text        NOT NULL REFERENCES identity_user (id),
	person_id text        NOT NULL REFERENCES person_record (id),
	child_id  text        NOT NULL REFERENCES person_record (id),
	capacity  text        NOT NULL CHECK (capacity IN ('child', 'guardian')),
	made_by   text        NOT NULL REFERENCES identity_user (id),
	made_at   timestamptz NOT NULL,
	open      boolean     NOT NULL,
	judged_by text        NOT NULL,
	judged_at timestamptz,
	judgement bytea,
	ended_at  timestamptz,
	CHECK ((judged_by = '') = (judged_at IS NULL))
);
CREATE INDEX coordination_kin_user ON coordination_kin (user_id, matter_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX coordination_kin_person ON coordination_kin (matter_id, person_id) WHERE ended_at IS NULL;

-- The wording of an item that its owner has decided to show the family.
CREATE TABLE coordination_told (
	item_id      text        NOT NULL PRIMARY KEY REFERENCES coordination_item (id),
	matter_id    text        NOT NULL REFERENCES coordination_matter (id),
	number       bigint      NOT NULL,
	to_child     boolean     NOT NULL,
	to_guardians boolean     NOT NULL,
	decided_by   text        NOT NULL REFERENCES identity_user (id),
	decided_at   timestamptz NOT NULL
);
CREATE INDEX coordination_told_matter ON coordination_told (matter_id);

-- What a child or a guardian has said, in their own words, and what was answered.
CREATE TABLE coordination_voice (
	id          text        NOT NULL PRIMARY KEY,
	matter_id   text        NOT NULL REFERENCES coordination_matter (id),
	kin_id      text        NOT NULL REFERENCES coordination_kin (id),
	person_id   text        NOT NULL REFERENCES person_record (id),
	capacity    text        NOT NULL CHECK (capacity IN ('child', 'guardian')),
	kind        text        NOT NULL CHECK (kind IN ('matters', 'agree', 'disagree', 'change', 'question')),
	at          timestamptz NOT NULL,
	keyset_id   text        NOT NULL,
	body        bytea       NOT NULL,
	answered_at timestamptz,
	answered_by text        NOT NULL,
	answer      bytea,
	CHECK ((answered_by = '') = (answered_at IS NULL))
);
CREATE INDEX coordination_voice_matter ON coordination_voice (matter_id, at, id);
CREATE INDEX coordination_voice_kin ON coordination_voice (kin_id, at, id);
