-- +goose Up

-- One row for each version of a plan. Its words are the team's, under the matter's
-- keyset; what each organisation promises is a row of its own.
CREATE TABLE coordination_plan (
	id              text        NOT NULL PRIMARY KEY,
	matter_id       text        NOT NULL REFERENCES coordination_matter (id),
	organisation_id text        NOT NULL REFERENCES register_organisation (id),
	keyset_id       text        NOT NULL,
	number          bigint      NOT NULL,
	state           text        NOT NULL CHECK (state IN ('draft', 'laid', 'agreed', 'replaced')),
	author_id       text        NOT NULL REFERENCES identity_user (id),
	made_at         timestamptz NOT NULL,
	laid_at         timestamptz,
	agreed_at       timestamptz,
	next_on         date,
	body            bytea       NOT NULL,
	version         bigint      NOT NULL,
	UNIQUE (matter_id, number),
	CHECK ((state = 'draft') = (laid_at IS NULL))
);

-- Nobody is responsible without having accepted: who has not answered has no
-- answered_at, and a state that makes somebody responsible needs one.
CREATE TABLE coordination_commitment (
	id               text        NOT NULL PRIMARY KEY,
	matter_id        text        NOT NULL REFERENCES coordination_matter (id),
	goal_id          text        NOT NULL,
	topic            text        NOT NULL,
	organisation_id  text        NOT NULL REFERENCES register_organisation (id),
	unit_id          text        NOT NULL REFERENCES register_unit (id),
	user_id          text        NOT NULL REFERENCES identity_user (id),
	keyset_id        text        NOT NULL,
	proposer_id      text        NOT NULL REFERENCES identity_user (id),
	proposer_unit_id text        NOT NULL REFERENCES register_unit (id),
	state            text        NOT NULL CHECK (state IN ('proposed', 'declined', 'accepted', 'ongoing', 'done', 'not_done', 'handed_over', 'dropped')),
	plan             bigint      NOT NULL,
	due              date        NOT NULL,
	proposed_at      timestamptz NOT NULL,
	answered_at      timestamptz,
	ended_at         timestamptz,
	escalated_at     timestamptz,
	from_id          text        NOT NULL,
	body             bytea       NOT NULL,
	outcome          bytea,
	version          bigint      NOT NULL,
	CHECK (answered_at IS NOT NULL OR state IN ('proposed', 'dropped'))
);
CREATE INDEX coordination_commitment_matter ON coordination_commitment (matter_id, proposed_at, id);
CREATE INDEX coordination_commitment_mine ON coordination_commitment (unit_id, due, id) WHERE state IN ('proposed', 'accepted', 'ongoing');
CREATE INDEX coordination_commitment_waits ON coordination_commitment (proposed_at, id) WHERE state = 'proposed' AND escalated_at IS NULL;

CREATE TABLE coordination_agreement (
	id          text        NOT NULL PRIMARY KEY,
	plan_id     text        NOT NULL REFERENCES coordination_plan (id),
	capacity    text        NOT NULL CHECK (capacity IN ('party', 'child', 'guardian')),
	who_id      text        NOT NULL,
	agrees      text        NOT NULL CHECK (agrees IN ('yes', 'no', 'not_asked')),
	at          timestamptz NOT NULL,
	recorded_by text        NOT NULL REFERENCES identity_user (id),
	body        bytea       NOT NULL
);
CREATE INDEX coordination_agreement_plan ON coordination_agreement (plan_id, at, id);

CREATE TABLE coordination_followup (
	id          text        NOT NULL PRIMARY KEY,
	plan_id     text        NOT NULL REFERENCES coordination_plan (id),
	matter_id   text        NOT NULL REFERENCES coordination_matter (id),
	held_on     date        NOT NULL,
	recorded_at timestamptz NOT NULL,
	recorded_by text        NOT NULL REFERENCES identity_user (id),
	child_rated boolean     NOT NULL,
	body        bytea       NOT NULL
);
CREATE INDEX coordination_followup_matter ON coordination_followup (matter_id, held_on, id);

-- Every copy of a plan that has been handed out, and to whom.
CREATE TABLE coordination_copy (
	id          text        NOT NULL PRIMARY KEY,
	plan_id     text        NOT NULL REFERENCES coordination_plan (id),
	matter_id   text        NOT NULL REFERENCES coordination_matter (id),
	format      text        NOT NULL CHECK (format IN ('pdf', 'docx', 'paper')),
	at          timestamptz NOT NULL,
	author_id   text        NOT NULL REFERENCES identity_user (id),
	body        bytea       NOT NULL
);
CREATE INDEX coordination_copy_matter ON coordination_copy (matter_id, at, id);
