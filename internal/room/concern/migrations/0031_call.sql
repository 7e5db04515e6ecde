-- +goose Up
CREATE TABLE concern_call (
	matter_id text        NOT NULL REFERENCES concern_matter (id),
	kind      text        NOT NULL CHECK (kind IN ('unconfirmed', 'protection')),
	raised_at timestamptz NOT NULL,
	rings     bigint      NOT NULL,
	next_at   timestamptz,
	taken_at  timestamptz,
	taken_by  text        REFERENCES identity_user (id),
	PRIMARY KEY (matter_id, kind),
	CHECK ((taken_at IS NULL) = (taken_by IS NULL)),
	CHECK (taken_at IS NULL OR next_at IS NULL)
);
-- Calls that still ring; one that is taken or over has no next_at.
CREATE INDEX concern_call_ringing ON concern_call (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX concern_matter_officer ON concern_matter (officer_id) WHERE next_due IS NOT NULL;
